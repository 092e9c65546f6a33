import type { Clock } from "../base/clock.ts";
import type { EngineRequest } from "../gateway/engine.ts";
import { readBody } from "./body.ts";

/** The headers of a request. */
export interface HeaderLookup extends Iterable<[name: string, value: string]> {
  /** Upper and lower case are the same. */
  get(name: string): string | null;
  has(name: string): boolean;
}

/** An HTTP request as the API sees it, whichever thread received it. */
export interface ApiRequest {
  /** As the client wrote it: methods are case-sensitive. */
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderLookup;
  /**
   * Aborts when the client disconnects before the answer. Reading this property
   * has a cost.
   */
  readonly signal: AbortSignal;
  /**
   * The whole body, of at most `limit` bytes; can be called once.
   *
   * @throws {ReplyError} 400 if it is incomplete or late, 413
   */
  body(limit: number): Promise<Uint8Array>;
}

/** A request of this thread's listener. */
export function toApiRequest(
  request: EngineRequest,
  clock: Pick<Clock, "after" | "cancel" | "nextTurn">,
): ApiRequest {
  const { method, url, headers } = request;
  return {
    method,
    url,
    headers,
    get signal() {
      return request.signal;
    },
    body: (limit) => readBody(request, { limit, clock }),
  };
}
