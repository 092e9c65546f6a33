/**
 * `idle`: not connected, and not trying. `connecting`: opening a socket or
 * logging in. `open`: connected without a login. `online`: logged in.
 * `waiting`: between two attempts. `closed`: for good.
 */
export type StateName =
  | "idle"
  | "connecting"
  | "open"
  | "online"
  | "waiting"
  | "closed";

/** A change of state, and its cause. */
export interface State {
  /** The new state. */
  readonly state: StateName;
  /** The close code of the last connection, for `waiting`. */
  readonly code?: number;
  /** The reason that came with the code. */
  readonly reason?: string;
  /** Milliseconds until the next attempt, for `waiting`. */
  readonly retryIn?: number;
  /** Why the client no longer tries, for `idle` and `closed`. */
  readonly error?: Error;
}
