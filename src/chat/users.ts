import { REPLACED } from "../base/close_codes.ts";
import { ReplyError } from "../base/errors.ts";
import { Recent } from "../base/recent.ts";
import type { User } from "../domain/model.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Nodes } from "../nodes/nodes.ts";
import { expendable } from "../push/expendable.ts";
import type { Presence } from "../push/presence.ts";
import type { ConnectionAbout, ConnectionRef } from "../push/connection_ref.ts";
import type { Storage } from "../storage/storage.ts";
import type { Auth } from "../auth/auth.ts";
import type { Access, Presented } from "./access.ts";
import type { Caller } from "./caller.ts";
import { foundUser } from "./found_user.ts";

/** What a login's reply says of the service. */
export interface ServiceTerms {
  /** Milliseconds without a frame after which a connection is closed. */
  readonly heartbeatInterval: number;
  readonly sequence: boolean;
  readonly pushCount: number;
  /** Milliseconds. */
  readonly pushDuration: number;
}

/** The connection that a login comes over, as its gateway knows it. */
export type LoginVia = Pick<ConnectionAbout, "id" | "encoding">;

/** A login; the gateway adds over which connection it comes. */
export type LoginBody = request.Login & { readonly via?: LoginVia };

/** What {@linkcode Users} needs. */
export interface UsersOptions {
  readonly storage: Storage;
  readonly presence: Presence;
  readonly nodes: Pick<Nodes, "online" | "settled">;
  readonly auth: Auth;
  readonly access: Pick<Access, "require" | "revokedSecond">;
  readonly terms: ServiceTerms;
  readonly maxConnectionsPerUser: number;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Most users over HTTP whose last seen time was stored recently. */
const MAX_NOTED = 100_000;
/** Milliseconds before a user's last seen time is stored again. */
const NOTED = 5000;

/** Logins, names, and who is online. */
export class Users {
  #options: UsersOptions;
  /**
   * Users whose last seen time was stored recently: not every request over HTTP
   * costs a write.
   */
  #noted = new Recent<true>({ limit: MAX_NOTED, maxAge: NOTED });

  constructor(options: UsersOptions) {
    this.#options = options;
  }

  /** Does a token prove who a user is? Without keys anybody gets one. */
  get tokensProve(): boolean {
    return this.#options.auth.required;
  }

  /**
   * Logs a connection in; over HTTP, where there is none, it only issues a
   * token. A repeated login as the same user only sets the token's lifetime
   * anew. A name in the token takes precedence over the one in the body.
   *
   * @throws {ReplyError} 401, 403 `banned`, 409 when logged in as another user
   */
  async login(
    body: LoginBody,
    ref?: ConnectionRef,
  ): Promise<response.LoggedIn> {
    const { storage, auth, access, now } = this.#options;
    const loggedInAs = ref?.userId;
    if (loggedInAs !== undefined && loggedInAs !== body.id) {
      throw new ReplyError(409, `already logged in as ${loggedInAs}`);
    }
    const token = await auth.login(body.id, body.token, {
      after: body.token === undefined && !auth.required
        ? await access.revokedSecond(body.id)
        : undefined,
    });
    const presented = body.token === undefined ? undefined : token;
    await access.require(body.id, presented);
    const chosen = loggedInAs === undefined ? body.name : undefined;
    const user = await storage.enter(body.id, token.name ?? chosen);
    if (ref !== undefined) {
      // A login without a token has nothing that could expire.
      const lifetime = () =>
        body.token === undefined ? undefined : token.expiresAt - now();
      ref.about = this.#about(body, ref);
      await this.#appear(ref, user.id, { lifetime, presented });
    }
    return this.#loggedIn(user, token);
  }

  /**
   * Ends a connection's login, if it has one, because the client asked or the
   * connection is gone. The login has ended when this returns; the promise is
   * about storing the last seen time. If that could undo the logout, a
   * connection would be left that is served and never pushed to.
   */
  logout(ref: ConnectionRef): Promise<void> {
    const { presence, storage } = this.#options;
    const gone = presence.remove(ref);
    return gone === undefined ? Promise.resolve() : storage.touch(gone);
  }

  /**
   * Checks the token of an HTTP request, and stores that its user was seen,
   * unless that was done a moment ago.
   *
   * @throws {ReplyError} 401
   */
  async authenticate(token: string): Promise<Caller> {
    const { auth, storage, access, now } = this.#options;
    const { userId, name, issuedAt } = await auth.verify(token);
    await access.require(userId, { issuedAt });
    const since = now();
    if (this.#noted.get(userId, since) === undefined) {
      await storage.enter(userId, name);
      this.#noted.set(userId, true, since);
    }
    return { userId, ref: undefined };
  }

  /** A user is erased: who asks with that id later is a new one. */
  forget(userId: string): void {
    this.#noted.delete(userId);
  }

  /**
   * The time of the server; the reply shows the client that the connection
   * works.
   */
  heartbeat(): response.Beat {
    return { server_time: this.#options.now() };
  }

  /** @throws {ReplyError} 404 */
  find({ id }: request.FindUser): Promise<response.FoundUser> {
    return this.#shown(id, () => this.#options.storage.user(id));
  }

  /** Changes the caller's name and data. @throws {ReplyError} 413 */
  profile(
    { userId }: Caller,
    body: request.Profile,
  ): Promise<response.FoundUser> {
    const { storage } = this.#options;
    return this.#shown(userId, () => storage.setProfile(userId, body));
  }

  /**
   * Presence first: a user who goes offline in between has a last seen time
   * later than the one read after it.
   */
  async #shown(
    id: string,
    read: () => Promise<User>,
  ): Promise<response.FoundUser> {
    const { nodes, now } = this.#options;
    const online = (await nodes.online([id])).has(id);
    return foundUser(await read(), { online, now: now() });
  }

  async #appear(
    ref: ConnectionRef,
    userId: string,
    { lifetime, presented }: {
      lifetime: () => number | undefined;
      presented: Presented | undefined;
    },
  ): Promise<void> {
    const { presence, storage, nodes, access } = this.#options;
    // The connection may have closed while its token was checked; its login
    // would never be removed.
    if (!ref.open) return;
    const wasHere = ref.userId === userId;
    if (!wasHere) {
      presence.add(ref, userId, lifetime());
      this.#makeRoom(userId);
    }
    try {
      // From here on a join at another node either reaches this node as news or
      // is in what is looked up.
      await nodes.settled();
      await presence.lookUpChatrooms(userId, () => storage.chatroomsOf(userId));
      await nodes.settled();
      // Whoever was banned or revoked meanwhile was not sent away from here.
      await access.require(userId, presented);
    } catch (fault) {
      // A connection that was logged in before keeps that login and its
      // lifetime.
      if (!wasHere) presence.remove(ref);
      throw fault;
    }
    if (wasHere) presence.renew(ref, lifetime());
  }

  #about({ device, via }: LoginBody, ref: ConnectionRef): ConnectionAbout {
    const { id = String(ref.connection), encoding = "unknown" } = via ?? {};
    const since = ref.about?.since ?? this.#options.now();
    return { id, device, encoding, since };
  }

  #makeRoom(userId: string): void {
    const { presence, maxConnectionsPerUser } = this.#options;
    for (;;) {
      const refs = presence.refsOf(userId);
      if (refs.size <= maxConnectionsPerUser) return;
      const ref = expendable(refs);
      if (ref === undefined) return;
      ref.close(REPLACED);
      // At once: its gateway may report its end much later.
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
