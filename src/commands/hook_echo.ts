import {
  type Address,
  EVERY_INTERFACE,
  formatAddress,
} from "../options/address.ts";
import { refusalOf } from "../hooks/signature.ts";

/** Most bytes of a body. */
const MAX_BODY = 1024 * 1024;
/** What the service asks rather than tells. */
const QUESTIONS = ["message.sending", "message.editing"];

/** What {@linkcode startHookEcho} needs. */
export interface HookEchoOptions {
  readonly address: Address;
  readonly secret: string;
  /** Writes a line for the person at the terminal. */
  readonly print: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** A back end that listens. */
export interface HookEcho {
  readonly address: Address;
  stop(): Promise<void>;
}

/**
 * A back end for a try on one machine: verifies each hook, prints it in a line,
 * and takes it. Questions are answered with a yes.
 *
 * @throws {Error} the runtime's, when the address cannot be bound
 */
export function startHookEcho(options: HookEchoOptions): HookEcho {
  const { address: { host } } = options;
  const server = serve(host, options);
  const address = { host, port: server.addr.port };
  options.print(`listening at ${formatAddress(address)}`);
  return { address, stop: () => server.shutdown() };
}

/** On IPv4 alone where there is nothing else. */
function serve(
  hostname: string,
  options: HookEchoOptions,
): Deno.HttpServer<Deno.NetAddr> {
  const { port } = options.address;
  try {
    return Deno.serve(
      { hostname, port, onListen: () => {} },
      (request) => answer(request, options),
    );
  } catch (fault) {
    const isInUse = fault instanceof Deno.errors.AddrInUse;
    if (hostname !== EVERY_INTERFACE || isInUse) throw fault;
    return serve("0.0.0.0", options);
  }
}

async function answer(
  request: Request,
  { secret, print, now }: HookEchoOptions,
): Promise<Response> {
  if (request.method !== "POST") {
    return new Response("expected a POST\n", { status: 405 });
  }
  const body = await readBody(request);
  if (body === undefined) {
    print(`refused: more than ${MAX_BODY} bytes`);
    return new Response("too large\n", { status: 413 });
  }
  const id = request.headers.get("webhook-id") ?? "";
  const timestamp = Number(request.headers.get("webhook-timestamp"));
  const header = request.headers.get("webhook-signature") ?? "";
  const refusal = refusalOf(
    { id, timestamp, body },
    { header, secret, now: Math.floor(now() / 1000) },
  );
  if (refusal !== undefined) {
    print(`refused ${JSON.stringify(id)}: ${refusal}`);
    return new Response(`${refusal}\n`, { status: 401 });
  }
  // As one line, whatever somebody has written into a message.
  print(`${id} ${JSON.stringify(parsed(body))}`);
  return QUESTIONS.includes(typeOf(body))
    ? Response.json({ action: "accept" })
    : new Response(null, { status: 204 });
}

async function readBody({ body }: Request): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > MAX_BODY) return undefined;
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function typeOf(body: string): string {
  const value = parsed(body) as { type?: unknown } | null;
  return typeof value?.type === "string" ? value.type : "";
}
