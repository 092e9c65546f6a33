import type { User } from "../../domain/model.ts";
import { noSuchUser } from "../shared/refusals.ts";
import type { RedisConnection } from "./connection.ts";
import { userKeys } from "./keys.ts";
import { Recent } from "../../base/recent.ts";
import { SCRIPTS } from "./scripts.ts";

/** Most names that a node remembers. */
const MAX_NAMES = 100_000;
/**
 * Milliseconds after which a name is read again, as another node may have
 * changed it.
 */
const NAME_AGE = 5000;

/** What {@linkcode RedisUsers} needs. */
export interface RedisUsersOptions {
  readonly connection: RedisConnection;
  /** Milliseconds until an untouched offline user expires. */
  readonly idleExpiry: number;
  /** Milliseconds since a fixed point; never jumps. */
  readonly elapsed: () => number;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
}

/** The users in Redis. */
export class RedisUsers {
  #options: RedisUsersOptions;
  #names = new Recent<string>({ limit: MAX_NAMES, maxAge: NAME_AGE });

  constructor(options: RedisUsersOptions) {
    this.#options = options;
  }

  /** Adds or finds a user, and sets their name if one is given. */
  async enter(id: string, given: string | undefined): Promise<User> {
    const { connection, idleExpiry, time } = this.#options;
    const [name, seen] = await connection.script<[string, string]>(
      SCRIPTS.enter,
      Object.values(userKeys(id)),
      [given ?? "", id, time(), idleExpiry],
    );
    this.#names.set(id, name, this.#options.elapsed());
    return { id, name, lastSeen: Number(seen) };
  }

  /** Marks a user as seen now; does nothing for an unknown user. */
  async touch(id: string): Promise<void> {
    const { connection, idleExpiry, time } = this.#options;
    const keys = Object.values(userKeys(id));
    await connection.script(SCRIPTS.touch, keys, [time(), idleExpiry]);
  }

  /** The user, if there is one. */
  async get(id: string): Promise<User | undefined> {
    const [name, seen] = await this.#options.connection.run((redis) =>
      redis.hmGet(userKeys(id).user, ["name", "seen"])
    );
    if (name === null || name === undefined) return undefined;
    return { id, name, lastSeen: Number(seen) || 0 };
  }

  /** @throws {ReplyError} 404 */
  async find(id: string): Promise<User> {
    const user = await this.get(id);
    if (user !== undefined) return user;
    throw noSuchUser(id);
  }

  /** Adds a user who does not exist; often without a round trip. */
  async add(id: string): Promise<void> {
    if (this.#known(id) === undefined) await this.enter(id, undefined);
  }

  /** As {@linkcode add}, in the background, for a user who is active. */
  keepKnown(id: string): void {
    if (this.#known(id) === undefined) this.add(id).catch(() => {});
  }

  /** A user's name; for an unknown user, the id. Often without a round trip. */
  nameOf(id: string): string | Promise<string> {
    return this.#known(id) ?? this.#lookUp(id);
  }

  /**
   * The current names of users, in one round trip; undefined for users who do
   * not exist.
   */
  async names(ids: readonly string[]): Promise<(string | undefined)[]> {
    const { unreadable } = this.#options.connection;
    const rows = await this.#options.connection.run((redis) =>
      Promise.all(ids.map((id) => {
        const { user } = userKeys(id);
        return unreadable.orElse(user, redis.hmGet(user, ["name"]), [id]);
      }))
    );
    return rows.map(([name]) => name ?? undefined);
  }

  #known(id: string): string | undefined {
    return this.#names.get(id, this.#options.elapsed());
  }

  async #lookUp(id: string): Promise<string> {
    const { elapsed } = this.#options;
    const since = elapsed();
    const { unreadable } = this.#options.connection;
    const found = this.get(id);
    const user = await unreadable.orElse(userKeys(id).user, found, undefined);
    if (user !== undefined) this.#names.set(id, user.name, since);
    return user?.name ?? id;
  }
}
