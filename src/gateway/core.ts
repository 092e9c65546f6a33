/** Who asks: a connection, by its number at its gateway, and its user. */
export interface Asker {
  readonly connection: number;
  /** Empty before a login: only what is open to all may be asked then. */
  readonly userId: string;
}

/**
 * The core, as a gateway sees it: the rules, and behind them the storage.
 * Everything that goes through is plain data, so that the core may run in
 * another thread.
 */
export interface Core {
  /**
   * Fulfils a request whose body is valid and whose asker may ask it. Requests
   * take effect in the order of the calls; what they make the core tell the
   * gateway (see {@linkcode Outlet}) comes before they settle.
   *
   * @throws {ReplyError} what the rules refuse with
   */
  fulfil(op: number, body: object, asker: Asker): Promise<object> | object;

  /** A connection leaves unread what it is sent, or does so no more. */
  stuck(connection: number, isStuck: boolean): void;

  /** A connection has gone, and asks for nothing any more. */
  gone(connection: number): void;
}
