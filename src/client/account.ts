import type { Identity } from "./credentials.ts";
import { deferred } from "./deferred.ts";

/**
 * The login of a client. There is none at first, as a connection may be opened
 * ahead of the login. When the user logs in again, the new login waits beside
 * the current one until the service has accepted it.
 */
export class Account {
  #identity: Identity | undefined;
  #successor: Identity | undefined;
  #arrival = deferred<Identity>();

  /** The current login; undefined if there is none. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** The first login, for a connection that was opened ahead of it. */
  get arrival(): Promise<Identity> {
    return this.#arrival.promise;
  }

  /** Is a login waiting to replace the current one? */
  get isReplaced(): boolean {
    return (this.#successor ?? this.#identity) !== this.#identity;
  }

  /** Makes this the current login. */
  set(identity: Identity | undefined): void {
    this.#identity = identity;
    if (identity === undefined) this.#arrival = deferred();
    else this.#arrival.resolve(identity);
  }

  /** Makes a login wait to replace the current one. */
  propose(identity: Identity): void {
    this.#successor = identity;
  }

  /** A waiting login was accepted or refused. */
  settle(identity: Identity): void {
    if (this.#successor === identity) this.#successor = undefined;
  }

  /** The next login needs a new token. */
  renew(): void {
    if (this.#successor === undefined) this.#identity?.renew();
    else this.#identity = this.#successor;
  }
}
