import type { ConversationKey } from "../../../domain/ids.ts";
import { ADMIN } from "../../../domain/rank.ts";
import type {
  ArchivedConversation,
  ArchiveSource,
} from "../../archive/archive.ts";
import type {
  ConversationRecord,
  MemberRecord,
  MessageRecord,
  ReactorRecord,
  RestrictedRecord,
  UserRecord,
} from "../../archive/records.ts";
import { toMessageRecord } from "../../archive/message_record.ts";
import { toRestrictedRecord } from "../../archive/restricted_record.ts";
import {
  toSanctionRecord,
  toSettingsRecord,
} from "../../archive/room_record.ts";
import {
  DATA,
  DataDirectoryError,
  openBeside,
} from "../file/data_directory.ts";
import { diskFault } from "../file/disk_fault.ts";
import type { Row, SqlFile } from "../file/sql.ts";
import { fromColumn } from "../file/text_column.ts";
import { type Head, readHead } from "../records/head.ts";
import { MESSAGE_COLUMNS, toMessage } from "../records/message_row.ts";
import { endOf, placeOf } from "../records/place.ts";
import { dataOf } from "../records/user_row.ts";
import { SANCTION_COLUMNS, toSanction } from "../records/sanction_row.ts";
import { ACCESS_COLUMNS, toAccess } from "../writer/disk_access.ts";

/** Rows that are read at once. */
const AT_ONCE = 1000;

const USERS = `SELECT id, name, last_seen, data FROM users
  WHERE id > ? ORDER BY id LIMIT ?`;
const RESTRICTED = `SELECT user, ${ACCESS_COLUMNS} FROM restricted
  WHERE user > ? ORDER BY user LIMIT ?`;
const CONVERSATIONS = `SELECT key, number FROM conversations
  WHERE number > ? ORDER BY number LIMIT ?`;
const BLOCKS = "SELECT other, at FROM blocks WHERE user = ? ORDER BY at, other";
const SANCTIONS = `SELECT ${SANCTION_COLUMNS} FROM sanctions
  WHERE conversation = ? ORDER BY at, id`;
const MEMBERS = `SELECT user, joined_at, joined_sequence, read_sequence,
  own_sequence, rank, added FROM parties WHERE conversation = ? ORDER BY ordinal, user`;
const MESSAGES = `SELECT ${MESSAGE_COLUMNS}, change FROM messages
  WHERE place > ${placeOf("?1", "?2")} AND place < ${endOf("?1")}
  ORDER BY place LIMIT ?3`;

const REACTORS = `SELECT reaction, user, at FROM reactions
  WHERE conversation = ? AND sequence = ? ORDER BY at, user`;

/**
 * Reads a data directory as it is at one moment, while a service may go on
 * writing to it.
 */
export class DiskSource implements ArchiveSource {
  #directory: string;
  #file: SqlFile;

  /** @throws {DataDirectoryError} */
  constructor(directory: string) {
    this.#directory = directory;
    this.#file = openBeside(directory);
    // The moment of the first read is that of all others.
    this.#file.all("BEGIN");
  }

  async *users(): AsyncGenerator<UserRecord[]> {
    for (const rows of this.#pages(USERS, "", (row) => row[0] as string)) {
      yield rows.map((row) => this.#user(row));
    }
  }

  async *restricted(): AsyncGenerator<RestrictedRecord[]> {
    const pages = this.#pages(RESTRICTED, "", (row) => row[0] as string);
    for (const rows of pages) {
      yield rows.map(([userId, ...access]) =>
        toRestrictedRecord(userId as string, toAccess(access))
      );
    }
  }

  async *conversations(): AsyncGenerator<ConversationKey> {
    const pages = this.#pages(CONVERSATIONS, 0, (row) => row[1] as number);
    for (const rows of pages) {
      for (const [key] of rows) yield key as ConversationKey;
    }
  }

  conversation(
    key: ConversationKey,
  ): Promise<ArchivedConversation | undefined> {
    const found = this.#named(key, () => {
      const head = readHead(this.#file, key);
      return head && this.#conversation(head);
    });
    return Promise.resolve(found);
  }

  close(): Promise<void> {
    this.#file.close();
    return Promise.resolve();
  }

  #conversation(head: Head): ArchivedConversation {
    return {
      about: toAbout(head),
      members: this.#file.all(MEMBERS, head.number).map(toMember),
      sanctions: this.#file.all(SANCTIONS, head.number)
        .map((row) => toSanctionRecord(toSanction(row))),
      messages: this.#messages(head),
    };
  }

  /** Who exports has to know what is damaged. */
  #named<T>(key: ConversationKey, read: () => T): T {
    try {
      return read();
    } catch (fault) {
      if (diskFault(fault) !== "damaged") throw fault;
      const reason = `${DATA} is damaged in ${key}: restore a backup`;
      throw DataDirectoryError.of(this.#directory, reason);
    }
  }

  #user([id, name, lastSeen, data]: Row): UserRecord {
    const record: UserRecord = {
      id: id as string,
      name: fromColumn(name),
      last_seen: lastSeen as number,
    };
    if (data !== null) record.data = dataOf(data);
    const blocks = this.#file.all(BLOCKS, record.id);
    if (blocks.length > 0) {
      record.blocks = blocks
        .map(([id, at]) => ({ id: id as string, at: at as number }));
    }
    return record;
  }

  async *#messages(head: Head): AsyncGenerator<MessageRecord[]> {
    for (let after = 0;;) {
      const page = this.#named(head.key, () => this.#messagesOf(head, after));
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = last.sequence;
    }
  }

  #messagesOf({ number, key }: Head, after: number): MessageRecord[] {
    return this.#file.all(MESSAGES, number, after, AT_ONCE).map((row) => {
      const message = toMessage(row, key);
      const change = (row.at(-1) ?? undefined) as number | undefined;
      const reactors = message.extras?.reactions === undefined
        ? []
        : this.#file.all(REACTORS, number, message.sequence).map(toReactor);
      return toMessageRecord(message, { change, reactors });
    });
  }

  *#pages<T extends string | number>(
    statement: string,
    first: T,
    keyOf: (row: Row) => T,
  ): Generator<Row[]> {
    let after = first;
    for (;;) {
      const rows = this.#file.all(statement, after, AT_ONCE);
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows;
      after = keyOf(last);
    }
  }
}

function toAbout(head: Head): ConversationRecord {
  const { key, last, lastAt, lastChange, room } = head;
  const about: ConversationRecord = {
    id: key,
    last_sequence: last,
    last_at: lastAt,
    last_change: lastChange,
  };
  if (room === undefined) return about;
  const { creator, createdBy, createdAt, configured } = room;
  Object.assign(about, toSettingsRecord(configured), { created_at: createdAt });
  if (creator !== "") about.creator = creator;
  if (createdBy !== creator) about.made_by = createdBy;
  return about;
}

function toMember(row: Row): MemberRecord {
  const [userId, joinedAt, joined, read, own, rank, added] = row as [
    ...[string, number, number, number, number, number, number],
  ];
  const record: MemberRecord = {
    user_id: userId,
    joined_at: joinedAt,
    joined_sequence: joined,
    read_sequence: read,
    own_sequence: own,
  };
  if (rank === ADMIN) record.rank = ADMIN;
  if (added === 1) record.added = true;
  return record;
}

function toReactor([reaction, userId, at]: Row): ReactorRecord {
  return {
    reaction: fromColumn(reaction),
    user_id: userId as string,
    at: at as number,
  };
}
