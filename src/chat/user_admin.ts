import type { Auth, Token } from "../auth/auth.ts";
import { ReplyError } from "../base/errors.ts";
import { isReserved } from "../domain/ids.ts";
import type { User } from "../domain/model.ts";
import { banInForce } from "../domain/user_access.ts";
import type { LocatedConnection, Nodes } from "../nodes/nodes.ts";
import { DEFAULT_COUNT } from "../protocol/fields.ts";
import type * as response from "../protocol/responses.ts";
import type { Administration, IdQuery } from "../storage/administration.ts";
import { idsOfPage } from "../storage/shared/id_page.ts";
import type { Storage } from "../storage/storage.ts";
import type { Access } from "./access.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { foundUser } from "./found_user.ts";
import { unlessGone } from "./unless_gone.ts";
import type { Users } from "./users.ts";

/** What {@linkcode UserAdmin} needs. */
export interface UserAdminOptions {
  readonly storage: Pick<Storage, "user" | "chatroomsOf">;
  readonly administration: Pick<Administration, "users" | "access">;
  readonly nodes: Pick<Nodes, "online" | "everybodyOnline" | "connectionsOf">;
  readonly auth: Pick<Auth, "issue">;
  readonly access: Pick<Access, "revokedSecond">;
  readonly users: Pick<Users, "find">;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Which users are asked for. */
export interface UsersQuery {
  readonly online?: boolean | undefined;
  readonly prefix?: string | undefined;
  readonly count?: number | undefined;
  readonly cursor?: string | undefined;
}

/** A page of users. */
export interface UsersList {
  items: response.FoundUser[];
  next_cursor?: string;
}

/** A user as an operator sees them. */
export type AdminUser = response.FoundUser & {
  readonly connections: readonly LocatedConnection[];
  readonly chatrooms: readonly string[];
  banned?: { until?: number; reason?: string };
};

/** What a token is to say. */
export interface TokenRequest {
  readonly user_id: string;
  readonly name?: string | undefined;
  readonly seconds?: number | undefined;
}

/** Users that are looked at in one step where not all are shown. */
const LOOKED_AT = 500;
/** Most users that one request looks at. */
const MAX_LOOKED_AT = 10_000;

/** Users as operators look after them: lists, details and tokens. */
export class UserAdmin {
  #options: UserAdminOptions;

  constructor(options: UserAdminOptions) {
    this.#options = options;
  }

  /**
   * A page of users, by their ids. Where only those online, or only the others,
   * are asked for it may be short and still have a next one.
   *
   * @throws {ReplyError} 400
   */
  async list(query: UsersQuery): Promise<UsersList> {
    const { administration, nodes } = this.#options;
    const { online, prefix = "", count = DEFAULT_COUNT, cursor } = query;
    let after = decodeCursor("users", cursor)?.id ?? "";
    const present = online ? nodes.everybodyOnline() : undefined;
    if (present !== undefined) {
      return await this.#listOf(present, { prefix, after, count });
    }
    const page: UsersList = { items: [] };
    const size = online === undefined ? count : LOOKED_AT;
    for (let looked = 0; looked < MAX_LOOKED_AT; looked += size) {
      const found = await administration.users({ prefix, after, count: size });
      const shown = await this.#shown(found.items, online);
      const room = count - page.items.length;
      page.items.push(...shown.slice(0, room));
      const isCut = shown.length > room;
      const last = isCut ? page.items.at(-1)?.id : found.next;
      if (last === undefined) return page;
      after = last;
      if (page.items.length >= count) break;
    }
    page.next_cursor = encodeCursor("users", { time: 0, id: after });
    return page;
  }

  /** A user, with where they are and what is against them. @throws {ReplyError} 404 */
  async find(id: string): Promise<AdminUser> {
    const { storage, administration, nodes, users, now } = this.#options;
    const found = await users.find({ id });
    const [connections, chatrooms, access] = await Promise.all([
      nodes.connectionsOf(id),
      storage.chatroomsOf(id),
      administration.access(id),
    ]);
    const ban = banInForce(access, now());
    const user: AdminUser = {
      ...found,
      connections,
      chatrooms: [...chatrooms].sort(),
    };
    if (ban !== undefined) user.banned = withoutUndefined(ban);
    return user;
  }

  /** @throws {ReplyError} 404 */
  async requireKnown(id: string): Promise<void> {
    await this.#options.storage.user(id);
  }

  /** A token for a user, who need not be known. @throws {ReplyError} 403, 409 */
  async issue({ user_id, name, seconds }: TokenRequest): Promise<Token> {
    if (isReserved(user_id)) {
      throw new ReplyError(
        403,
        `user_id: ${user_id} is the service's own: expected another user id`,
      );
    }
    const { auth, access } = this.#options;
    const lifetime = seconds === undefined ? undefined : seconds * 1000;
    const after = await access.revokedSecond(user_id);
    return await auth.issue(user_id, { name, lifetime, after });
  }

  /** A page of these, of whom each is online. */
  async #listOf(present: Iterable<string>, query: IdQuery): Promise<UsersList> {
    const { storage } = this.#options;
    const ids = idsOfPage(present, query);
    const shown = ids.slice(0, query.count);
    const users = await Promise.all(
      shown.map((id) => storage.user(id).catch(unlessGone)),
    );
    const known = users.filter((user) => user !== undefined);
    const page: UsersList = { items: await this.#shown(known, true) };
    const last = ids.length > query.count ? shown.at(-1) : undefined;
    if (last !== undefined) {
      page.next_cursor = encodeCursor("users", { time: 0, id: last });
    }
    return page;
  }

  async #shown(
    users: readonly User[],
    wanted: boolean | undefined,
  ): Promise<response.FoundUser[]> {
    const { nodes, now } = this.#options;
    const present = await nodes.online(users.map(({ id }) => id));
    return users.flatMap((user) => {
      const online = present.has(user.id);
      if (wanted !== undefined && online !== wanted) return [];
      return [foundUser(user, { online, now: now() })];
    });
  }
}

function withoutUndefined(
  { until, reason }: {
    until: number | undefined;
    reason: string | undefined;
  },
): { until?: number; reason?: string } {
  const shown: { until?: number; reason?: string } = {};
  if (until !== undefined) shown.until = until;
  if (reason !== undefined) shown.reason = reason;
  return shown;
}
