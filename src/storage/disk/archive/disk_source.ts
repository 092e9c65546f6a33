import type { ConversationKey } from "../../../domain/ids.ts";
import type {
  ArchivedConversation,
  ArchiveSource,
} from "../../archive/archive.ts";
import type {
  MemberRecord,
  MessageRecord,
  UserRecord,
} from "../../archive/records.ts";
import { toMessageRecord } from "../../archive/message_record.ts";
import { openToRead } from "../file/data_directory.ts";
import type { Row, SqlFile } from "../file/sql.ts";
import { fromColumn } from "../file/text_column.ts";
import { type Head, readHead } from "../records/head.ts";
import { MESSAGE_COLUMNS, toMessage } from "../records/message_row.ts";

/** Rows that are read at once. */
const AT_ONCE = 1000;

const USERS = `SELECT id, name, last_seen FROM users
  WHERE id > ? ORDER BY id LIMIT ?`;
const CONVERSATIONS = `SELECT key, number FROM conversations
  WHERE number > ? ORDER BY number LIMIT ?`;
const MEMBERS = `SELECT user, joined_at, joined_sequence, read_sequence,
  own_sequence FROM parties WHERE conversation = ? ORDER BY ordinal, user`;
const MESSAGES = `SELECT ${MESSAGE_COLUMNS}, change FROM messages
  WHERE conversation = ? AND sequence > ? ORDER BY sequence LIMIT ?`;

/**
 * Reads a data directory as it is at one moment, while a service may go on
 * writing to it.
 */
export class DiskSource implements ArchiveSource {
  #file: SqlFile;

  /** @throws what SQLite throws where the file cannot be read */
  constructor(directory: string) {
    this.#file = openToRead(directory);
    // The moment of the first read is that of all others.
    this.#file.all("BEGIN");
  }

  async *users(): AsyncGenerator<UserRecord[]> {
    for (const rows of this.#pages(USERS, "", (row) => row[0] as string)) {
      yield rows.map(([id, name, lastSeen]) => ({
        id: id as string,
        name: fromColumn(name),
        last_seen: lastSeen as number,
      }));
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
    const head = readHead(this.#file, key);
    if (head === undefined) return Promise.resolve(undefined);
    const { last, lastAt, lastChange, room } = head;
    const about = {
      id: key,
      last_sequence: last,
      last_at: lastAt,
      last_change: lastChange,
    };
    return Promise.resolve({
      about: room === undefined ? about : {
        ...about,
        name: room.name,
        creator: room.creator,
        created_at: room.createdAt,
      },
      members: this.#file.all(MEMBERS, head.number).map(toMember),
      messages: this.#messages(head),
    });
  }

  close(): Promise<void> {
    this.#file.close();
    return Promise.resolve();
  }

  async *#messages({ number, key }: Head): AsyncGenerator<MessageRecord[]> {
    let after = 0;
    for (;;) {
      const rows = this.#file.all(MESSAGES, number, after, AT_ONCE);
      if (rows.length === 0) return;
      yield rows.map((row) => {
        const change = row.at(-1) ?? undefined;
        return toMessageRecord(
          toMessage(row, key),
          change as number | undefined,
        );
      });
      after = rows.at(-1)?.[0] as number;
    }
  }

  *#pages<T extends string | number>(
    statement: string,
    first: T,
    placeOf: (row: Row) => T,
  ): Generator<Row[]> {
    let after = first;
    for (;;) {
      const rows = this.#file.all(statement, after, AT_ONCE);
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows;
      after = placeOf(last);
    }
  }
}

function toMember(row: Row): MemberRecord {
  const [userId, joinedAt, joined, read, own] = row as [
    ...[string, number, number, number, number],
  ];
  return {
    user_id: userId,
    joined_at: joinedAt,
    joined_sequence: joined,
    read_sequence: read,
    own_sequence: own,
  };
}
