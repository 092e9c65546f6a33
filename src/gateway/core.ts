import { ReplyError } from "../base/errors.ts";

/**
 * The core, as a gateway sees it: the rules, and behind them the storage.
 * Everything that goes through is plain data, so that the core may run in
 * another thread.
 */
export interface Core {
  /**
   * Fulfils a request of a connection, whose body is valid. Requests take effect
   * in the order of the calls; what they make the core tell the gateway (see
   * {@linkcode GatewayCommands}) comes before they settle: whose the connection is after
   * a login, or that it is nobody's after a logout.
   *
   * @throws {ReplyError} what the rules refuse with; 401 where the connection's
   * login has ended on the way
   */
  fulfil(
    op: number,
    body: object,
    connection: number,
  ): Promise<object> | object;

  /**
   * Counts a request that is refused before it is fulfilled, as its body is
   * wrong or there is no such op: it counts like any other.
   *
   * @throws {ReplyError} 429 when the connection's user has asked too often
   */
  countRefused(op: number, connection: number): Promise<void> | void;

  /** A connection leaves unread what it is sent, or does so no more. */
  stuck(connection: number, isStuck: boolean): void;

  /** A connection has gone, and asks for nothing any more. */
  gone(connection: number): void;
}

/** Refuses what only a connection that is logged in may ask. */
export function notLoggedIn(): ReplyError {
  return new ReplyError(401, "not logged in: log in first (op 101)");
}
