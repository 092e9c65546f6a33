/**
 * `idle`: not connected, and not trying to. `connecting`: opening a socket or
 * logging in. `open`: connected, nobody logged in. `online`: logged in.
 * `waiting`: between two attempts. `closed`: for good.
 */
export type StateName =
  | "idle"
  | "connecting"
  | "open"
  | "online"
  | "waiting"
  | "closed";

/** A change of state, and what led to it. */
export interface State {
  /** The new state. */
  readonly state: StateName;
  /** How the last connection ended, for `waiting`. */
  readonly code?: number;
  /** The reason that came with the code. */
  readonly reason?: string;
  /** Milliseconds until the next attempt, for `waiting`. */
  readonly retryIn?: number;
  /** Why the client does not try any more, for `idle` and `closed`. */
  readonly error?: Error;
}
