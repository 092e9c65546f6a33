import type { SqlFile } from "./sql.ts";

/** Marks a file of SQLite as one of GIM's: `GIM` and a 1. */
export const APPLICATION_ID = 0x47494d01;

/*
 * A conversation has a number, because its key would make every message longer.
 * Its newest message says how far it is, so an append writes only a message and
 * its sender's position. `last` and `last_at` are for a conversation whose
 * messages have all been removed.
 *
 * `oldest_at` is not above the time of the oldest message, and NULL if there is
 * none. Request ids are stored by generation, so that old ones are deleted
 * without an index of their age. `dropped` has the numbers of conversations
 * that are removed but whose rows are not deleted yet.
 */
const FIRST: readonly string[] = [
  `CREATE TABLE state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    users INTEGER NOT NULL DEFAULT 0,
    chatrooms INTEGER NOT NULL DEFAULT 0,
    memberships INTEGER NOT NULL DEFAULT 0,
    privates INTEGER NOT NULL DEFAULT 0,
    messages INTEGER NOT NULL DEFAULT 0,
    id_time INTEGER NOT NULL DEFAULT 0,
    generation INTEGER NOT NULL DEFAULT 1,
    generation_since INTEGER NOT NULL DEFAULT 0,
    generation_size INTEGER NOT NULL DEFAULT 0,
    request_ids INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  "INSERT INTO state (only) VALUES (1)",
  `CREATE TABLE users (
    id TEXT PRIMARY KEY,
    name ANY NOT NULL,
    last_seen INTEGER NOT NULL,
    touched_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX users_by_touch ON users (touched_at)",
  `CREATE TABLE conversations (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    last INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER NOT NULL DEFAULT 0,
    last_change INTEGER NOT NULL DEFAULT 0,
    oldest_at INTEGER
  ) STRICT`,
  `CREATE INDEX conversations_by_age ON conversations (oldest_at)
    WHERE oldest_at IS NOT NULL`,
  `CREATE TABLE chatrooms (
    conversation INTEGER PRIMARY KEY,
    name ANY NOT NULL,
    creator TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    members INTEGER NOT NULL,
    joins INTEGER NOT NULL,
    empty_since INTEGER
  ) STRICT`,
  `CREATE INDEX chatrooms_empty ON chatrooms (empty_since)
    WHERE empty_since IS NOT NULL`,
  `CREATE TABLE parties (
    conversation INTEGER NOT NULL,
    user TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    joined_sequence INTEGER NOT NULL,
    read_sequence INTEGER NOT NULL,
    own_sequence INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
  ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX parties_by_user ON parties (user)",
  `CREATE UNIQUE INDEX parties_by_ordinal ON parties (conversation, ordinal)
    WHERE ordinal > 0`,
  `CREATE TABLE messages (
    conversation INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    id TEXT NOT NULL,
    sender TEXT NOT NULL,
    name ANY,
    category TEXT,
    content ANY NOT NULL,
    status INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    request_id TEXT,
    change INTEGER,
    PRIMARY KEY (conversation, sequence)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE changes (
    conversation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (conversation, number)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE request_ids (
    generation INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    sender TEXT NOT NULL,
    request_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    digest TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (generation, conversation, sender, request_id)
  ) STRICT, WITHOUT ROWID`,
  "CREATE TABLE dropped (conversation INTEGER PRIMARY KEY) STRICT",
];

/*
 * Quotas. A conversation is in `unanswered` as long as only one of its two users
 * has written; the user is that one, and `at` about when they did last.
 */
const SECOND: readonly string[] = [
  "CREATE INDEX chatrooms_by_creator ON chatrooms (creator)",
  "CREATE INDEX parties_joined ON parties (user) WHERE ordinal > 0",
  `CREATE TABLE unanswered (
    conversation INTEGER PRIMARY KEY,
    user TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT`,
  "CREATE INDEX unanswered_by_user ON unanswered (user, at)",
  `INSERT INTO unanswered (conversation, user, at)
    SELECT own.conversation, own.user, coalesce(
      (SELECT max(created_at) FROM messages
        WHERE conversation = own.conversation), 0)
    FROM parties own JOIN parties other
      ON other.conversation = own.conversation AND other.user <> own.user
    WHERE own.ordinal = 0 AND own.own_sequence > 0 AND other.own_sequence = 0`,
  "CREATE INDEX request_ids_by_sender ON request_ids (sender, at)",
];

/**
 * The statements that bring a file from each version to the next, the first
 * from an empty file.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [FIRST, SECOND];

/** The version that this program reads and writes: SQLite's `user_version`. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings a file to {@linkcode SCHEMA_VERSION}. Each version is a transaction of
 * its own, so one that is interrupted has changed nothing.
 */
export function migrate(
  file: SqlFile,
  migrations: readonly (readonly string[])[] = MIGRATIONS,
): void {
  for (let version = versionOf(file); version < migrations.length; version++) {
    file.begin();
    try {
      for (const step of migrations[version] as readonly string[]) {
        file.run(step);
      }
      file.run(`PRAGMA user_version = ${version + 1}`);
      file.commit();
    } catch (fault) {
      file.rollback();
      throw fault;
    }
  }
}

/** The version of a file; 0 if it is empty. */
export function versionOf(file: Pick<SqlFile, "get">): number {
  return Number(file.get("PRAGMA user_version")?.[0]);
}
