import { Webhook } from "standardwebhooks";
import { within } from "./client.ts";

/** A secret of Standard Webhooks, with which tests sign. */
export const HOOK_SECRET = `whsec_${btoa("gim ".repeat(8))}`;
/** Milliseconds after which waiting for an event fails. */
const PATIENCE = 60_000;

/** An event as a back end got it. */
export interface HookCall {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Record<string, unknown>;
  /** Seconds of the header. */
  readonly sentAt: number;
  readonly headers: Headers;
}

/** How a back end answers; it gets the event and how many came before. */
export type HookAnswer = (
  call: HookCall,
  count: number,
) => Response | Promise<Response>;

/** Takes an event. */
export const taken: HookAnswer = () => new Response(null, { status: 204 });

/** A back end of our own: verifies what comes as the public package does. */
export class BackEnd implements AsyncDisposable {
  readonly calls: HookCall[] = [];
  /** What did not verify. */
  readonly wrong: string[] = [];
  answer: HookAnswer;
  #server: Deno.HttpServer<Deno.NetAddr>;
  #scheme: "http" | "https";
  #webhook = new Webhook(HOOK_SECRET);
  #onCall: (() => void)[] = [];

  constructor(
    answer: HookAnswer = taken,
    port = 0,
    tls?: { readonly cert: string; readonly key: string },
  ) {
    this.answer = answer;
    this.#scheme = tls === undefined ? "http" : "https";
    this.#server = Deno.serve({
      ...tls,
      hostname: "127.0.0.1",
      port,
      onListen: () => {},
    }, (request) => this.#handle(request));
  }

  get port(): number {
    return this.#server.addr.port;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}/hooks`;
  }

  /** The flags of a service that tells it everything. */
  get flags(): string[] {
    return ["--webhook-url", this.url, "--webhook-secret", HOOK_SECRET];
  }

  /** The events of a type so far. */
  ofType(type: string): HookCall[] {
    return this.calls.filter((call) => call.type === type);
  }

  /** Waits until it has got what is looked for. */
  async until(isMet: () => boolean, what: string): Promise<void> {
    const met = (async () => {
      while (!isMet()) {
        await new Promise<void>((resolve) => this.#onCall.push(resolve));
      }
    })();
    await within(PATIENCE, met, what);
  }

  /** Waits for so many events of a type; returns them. */
  async events(type: string, count = 1): Promise<HookCall[]> {
    await this.until(
      () => this.ofType(type).length >= count,
      `no ${count} ${type}`,
    );
    return this.ofType(type);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #handle(request: Request): Promise<Response> {
    const body = await request.text();
    const { headers } = request;
    try {
      this.#webhook.verify(body, Object.fromEntries(headers));
    } catch (fault) {
      this.wrong.push(String(fault));
    }
    const call = {
      ...JSON.parse(body),
      id: headers.get("webhook-id") ?? "",
      sentAt: Number(headers.get("webhook-timestamp")),
      headers,
    };
    this.calls.push(call);
    for (const tell of this.#onCall.splice(0)) tell();
    return await this.answer(call, this.calls.length - 1);
  }
}
