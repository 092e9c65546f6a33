import { privateConversation } from "../../src/domain/ids.ts";
import { MessageIds } from "../../src/domain/message_id.ts";
import { NORMAL } from "../../src/domain/model.ts";
import {
  DATA,
  openDirectory,
} from "../../src/storage/disk/file/data_directory.ts";
import type { SqlFile } from "../../src/storage/disk/file/sql.ts";
import { SqliteFile } from "../../src/storage/disk/file/sqlite_file.ts";
import { minuteOf } from "../../src/storage/disk/records/activity.ts";
import {
  INSERT_MESSAGE,
  messageValues,
} from "../../src/storage/disk/records/message_row.ts";

/** Conversations of the one user who has many. */
export const OF_BUSY = 5000;
/** The user who has them, and the two whose conversation is long. */
export const BUSY = "busy";
export const LONG = privateConversation("ann", "bob");

const DAY = 86_400_000;
const WORDS = "a message of some words, as people write them all day ";
/** Characters of a usual content, besides its number. */
export const USUAL_SIZE = WORDS.length;

/** What a directory is to hold. */
export interface Fill {
  readonly messages: number;
  readonly conversations: number;
  /** Messages of the first conversation; the others share the rest. */
  readonly long: number;
  /** Unix time of the newest message. */
  readonly now: number;
  /** Characters of each content. */
  readonly size?: number;
}

/**
 * Makes a data directory by writing its file's tables, which takes seconds where
 * sending all of it would take hours.
 */
export function fillDirectory(directory: string, fill: Fill): void {
  openDirectory(directory, "normal").close();
  const file = new SqliteFile({
    path: `${directory}/${DATA}`,
    setup: ["PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF"],
  });
  file.begin();
  fillUsers(file, fill);
  const stored = fillConversations(file, fill);
  file.run(
    `UPDATE state SET users = ?1, privates = ?2, messages = ?3,
      last_conversation = ?2`,
    fill.conversations + 3,
    fill.conversations,
    stored,
  );
  file.commit();
  file.all("PRAGMA journal_mode = WAL");
  file.close();
}

function fillUsers(file: SqlFile, { conversations, now }: Fill): void {
  const add =
    "INSERT INTO users (id, name, last_seen, touched_at) VALUES (?, ?, ?, ?)";
  for (const id of ["ann", "bob", BUSY]) file.run(add, id, id, now, now);
  for (let at = 0; at < conversations; at++) {
    file.run(add, `user${at}`, `User ${at}`, now, now);
  }
}

/** Returns how many messages there are. */
function fillConversations(file: SqlFile, fill: Fill): number {
  const { messages, conversations, long, now, size = USUAL_SIZE } = fill;
  const each = Math.floor((messages - long) / (conversations - 1));
  const ids = new MessageIds();
  let stored = 0;
  for (let at = 0; at < conversations; at++) {
    const [one, other] = partiesOf(at);
    const count = at === 0 ? long : each;
    // The busy user's are of different minutes, the newest first.
    const last = now - at * 60_000;
    addConversation(file, { one, other, count, last, size }, ids);
    stored += count;
  }
  return stored;
}

function partiesOf(at: number): [string, string] {
  if (at === 0) return ["ann", "bob"];
  return [at < OF_BUSY ? BUSY : `user${at - 1}`, `user${at}`];
}

interface Filled {
  readonly one: string;
  readonly other: string;
  readonly count: number;
  /** Unix time of the newest message. */
  readonly last: number;
  readonly size: number;
}

function addConversation(
  file: SqlFile,
  { one, other, count, last, size }: Filled,
  ids: MessageIds,
): void {
  const { key } = privateConversation(one, other);
  const since = last - DAY;
  const { lastInsertRowid: number } = file.run(
    "INSERT INTO conversations (key, oldest_at) VALUES (?, ?)",
    key,
    since,
  );
  for (const user of [one, other]) {
    file.run(
      `INSERT INTO parties (conversation, user, joined_at, ordinal,
        joined_sequence, read_sequence, own_sequence, active)
        VALUES (?, ?, 0, 0, 0, 0, ?, ?)`,
      number,
      user,
      count,
      minuteOf(last),
    );
  }
  const text = WORDS.repeat(Math.ceil(size / WORDS.length)).slice(0, size);
  for (let sequence = 1; sequence <= count; sequence++) {
    const createdAt = Math.floor(since + DAY * sequence / count);
    const id = sequence % 2 > 0 ? one : other;
    const values = messageValues({
      id: ids.next(createdAt, sequence),
      conversation: key,
      sender: { id, name: id },
      category: "text",
      content: text + sequence,
      sequence,
      status: NORMAL,
      createdAt,
      requestId: undefined,
    });
    file.run(INSERT_MESSAGE, number, ...values);
  }
}
