/** Messages that the application does not get. */
export interface Missed {
  /** The conversation. */
  readonly session_id: string;
  /**
   * `skipped`: left out of a chatroom's push, with sequence off; they are in
   * the history. `evicted`: no longer kept when the client asked for them.
   * `forgotten`: the service has lost messages that the application has got,
   * and gives their numbers to others, which follow: the conversation goes on
   * from `first`, or, without it, begins anew.
   */
  readonly reason: "skipped" | "evicted" | "forgotten";
  /** How many; 0 if unknown. */
  readonly count: number;
  /** The first lost sequence, for `evicted` and `forgotten`. */
  readonly first?: number;
  /** The last lost sequence, for `evicted` and `forgotten`. */
  readonly last?: number;
}
