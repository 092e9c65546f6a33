import { checkCall } from "./checks.ts";
import { GimClosedError } from "./errors.ts";
import type { CallOptions } from "./requests.ts";
import type { StateName } from "./state.ts";

/** What a call to a closed client is refused with, and what waits when it closes. */
export const CLOSED = "the client is closed";

/**
 * Nothing is begun for a caller who has aborted already, and nothing by a client
 * that is closed.
 *
 * @throws {GimClosedError | TypeError | RangeError | unknown} the signal's reason
 */
export function admit(state: StateName, options: CallOptions = {}): void {
  if (state === "closed") throw new GimClosedError(CLOSED);
  checkCall(options);
  options.signal?.throwIfAborted();
}
