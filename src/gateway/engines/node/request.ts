import type { IncomingMessage } from "node:http";
import type { Writable } from "node:stream";
import type { EngineHeaders, EngineRequest } from "../../engine.ts";

/** A target that contains a host, as in a request to a proxy. */
const WHOLE = /^[a-z][a-z0-9+.-]*:\/\//i;

/** What {@linkcode NodeRequest} needs besides the message. */
export interface NodeRequestOptions {
  /** Its `close` means that nobody waits for the answer any more. */
  readonly until: Pick<Writable, "once" | "destroyed">;
  /** Called before the first read of the body; without it there is no body. */
  readonly onRead?: () => void;
}

/** A request of Node in the form common to all engines. */
export class NodeRequest implements EngineRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: EngineHeaders;
  #message: IncomingMessage;
  #options: NodeRequestOptions;

  constructor(message: IncomingMessage, options: NodeRequestOptions) {
    this.#message = message;
    this.#options = options;
    this.method = message.method ?? "";
    this.headers = new RawHeaders(message.rawHeaders);
    this.url = urlOf(message, this.headers.get("host"));
  }

  get signal(): AbortSignal {
    const { until } = this.#options;
    if (until.destroyed) return AbortSignal.abort();
    const controller = new AbortController();
    until.once("close", () => controller.abort());
    return controller.signal;
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    const { onRead } = this.#options;
    if (onRead === undefined || !hasBody(this.headers)) return null;
    return new ReadableStream(new BodySource(this.#message, onRead));
  }
}

/** Reads a body piece by piece, on demand. */
class BodySource implements UnderlyingDefaultSource<Uint8Array<ArrayBuffer>> {
  #message: IncomingMessage;
  #onRead: () => void;
  #begun = false;
  #isOver = false;

  constructor(message: IncomingMessage, onRead: () => void) {
    this.#message = message;
    this.#onRead = onRead;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) {
    const message = this.#message;
    const end = (close: () => void) => {
      if (!this.#isOver) close();
      this.#isOver = true;
    };
    const fail = () => end(() => controller.error(new Error("it broke off")));
    message.on("data", (piece: Uint8Array<ArrayBuffer>) => {
      if (this.#isOver) return;
      message.pause();
      controller.enqueue(piece);
    });
    message.on("end", () => end(() => controller.close()));
    message.on("error", fail);
    message.on("close", fail);
    message.pause();
    if (message.destroyed) fail();
  }

  pull(): void {
    if (!this.#begun) this.#onRead();
    this.#begun = true;
    this.#message.resume();
  }

  cancel(): void {
    this.#isOver = true;
  }
}

/** Headers as they arrived; those with the same name are combined. */
class RawHeaders implements EngineHeaders {
  #values = new Map<string, string>();

  constructor(raw: readonly string[]) {
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const [name, value] = [raw[i]!.toLowerCase(), raw[i + 1]!];
      const before = this.#values.get(name);
      this.#values.set(
        name,
        before === undefined ? value : `${before}, ${value}`,
      );
    }
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return this.#values.entries();
  }
}

function hasBody(headers: EngineHeaders): boolean {
  return headers.has("transfer-encoding") ||
    Number(headers.get("content-length") ?? 0) > 0;
}

/** A target that is no path is left unchanged. */
function urlOf(message: IncomingMessage, host: string | null): string {
  const { url: target = "", socket } = message;
  if (WHOLE.test(target) || !target.startsWith("/")) return target;
  const { localAddress = "", localPort } = socket;
  const address = localAddress.includes(":")
    ? `[${localAddress}]`
    : localAddress;
  return `http://${host || `${address}:${localPort}`}${target}`;
}
