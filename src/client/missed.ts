/** Messages that the application will not get. */
export interface Missed {
  /** Of which conversation. */
  readonly session_id: string;
  /**
   * `skipped`: left out of a chatroom's push, with sequence off; the history has
   * them. `evicted`: no longer kept when the client asked for them. `forgotten`:
   * the service has lost messages that the application was given, and gives
   * their numbers to others, which follow: the conversation goes on from
   * `first`, or where there is none it begins anew.
   */
  readonly reason: "skipped" | "evicted" | "forgotten";
  /** How many; 0 where nobody knows. */
  readonly count: number;
  /** The first sequence that is lost, for `evicted` and `forgotten`. */
  readonly first?: number;
  /** The last sequence that is lost, for `evicted` and `forgotten`. */
  readonly last?: number;
}
