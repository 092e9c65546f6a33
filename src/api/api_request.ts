import type { Clock } from "../base/clock.ts";
import { readBody } from "./body.ts";

/** A request's headers to read. */
export interface HeaderLookup extends Iterable<[name: string, value: string]> {
  /** By a name in any case. */
  get(name: string): string | null;
  has(name: string): boolean;
}

/** An HTTP request as the API sees it, whichever thread it came in at. */
export interface ApiRequest {
  /** As it was written: case tells methods apart. */
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderLookup;
  /**
   * Aborts when the client goes away before it is answered. It costs something
   * from the moment it is asked for.
   */
  readonly signal: AbortSignal;
  /**
   * The whole body, of at most `limit` bytes; to be called once.
   *
   * @throws {ReplyError} 400 where it does not come whole and in time, 413
   */
  body(limit: number): Promise<Uint8Array>;
}

/** A request of this thread's listener. */
export function toApiRequest(
  request: Request,
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
