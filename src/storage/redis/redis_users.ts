import type { User } from "../../domain/model.ts";
import { ReplyError } from "../../base/errors.ts";
import {
  type KeyData,
  MAX_PROFILE_KEYS,
  mergedData,
} from "../../domain/key_data.ts";
import type { ProfileChange } from "../storage.ts";
import { noSuchUser } from "../shared/refusals.ts";
import type { RedisConnection } from "./connection.ts";
import { userKeys } from "./keys.ts";
import { Recent } from "../../base/recent.ts";
import { readData } from "./read_data.ts";
import { SCRIPTS } from "./scripts.ts";

/** How often a profile is changed anew because another change came between. */
const TRIES = 100;
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
    const [name, seen, data] = await this.#read(id);
    if (name === null || name === undefined) return undefined;
    const user = { id, name, lastSeen: Number(seen) || 0 };
    return data ? { ...user, data: this.#dataOf(id, data) } : user;
  }

  /** As `Storage.setProfile`. @throws {ReplyError} 413, 503 */
  async setProfile(id: string, change: ProfileChange): Promise<User> {
    for (let tries = 0; tries < TRIES; tries++) {
      const [known, , before] = await this.#read(id);
      if (known === null || known === undefined) {
        await this.enter(id, undefined);
      }
      const old = before ? this.#dataOf(id, before) : {};
      const data = mergedData(old, change.data ?? {}, MAX_PROFILE_KEYS);
      const isEmpty = Object.keys(data).length === 0;
      const after = isEmpty ? "" : JSON.stringify(data);
      const written = await this.#writeProfile(id, {
        name: change.name ?? "",
        before: before ?? "",
        after,
      });
      if (written === undefined) continue;
      return isEmpty ? written : { ...written, data };
    }
    throw new ReplyError(503, "your profile is being changed, too: try again");
  }

  /** Undefined if it was changed meanwhile. */
  async #writeProfile(
    id: string,
    { name: given, before, after }: {
      readonly name: string;
      readonly before: string;
      readonly after: string;
    },
  ): Promise<User | undefined> {
    const { connection, idleExpiry, time, elapsed } = this.#options;
    const [outcome, name = "", seen] = await connection
      .script<[string, string?, string?]>(
        SCRIPTS.profile,
        Object.values(userKeys(id)),
        [given, before, after, time(), idleExpiry],
      );
    if (outcome === "stale") return undefined;
    this.#names.set(id, name, elapsed());
    return { id, name, lastSeen: Number(seen) };
  }

  /** One that cannot be read is called by the id, and written anew. */
  #read(id: string): Promise<(string | null)[]> {
    const { connection } = this.#options;
    const { user } = userKeys(id);
    return connection.run((redis) => {
      const found = redis.hmGet(user, ["name", "seen", "data"]);
      return connection.unreadable.orElse(user, found, [id]);
    });
  }

  #dataOf(id: string, text: string): KeyData {
    const { unreadable } = this.#options.connection;
    return unreadable.or(userKeys(id).user, () => readData(text), {});
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

  /** Nothing is remembered here of a user who was removed. */
  drop(id: string): void {
    this.#names.delete(id);
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
    const user = await this.get(id);
    if (user !== undefined) this.#names.set(id, user.name, since);
    return user?.name ?? id;
  }
}
