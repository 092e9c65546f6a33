import { ReplyError } from "../../../base/errors.ts";
import { BoundedMap } from "../../../base/bounded_map.ts";
import type { User } from "../../../domain/model.ts";
import type { Sql } from "../file/sql.ts";
import { toColumn } from "../file/text_column.ts";
import { readUser } from "../records/user_row.ts";
import type { Moment } from "../../memory/moments.ts";
import type { Counters } from "./counters.ts";

/** Users whose records are kept at hand. */
const AT_HAND = 50_000;
/** Milliseconds for which a sender is not noted as seen once more, at most. */
const SEEN_RESOLUTION = 60_000;
/** The same as a part of the time after which who is idle is forgotten. */
const SEEN_PART = 1 / 8;

const ADD =
  "INSERT INTO users (id, name, last_seen, touched_at) VALUES (?, ?, ?, ?)";
const SEE = "UPDATE users SET last_seen = ?, touched_at = ? WHERE id = ?";
const NAME = "UPDATE users SET name = ? WHERE id = ?";
const FORGET = "DELETE FROM users WHERE id = ?";
const TOUCHED = "SELECT touched_at FROM users WHERE id = ?";

/** What {@linkcode DiskUsers} needs. */
export interface DiskUsersOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  /** Most users. */
  readonly maxUsers: number;
  /** Milliseconds after which who is idle is forgotten. */
  readonly idleExpiry: number;
}

/** The users in the file. */
export class DiskUsers {
  #options: DiskUsersOptions;
  #atHand = new BoundedMap<string, User>(AT_HAND);

  constructor(options: DiskUsersOptions) {
    this.#options = options;
  }

  /** The user, if known. */
  get(id: string): User | undefined {
    const known = this.#atHand.get(id);
    if (known !== undefined) return known;
    const found = readUser(this.#options.sql, id);
    if (found !== undefined) this.#atHand.set(id, found);
    return found;
  }

  /** The user's name; their id where they are not known. */
  nameOf(id: string): string {
    return this.get(id)?.name ?? id;
  }

  /** @throws {ReplyError} 503 when there is no room for a user who is not known */
  requirePlace(id: string): void {
    const { counters, maxUsers } = this.#options;
    if (counters.now.users < maxUsers || this.get(id) !== undefined) return;
    throw new ReplyError(503, "the service holds as many users as it may");
  }

  /**
   * Adds or finds a user, names them where a name is given, and notes them as
   * seen now.
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

  /** Adds or finds a user who sends; a moment later is not written down. */
  sender(id: string, now: Moment): User {
    const known = this.get(id);
    const { idleExpiry } = this.#options;
    const resolution = Math.min(SEEN_RESOLUTION, idleExpiry * SEEN_PART);
    return known !== undefined && now.time - known.lastSeen < resolution
      ? known
      : this.enter(id, undefined, now);
  }

  /** Notes a user as seen now; one who is not known stays so. */
  touch(id: string, now: Moment): void {
    const known = this.get(id);
    if (known !== undefined) this.#see(known, now);
  }

  /** Has nobody touched this user since? False where they are not known. */
  isIdle(id: string, since: number): boolean {
    const [touchedAt] = this.#options.sql.get(TOUCHED, id) ?? [];
    return typeof touchedAt === "number" && touchedAt <= since;
  }

  /** Forgets a user. */
  forget(id: string): void {
    const { sql, counters } = this.#options;
    sql.run(FORGET, id);
    this.#atHand.delete(id);
    counters.now.users--;
  }

  /** Drops what is at hand, as it may not have been settled. */
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
