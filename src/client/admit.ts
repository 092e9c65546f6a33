import { checkCall } from "./checks.ts";
import { GimClosedError } from "./errors.ts";
import type { CallOptions } from "./requests.ts";
import type { StateName } from "./state.ts";

/**
 * The message of the error when a call is made to a closed client, or still
 * waits when it closes.
 */
export const CLOSED = "the client is closed";

/**
 * Refuses calls of a caller who has already aborted, and calls to a closed
 * client.
 *
 * @throws {GimClosedError | TypeError | RangeError | unknown} the signal's
 * reason
 */
export function admit(state: StateName, options: CallOptions = {}): void {
  if (state === "closed") throw new GimClosedError(CLOSED);
  checkCall(options);
  options.signal?.throwIfAborted();
}
