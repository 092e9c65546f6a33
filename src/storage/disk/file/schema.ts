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

/* Who reacted how to a kept message that is not recalled, and when. */
const REACTIONS: readonly string[] = [
  `CREATE TABLE reactions (
    conversation INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    user TEXT NOT NULL,
    reaction ANY NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation, sequence, user, reaction)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX reactions_by_time
    ON reactions (conversation, sequence, reaction, at, user)`,
];

/*
 * A conversation's number is never given to another one, as rows of it may be
 * there when it has gone: SQLite alone would give the highest one again.
 *
 * The list of conversations. `active` is the minute of the newest message of a
 * private conversation, so that an append writes it once a minute at most. A
 * chatroom has none: each message would change a row of each member.
 */
const THIRD: readonly string[] = [
  "ALTER TABLE state ADD COLUMN last_conversation INTEGER NOT NULL DEFAULT 0",
  `UPDATE state SET last_conversation = max(
    coalesce((SELECT max(number) FROM conversations), 0),
    coalesce((SELECT max(conversation) FROM dropped), 0),
    coalesce((SELECT max(conversation) FROM messages), 0),
    coalesce((SELECT max(conversation) FROM changes), 0),
    coalesce((SELECT max(conversation) FROM request_ids), 0))`,
  "ALTER TABLE parties ADD COLUMN active INTEGER NOT NULL DEFAULT 0",
  `UPDATE parties SET active = coalesce(
      (SELECT created_at FROM messages
        WHERE messages.conversation = parties.conversation
        ORDER BY sequence DESC LIMIT 1),
      (SELECT last_at FROM conversations WHERE number = conversation),
      0) / 60000 WHERE ordinal = 0`,
  `CREATE INDEX parties_by_activity ON parties (user, active)
    WHERE ordinal = 0`,
];

/*
 * The outbox, the oldest event first. `about` has a space around each user.
 * `waits_for` is a user who makes the event needless by coming back before it is
 * due. `present` has those of whom the back end was told that they are online.
 */
const EVENTS: readonly string[] = [
  `CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    about TEXT NOT NULL,
    data TEXT NOT NULL,
    waits_for TEXT,
    message TEXT,
    since INTEGER NOT NULL,
    due INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    answer TEXT
  ) STRICT`,
  "CREATE INDEX events_by_due ON events (due)",
  `CREATE INDEX events_by_user ON events (waits_for)
    WHERE waits_for IS NOT NULL`,
  "CREATE TABLE present (user TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
];

/*
 * What few messages have besides their content, as JSON; and whom they mention,
 * as long as they are kept and not recalled.
 */
const EXTRAS: readonly string[] = [
  "ALTER TABLE messages ADD COLUMN extras TEXT",
  `CREATE TABLE mentions (
    conversation INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    user TEXT NOT NULL,
    PRIMARY KEY (conversation, sequence, user)
  ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX mentions_by_user ON mentions (conversation, user, sequence)",
];

/*
 * Governance. `created_by` counts for a quota, whoever is the creator now; an
 * empty chatroom has the creator ''. A password's hash stays when the password
 * is not asked for any more. `sanctions` counts rows, so that a send to a
 * chatroom without any looks for none. `added` is 1 where somebody else made
 * the user a member. `slow_sends` has when members of chatrooms in slow mode
 * last sent something, and outlives their membership.
 *
 * Until now a chatroom's creator stayed its creator after leaving.
 */
const GOVERNANCE: readonly string[] = [
  "ALTER TABLE state ADD COLUMN blocks INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE chatrooms ADD COLUMN created_by TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE chatrooms ADD COLUMN join_mode TEXT NOT NULL DEFAULT 'open'",
  "ALTER TABLE chatrooms ADD COLUMN send_mode TEXT NOT NULL DEFAULT 'all'",
  "ALTER TABLE chatrooms ADD COLUMN history_mode TEXT NOT NULL DEFAULT 'all'",
  "ALTER TABLE chatrooms ADD COLUMN max_members INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE chatrooms ADD COLUMN slow_mode INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE chatrooms ADD COLUMN data TEXT NOT NULL DEFAULT '{}'",
  "ALTER TABLE chatrooms ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
  "ALTER TABLE chatrooms ADD COLUMN password_hash TEXT",
  "ALTER TABLE chatrooms ADD COLUMN sanctions INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE parties ADD COLUMN rank INTEGER NOT NULL DEFAULT 1",
  "ALTER TABLE parties ADD COLUMN added INTEGER NOT NULL DEFAULT 0",
  "UPDATE chatrooms SET created_by = creator",
  `UPDATE chatrooms SET creator = coalesce(
      (SELECT user FROM parties
        WHERE parties.conversation = chatrooms.conversation AND ordinal > 0
        ORDER BY ordinal LIMIT 1), '')
    WHERE NOT EXISTS (SELECT 1 FROM parties
      WHERE parties.conversation = chatrooms.conversation AND user = creator)`,
  `UPDATE parties SET rank = 3
    WHERE (conversation, user) IN (SELECT conversation, creator FROM chatrooms)`,
  "DROP INDEX chatrooms_by_creator",
  "CREATE INDEX chatrooms_by_maker ON chatrooms (created_by)",
  "DROP INDEX parties_joined",
  `CREATE INDEX parties_joined ON parties (user)
    WHERE ordinal > 0 AND added = 0`,
  "CREATE INDEX parties_admins ON parties (conversation, ordinal) WHERE rank = 2",
  `CREATE TABLE sanctions (
    conversation INTEGER NOT NULL,
    id TEXT NOT NULL,
    until INTEGER,
    reason ANY,
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation, id)
  ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX sanctions_by_time ON sanctions (conversation, at DESC, id)",
  `CREATE INDEX sanctions_by_end ON sanctions (until)
    WHERE until IS NOT NULL`,
  `CREATE TABLE blocks (
    user TEXT NOT NULL,
    other TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (user, other)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE slow_sends (
    conversation INTEGER NOT NULL,
    user TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
  ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX slow_sends_by_time ON slow_sends (at)",
];

/** How many sanctions there are is shown to operators. */
const GOVERNANCE_COUNTS: readonly string[] = [
  "ALTER TABLE state ADD COLUMN sanctions INTEGER NOT NULL DEFAULT 0",
  "UPDATE state SET sanctions = (SELECT count(*) FROM sanctions)",
];

/* Who is banned from the service, and whose tokens are revoked. */
const RESTRICTED: readonly string[] = [
  `CREATE TABLE restricted (
    user TEXT PRIMARY KEY,
    banned INTEGER NOT NULL,
    ban_until INTEGER,
    ban_reason ANY,
    revoked_at INTEGER
  ) STRICT, WITHOUT ROWID`,
];

/** To how many chatrooms others have added a user is bounded. */
const ADDED: readonly string[] = [
  "CREATE INDEX parties_added ON parties (user) WHERE added = 1",
];

/** What users have written about themselves, as JSON. */
const PROFILES: readonly string[] = [
  "ALTER TABLE users ADD COLUMN data TEXT",
];

/*
 * Messages by place, see `records/place.ts`. With both columns as the key, and no
 * other place for a row than the index of that key, each page above the rows
 * held whole rows, and dividing one wrote twice as many pages.
 */
const PLACES: readonly string[] = [
  "ALTER TABLE messages RENAME TO messages_before",
  `CREATE TABLE messages (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    sender TEXT NOT NULL,
    name ANY,
    category TEXT,
    content ANY NOT NULL,
    status INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    request_id TEXT,
    change INTEGER,
    extras TEXT,
    conversation INTEGER AS (place >> 32) VIRTUAL,
    sequence INTEGER AS (place & 4294967295) VIRTUAL
  ) STRICT`,
  `INSERT INTO messages (place, id, sender, name, category, content, status,
      created_at, request_id, change, extras)
    SELECT (conversation << 32) + sequence, id, sender, name, category, content,
      status, created_at, request_id, change, extras
    FROM messages_before ORDER BY conversation, sequence`,
  "DROP TABLE messages_before",
];

/** What is imposed on a user, in all chatrooms. */
const SANCTIONS_OF_USERS: readonly string[] = [
  "CREATE INDEX sanctions_by_id ON sanctions (id)",
];

/**
 * The statements that bring a file from each version to the next, the first
 * from an empty file.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  FIRST,
  SECOND,
  THIRD,
  EVENTS,
  EXTRAS,
  GOVERNANCE,
  GOVERNANCE_COUNTS,
  RESTRICTED,
  ADDED,
  REACTIONS,
  PROFILES,
  PLACES,
  SANCTIONS_OF_USERS,
];

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
