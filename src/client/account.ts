import type { Identity } from "./credentials.ts";
import { deferred } from "./deferred.ts";

/**
 * Who is logged in, or is to be. Nobody at first: a connection may be opened
 * ahead of the login. Where the user logs in again, the new login waits beside
 * the one that counts until the service has taken it.
 */
export class Account {
  #identity: Identity | undefined;
  #successor: Identity | undefined;
  #arrival = deferred<Identity>();

  /** Whose login counts; undefined where there is nobody to log in. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** The first identity, for a connection that is open before it. */
  get arrival(): Promise<Identity> {
    return this.#arrival.promise;
  }

  /** Does a login wait to replace the one that counts? */
  get isReplaced(): boolean {
    return (this.#successor ?? this.#identity) !== this.#identity;
  }

  /** Lets this login count from now on. */
  set(identity: Identity | undefined): void {
    this.#identity = identity;
    if (identity === undefined) this.#arrival = deferred();
    else this.#arrival.resolve(identity);
  }

  /** A login is to replace the one that counts. */
  propose(identity: Identity): void {
    this.#successor = identity;
  }

  /** That has been decided, whichever way. */
  settle(identity: Identity): void {
    if (this.#successor === identity) this.#successor = undefined;
  }

  /** The next login comes with another token than the last. */
  renew(): void {
    if (this.#successor === undefined) this.#identity?.renew();
    else this.#identity = this.#successor;
  }
}
