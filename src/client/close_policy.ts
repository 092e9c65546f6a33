/**
 * What a close code asks of a client:
 *
 * - `stop`: do not come back.
 * - `token`: come back with a new token.
 * - `spread`: come back after a random pause, long enough that all clients of a
 *   service that goes away do not come at once.
 * - `retry`: come back after the usual pause.
 */
export type ClosePolicy = "stop" | "token" | "spread" | "retry";

/** Codes that are not here, 1006 above all, are worth another try. */
const POLICIES: ReadonlyMap<number, ClosePolicy> = new Map([
  [1001, "spread"],
  [1003, "stop"],
  [1009, "stop"],
  [4400, "stop"],
  [4401, "token"],
  [4403, "stop"],
  [4409, "stop"],
]);

/** What to do after a connection was closed with this code. */
export function closePolicy(code: number): ClosePolicy {
  return POLICIES.get(code) ?? "retry";
}
