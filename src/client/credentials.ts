/** The user who logs in. */
export interface Credentials {
  /** The user's id. */
  readonly id: string;
  /**
   * The user's name; without it the service keeps the name it has, or uses the
   * id.
   */
  readonly name?: string;
  /** The name of this device in the service's log. */
  readonly device?: string;
  /**
   * The token, or a function that fetches one: for the first login, and when
   * the service no longer accepts the last token. Its signal aborts when nobody
   * waits for the token any more.
   */
  readonly token?: string | ((signal: AbortSignal) => string | Promise<string>);
}

/** A user's credentials and the token that was fetched last. */
export class Identity {
  readonly credentials: Credentials;
  #fetched: string | undefined;
  #isFetching = false;

  constructor(credentials: Credentials) {
    this.credentials = credentials;
  }

  /** Does a login need a token at all? */
  get usesToken(): boolean {
    return this.credentials.token !== undefined;
  }

  /** Can there be a new token? */
  get canRenew(): boolean {
    return typeof this.credentials.token === "function";
  }

  /** Will the next token be fetched anew? */
  get isStale(): boolean {
    return this.canRenew && this.#fetched === undefined;
  }

  /** Is the token function running? */
  get isFetching(): boolean {
    return this.#isFetching;
  }

  /** Makes the next login fetch a new token. */
  renew(): void {
    this.#fetched = undefined;
  }

  /** The body of a login. @throws whatever the token function throws */
  async login(
    signal: AbortSignal,
  ): Promise<Omit<Credentials, "token"> & { token?: string }> {
    const { token, ...rest } = this.credentials;
    if (token === undefined) return rest;
    if (typeof token === "string") return { ...rest, token };
    return {
      ...rest,
      token: this.#fetched ??= await this.#fetch(token, signal),
    };
  }

  async #fetch(
    token: (signal: AbortSignal) => string | Promise<string>,
    signal: AbortSignal,
  ): Promise<string> {
    this.#isFetching = true;
    try {
      return await token(signal);
    } finally {
      this.#isFetching = false;
    }
  }
}
