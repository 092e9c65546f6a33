import { ReplyError } from "../base/errors.ts";

/**
 * The core as a gateway sees it: the rules, and behind them the storage. All
 * arguments are plain data, so that the core may run in another thread.
 */
export interface Core {
  /**
   * Fulfils a request of a connection, whose body has been validated. Requests
   * take effect in the order of the calls. Commands that a request causes (see
   * {@linkcode GatewayCommands}) are called before it settles: a login's
   * `admit`, a logout's `dismiss`.
   *
   * @throws {ReplyError} as the rules refuse; 401 if the connection's login has
   * ended on the way
   */
  fulfil(
    op: number,
    body: object,
    connection: number,
  ): Promise<object> | object;

  /**
   * Counts a request that the gateway refuses itself, because its body is wrong,
   * its op unknown or a login missing: it counts like any other. What is
   * returned settles when it is time to refuse it.
   *
   * @throws {ReplyError} 429 when the connection's user has asked too often
   */
  countRefused(op: number, connection: number): Promise<void> | undefined;

  /** A connection's client has stopped reading, or reads again. */
  stuck(connection: number, isStuck: boolean): void;

  /** A connection has closed and makes no more requests. */
  gone(connection: number): void;
}

/** The refusal of a request that needs a login. */
export function notLoggedIn(): ReplyError {
  return new ReplyError(401, "not logged in: log in first (op 101)");
}
