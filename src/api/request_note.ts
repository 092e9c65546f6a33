/**
 * What becomes known of a request while it is answered: for the log, the metrics
 * and the trace. Nothing that a client chose freely may stand in it.
 */
export interface RequestNote {
  /** The pattern of its route; `none` where there is no such route. */
  route: string;
  /** The name of its operation, where it is one. */
  op: string | undefined;
  /** The client's IP address, where it is known. */
  client: string | undefined;
  /** Whose token it came with. */
  user: string | undefined;
  /** The type of the conversation it is about. */
  conversation: "private" | "chatroom" | undefined;
  /** Has another thread finished its response, counted and logged it? */
  told: boolean;
}

/** The note of a request that nothing is known of yet. */
export function emptyNote(): RequestNote {
  return {
    route: "none",
    op: undefined,
    client: undefined,
    user: undefined,
    conversation: undefined,
    told: false,
  };
}
