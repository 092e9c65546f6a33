/**
 * What is learned about a request while it is answered, for the log, the
 * metrics and the trace. It contains nothing that a client can choose freely.
 */
export interface RequestNote {
  /** The pattern of its route; `none` if there is no such route. */
  route: string;
  /** The name of its operation, if it is one. */
  op: string | undefined;
  /** The client's IP address, if known. */
  client: string | undefined;
  /** The user of its token. */
  user: string | undefined;
  /** Did it come with a valid key? */
  isByKey: boolean;
  /** The type of its conversation. */
  conversation: "private" | "chatroom" | undefined;
  /** Has another thread counted and logged it? */
  isLogged: boolean;
}

/** The note of a request before anything is known. */
export function emptyNote(): RequestNote {
  return {
    route: "none",
    op: undefined,
    client: undefined,
    user: undefined,
    isByKey: false,
    conversation: undefined,
    isLogged: false,
  };
}
