import { ReplyError } from "../../../base/errors.ts";
import { WeighedMap } from "../../../base/weighed_map.ts";
import type { User } from "../../../domain/model.ts";
import type { Sql } from "../file/sql.ts";
import { toColumn } from "../file/text_column.ts";
import { MAX_PROFILE_KEYS, mergedData } from "../../../domain/key_data.ts";
import type { ProfileChange } from "../../storage.ts";
import { dataColumn, readUser } from "../records/user_row.ts";
import { dataBytes } from "../../shared/data_bytes.ts";
import type { Moment } from "../../memory/moments.ts";
import type { Counters } from "./counters.ts";

/** Most users that are cached. */
const AT_HAND = 50_000;
/** Most bytes of their data. */
const DATA_AT_HAND = 32 * 1024 ** 2;
/**
 * Most milliseconds for which a sender's last seen time is not stored again.
 */
const SEEN_RESOLUTION = 60_000;
/** The same as a share of the idle expiry. */
const SEEN_PART = 1 / 8;

const ADD =
  "INSERT INTO users (id, name, last_seen, touched_at) VALUES (?, ?, ?, ?)";
const SEE = "UPDATE users SET last_seen = ?, touched_at = ? WHERE id = ?";
const NAME = "UPDATE users SET name = ? WHERE id = ?";
const DATA = "UPDATE users SET data = ? WHERE id = ?";
const FORGET = "DELETE FROM users WHERE id = ?";
const TOUCHED = "SELECT touched_at FROM users WHERE id = ?";

/** What {@linkcode DiskUsers} needs. */
export interface DiskUsersOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  /** Most users. */
  readonly maxUsers: number;
  /** Milliseconds after which an idle user is removed. */
  readonly idleExpiry: number;
}

/** The users in the file. */
export class DiskUsers {
  #options: DiskUsersOptions;
  #atHand = new WeighedMap<string, User>({
    limit: AT_HAND,
    most: DATA_AT_HAND,
    weigh: ({ data }) => dataBytes(data),
  });

  constructor(options: DiskUsersOptions) {
    this.#options = options;
  }

  /** The user, if there is one. */
  get(id: string): User | undefined {
    const known = this.#atHand.get(id);
    if (known !== undefined) return known;
    const found = readUser(this.#options.sql, id);
    if (found !== undefined) this.#atHand.set(id, found);
    return found;
  }

  /** The user's name; for an unknown user, the id. */
  nameOf(id: string): string {
    return this.get(id)?.name ?? id;
  }

  /** @throws {ReplyError} 503 when there is no room for a new user */
  requirePlace(id: string): void {
    const { counters, maxUsers } = this.#options;
    if (counters.now.users < maxUsers || this.get(id) !== undefined) return;
    throw new ReplyError(503, "the service holds as many users as it may");
  }

  /**
   * Adds or finds a user, sets their name if one is given, and stores that they
   * were seen now.
   *
   * @throws {ReplyError} 503 as {@linkcode requirePlace}
   */
  enter(id: string, name: string | undefined, now: Moment): User {
    const { sql } = this.#options;
    const known = this.get(id);
    if (known === undefined) return this.#add(id, name ?? id, now);
    if (name !== undefined && name !== known.name) {
      sql.run(NAME, toColumn(name), id);
    }
    return this.#see({ ...known, name: name ?? known.name }, now);
  }

  /**
   * Adds or finds a user who sends; if they were seen a moment ago nothing is
   * stored.
   */
  sender(id: string, now: Moment): User {
    const known = this.get(id);
    const { idleExpiry } = this.#options;
    const resolution = Math.min(SEEN_RESOLUTION, idleExpiry * SEEN_PART);
    return known !== undefined && now.time - known.lastSeen < resolution
      ? known
      : this.enter(id, undefined, now);
  }

  /** As `Storage.setProfile`. @throws {ReplyError} 413, 503 */
  setProfile(id: string, change: ProfileChange, now: Moment): User {
    const { sql } = this.#options;
    const { data: before = {} } = this.get(id) ?? {};
    const data = mergedData(before, change.data ?? {}, MAX_PROFILE_KEYS);
    const { data: _, ...user } = this.enter(id, change.name, now);
    const column = dataColumn(data);
    sql.run(DATA, column, id);
    const changed = column === null ? user : { ...user, data };
    this.#atHand.set(id, changed);
    return changed;
  }

  /** Stores that a user was seen now; does nothing for an unknown user. */
  touch(id: string, now: Moment): void {
    const known = this.get(id);
    if (known !== undefined) this.#see(known, now);
  }

  /** Is this user untouched since a time? False for an unknown user. */
  isIdle(id: string, since: number): boolean {
    const [touchedAt] = this.#options.sql.get(TOUCHED, id) ?? [];
    return typeof touchedAt === "number" && touchedAt <= since;
  }

  /** Removes a user. */
  forget(id: string): void {
    const { sql, counters } = this.#options;
    sql.run(FORGET, id);
    this.#atHand.delete(id);
    counters.now.users--;
  }

  /** Empties the cache, as its content may not have been committed. */
  reset(): void {
    this.#atHand.clear();
  }

  #add(id: string, name: string, { time, steady }: Moment): User {
    this.requirePlace(id);
    const { sql, counters } = this.#options;
    sql.run(ADD, id, toColumn(name), time, steady);
    counters.now.users++;
    const user = { id, name, lastSeen: time };
    this.#atHand.set(id, user);
    return user;
  }

  #see(user: User, { time, steady }: Moment): User {
    this.#options.sql.run(SEE, time, steady, user.id);
    const seen = { ...user, lastSeen: time };
    this.#atHand.set(user.id, seen);
    return seen;
  }
}
