/**
 * What a client does after a close code:
 *
 * - `stop`: it does not come back.
 * - `token`: it comes back with a new token.
 * - `spread`: it comes back after a random pause, long enough that all clients
 *   of a service that goes away do not come at once.
 * - `retry`: it comes back after the usual pause.
 */
export type ClosePolicy = "stop" | "token" | "spread" | "retry";

/** For all other codes, especially 1006, the client tries again. */
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
