import type { User } from "../../domain/model.ts";
import { noSuchUser } from "../shared/refusals.ts";
import type { RedisConnection } from "./connection.ts";
import { userKeys } from "./keys.ts";
import { Recent } from "../../base/recent.ts";
import { SCRIPTS } from "./scripts.ts";

/** Names that a node remembers. */
const MAX_NAMES = 100_000;
/** Milliseconds after which a name is looked up again: another node may know better. */
const NAME_AGE = 5000;

/** What {@linkcode RedisUsers} needs. */
export interface RedisUsersOptions {
  readonly connection: RedisConnection;
  /** Milliseconds after which an offline user whom nobody touched is forgotten. */
  readonly idleExpiry: number;
  /** Milliseconds since a fixed point; never jumps. */
  readonly elapsed: () => number;
  /** What a script is told of the time; empty: it asks Redis. */
  readonly time: () => number | "";
}

/** The users that are known, in Redis. */
export class RedisUsers {
  #options: RedisUsersOptions;
  #names = new Recent<string>({ limit: MAX_NAMES, maxAge: NAME_AGE });

  constructor(options: RedisUsersOptions) {
    this.#options = options;
  }

  /** Adds or finds a user, and names them where a name is given. */
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

  /** Marks a user as seen now; one who is not known stays so. */
  async touch(id: string): Promise<void> {
    const { connection, idleExpiry, time } = this.#options;
    const keys = Object.values(userKeys(id));
    await connection.script(SCRIPTS.touch, keys, [time(), idleExpiry]);
  }

  /** The user, if known. */
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

  /** Adds a user who is not known; often no round trip. */
  async add(id: string): Promise<void> {
    if (this.#known(id) === undefined) await this.enter(id, undefined);
  }

  /** As {@linkcode add} for somebody who is at work: nobody waits for it. */
  keepKnown(id: string): void {
    if (this.#known(id) === undefined) this.add(id).catch(() => {});
  }

  /** A user's name; their id where they are not known. Often no round trip. */
  nameOf(id: string): string | Promise<string> {
    return this.#known(id) ?? this.#lookUp(id);
  }

  /**
   * The names of users as they are now, in one round trip; undefined for those
   * who are not known.
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
