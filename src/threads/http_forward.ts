import type { ApiRequest } from "../api/api_request.ts";
import type { Arrival } from "../api/arrival.ts";
import type { RequestNote } from "../api/request_note.ts";
import { ReplyError } from "../base/errors.ts";
import type { Calls, Handlers } from "./calls.ts";
import {
  type CrossingBody,
  type CrossingRequest,
  type CrossingResponse,
  GONE_AWAY,
  READ_BODY,
} from "./http_link.ts";
import { toRefusal } from "../base/refusal.ts";

/** What {@linkcode HttpForward} needs. */
export interface HttpForwardOptions {
  /** Calls to the core, and back to what stays here. */
  readonly calls: Pick<Calls, "call">;
  /** Name of the header that carries the trace id, lower case. */
  readonly traceHeader: string;
}

/** A request under way, and how it learns that its client has gone. */
interface Forwarded {
  readonly request: ApiRequest;
  readonly answered: PromiseWithResolvers<false>;
}

/**
 * Passes HTTP requests that arrive at a gateway's thread on to the core's
 * thread, and holds their bodies until the core asks for them.
 */
export class HttpForward {
  #options: HttpForwardOptions;
  #forwarded = new Map<number, Forwarded>();
  #last = 0;

  constructor(options: HttpForwardOptions) {
    this.#options = options;
  }

  /** What the core calls here. */
  readonly handlers: Handlers = {
    [READ_BODY]: (asked: { id: number; limit: number }) => this.#read(asked),
    [GONE_AWAY]: (id: number) => this.#goneAway(id),
  };

  /** The core's response, unchanged. @throws {CallFailed} */
  async forward(
    request: ApiRequest,
    { arrival, note, trace }: {
      arrival: Arrival;
      note: RequestNote;
      trace: string;
    },
  ): Promise<Response> {
    const { calls, traceHeader } = this.#options;
    const { method, url } = request;
    const id = ++this.#last;
    const headers = [...request.headers, [traceHeader, trace] as const];
    const asked: CrossingRequest = { id, method, url, headers, arrival };
    const answered = Promise.withResolvers<false>();
    this.#forwarded.set(id, { request, answered });
    try {
      const answer = await calls.call<CrossingResponse>("http", asked);
      Object.assign(note, answer.note, { isLogged: true });
      return toResponse(answer);
    } finally {
      this.#forwarded.delete(id);
      answered.resolve(false);
    }
  }

  async #read(
    { id, limit }: { id: number; limit: number },
  ): Promise<CrossingBody> {
    try {
      return { bytes: await this.#of(id).request.body(limit) };
    } catch (fault) {
      if (!(fault instanceof ReplyError)) throw fault;
      return toRefusal(fault);
    }
  }

  /**
   * Settles when the request is answered, or with true when its client has
   * gone.
   */
  #goneAway(id: number): Promise<boolean> {
    const { request: { signal }, answered } = this.#of(id);
    const gone = Promise.withResolvers<true>();
    signal.addEventListener("abort", () => gone.resolve(true), { once: true });
    if (signal.aborted) gone.resolve(true);
    return Promise.race([gone.promise, answered.promise]);
  }

  #of(id: number): Forwarded {
    const forwarded = this.#forwarded.get(id);
    if (forwarded === undefined) throw new TypeError(`no such request: ${id}`);
    return forwarded;
  }
}

function toResponse({ status, headers, body }: CrossingResponse): Response {
  const response = new Response(body.length > 0 ? body : null, { status });
  for (const [name, value] of headers) response.headers.append(name, value);
  return response;
}
