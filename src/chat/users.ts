import { REPLACED } from "../base/close_codes.ts";
import { ReplyError } from "../base/errors.ts";
import { Recent } from "../base/recent.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Nodes } from "../nodes/nodes.ts";
import { expendable } from "../push/expendable.ts";
import type { Presence } from "../push/presence.ts";
import type { ConnectionRef } from "../push/connection_ref.ts";
import type { Storage } from "../storage/storage.ts";
import type { Auth } from "./auth.ts";
import type { Caller } from "./caller.ts";

/** What every login is told about the service. */
export interface ServiceTerms {
  /** Milliseconds without a frame after which a connection is closed. */
  readonly heartbeatInterval: number;
  readonly sequence: boolean;
  readonly pushCount: number;
  /** Milliseconds. */
  readonly pushDuration: number;
}

/** What {@linkcode Users} needs. */
export interface UsersOptions {
  readonly storage: Storage;
  readonly presence: Presence;
  readonly nodes: Pick<Nodes, "online" | "settled">;
  readonly auth: Auth;
  readonly terms: ServiceTerms;
  readonly maxConnectionsPerUser: number;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Users who asked over HTTP of whom it is remembered when they were noted as seen. */
const MAX_NOTED = 100_000;
/** Milliseconds for which they are not noted again. */
const NOTED = 5000;

/** Who may log in, who is here, and what they are called. */
export class Users {
  #options: UsersOptions;
  /** Who was noted as seen lately, so that each look does not cost a write. */
  #noted = new Recent<true>({ limit: MAX_NOTED, maxAge: NOTED });

  constructor(options: UsersOptions) {
    this.#options = options;
  }

  /**
   * Logs a connection in, or only hands out a token where there is none, as over
   * HTTP. The same user again only begins the token's time anew.
   *
   * @throws {ReplyError} 401, 409 when logged in as another user
   */
  async login(
    body: request.Login,
    ref?: ConnectionRef,
  ): Promise<response.LoggedIn> {
    const { storage, auth, now } = this.#options;
    const loggedInAs = ref?.userId;
    if (loggedInAs !== undefined && loggedInAs !== body.id) {
      throw new ReplyError(409, `already logged in as ${loggedInAs}`);
    }
    const token = await auth.login(body.id, body.token);
    const name = loggedInAs === undefined ? body.name : undefined;
    const user = await storage.enter(body.id, name);
    if (ref !== undefined) {
      // A login on the user's word has no token that could expire.
      const lifetime = () =>
        body.token === undefined ? undefined : token.expiresAt - now();
      await this.#appear(ref, user.id, lifetime);
    }
    return this.#loggedIn(user, token);
  }

  /**
   * Ends a connection's login, if any, at its wish or because it is gone. It has
   * ended when this returns, whatever becomes of the note when its user was
   * last seen: a logout that failed halfway would leave a connection that is
   * served and never pushed to. The promise is that note's.
   */
  logout(ref: ConnectionRef): Promise<void> {
    const { presence, storage } = this.#options;
    const gone = presence.remove(ref);
    return gone === undefined ? Promise.resolve() : storage.touch(gone);
  }

  /**
   * Knows an HTTP request's user by their token, and notes that they were seen,
   * where that was not done a moment ago.
   *
   * @throws {ReplyError} 401
   */
  async authenticate(token: string): Promise<Caller> {
    const { auth, storage, now } = this.#options;
    const { userId } = await auth.verify(token);
    const since = now();
    if (this.#noted.get(userId, since) === undefined) {
      await storage.enter(userId, undefined);
      this.#noted.set(userId, true, since);
    }
    return { userId, ref: undefined };
  }

  /** The time of the server, which shows that it is there. */
  heartbeat(): response.Beat {
    return { server_time: this.#options.now() };
  }

  /** @throws {ReplyError} 404 */
  async find({ id }: request.FindUser): Promise<response.FoundUser> {
    const { storage, nodes, now } = this.#options;
    // In this order: who goes in between was seen later than what was read before.
    const online = (await nodes.online([id])).has(id);
    const { name, lastSeen } = await storage.user(id);
    return { id, name, online, last_seen: online ? now() : lastSeen };
  }

  async #appear(
    ref: ConnectionRef,
    userId: string,
    lifetime: () => number | undefined,
  ): Promise<void> {
    const { presence, storage, nodes } = this.#options;
    // It may have gone while its token was checked, and would stay for ever.
    if (!ref.open) return;
    const wasHere = ref.userId === userId;
    if (!wasHere) {
      presence.add(ref, userId, lifetime());
      this.#makeRoom(userId);
    }
    try {
      // A join elsewhere is told to who listens, or is in what is looked up.
      await nodes.settled();
      await presence.know(userId, () => storage.chatroomsOf(userId));
      await nodes.settled();
    } catch (fault) {
      // One that was logged in before stays so, for as long as it was.
      if (!wasHere) presence.remove(ref);
      throw fault;
    }
    if (wasHere) presence.renew(ref, lifetime());
  }

  #makeRoom(userId: string): void {
    const { presence, maxConnectionsPerUser } = this.#options;
    for (;;) {
      const refs = presence.refsOf(userId);
      if (refs.size <= maxConnectionsPerUser) return;
      const ref = expendable(refs);
      if (ref === undefined) return;
      ref.close(REPLACED);
      // At once: another gateway says later that it has gone.
      presence.remove(ref);
    }
  }

  #loggedIn(
    user: { id: string; name: string },
    token: { token: string; expiresAt: number },
  ): response.LoggedIn {
    const { terms, now } = this.#options;
    return {
      user: { id: user.id, name: user.name },
      token: token.token,
      expires_at: token.expiresAt,
      server_time: now(),
      heartbeat_interval: terms.heartbeatInterval,
      sequence: terms.sequence,
      push_count: terms.pushCount,
      push_duration: terms.pushDuration,
    };
  }
}
