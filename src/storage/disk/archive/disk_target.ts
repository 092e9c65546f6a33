import type { ConversationKey } from "../../../domain/ids.ts";
import { partiesOf } from "../../../domain/ids.ts";
import { timeOfMessageId } from "../../../domain/message_id.ts";
import { NORMAL } from "../../../domain/model.ts";
import type {
  ArchiveTarget,
  ConversationTarget,
} from "../../archive/archive.ts";
import {
  ArchiveError,
  type ConversationRecord,
  type MemberRecord,
  type MessageRecord,
  type UserRecord,
} from "../../archive/records.ts";
import { toRequest } from "../../archive/request_of.ts";
import { type DataDirectory, openDirectory } from "../file/data_directory.ts";
import type { SqlFile } from "../file/sql.ts";
import { toColumn } from "../file/text_column.ts";
import { readHead } from "../records/head.ts";
import { MESSAGE_COLUMNS, messageValues } from "../records/message_row.ts";
import { Counters } from "../writer/counters.ts";

const KNOWN = "SELECT count(*) FROM users WHERE id = ?";
const ADD_USER = `INSERT INTO users (id, name, last_seen, touched_at)
  VALUES (?1, ?2, ?3, ?3) ON CONFLICT (id) DO UPDATE
  SET name = ?2, last_seen = ?3, touched_at = ?3 WHERE last_seen < ?3`;
const ADD = "INSERT INTO conversations (key, last, last_at) VALUES (?, 0, 0)";
const ADD_ROOM = `INSERT INTO chatrooms
  (conversation, name, creator, created_at, members, joins, empty_since)
  VALUES (?, ?, ?, ?, 0, 0, ?)`;
const STORED =
  "SELECT id FROM messages WHERE conversation = ? AND sequence = ?";
const ADD_MESSAGE = `INSERT INTO messages
  (conversation, ${MESSAGE_COLUMNS}, change)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const ADD_CHANGE = `INSERT OR REPLACE INTO changes
  (conversation, number, sequence) VALUES (?, ?, ?)`;
const ADD_REQUEST = `INSERT OR IGNORE INTO request_ids
  (generation, conversation, sender, request_id, sequence, id, created_at,
  digest, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const ADD_PARTY = `INSERT INTO parties (conversation, user, joined_at, ordinal,
  joined_sequence, read_sequence, own_sequence) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (conversation, user) DO NOTHING`;
const FINISH = `UPDATE conversations SET last = ?2, last_at = ?3,
  last_change = ?4, oldest_at = (SELECT created_at FROM messages
    WHERE conversation = ?1 ORDER BY sequence LIMIT 1)
  WHERE number = ?1`;
const FINISH_ROOM = `UPDATE chatrooms SET members = ?2, joins = ?2,
  empty_since = ?3 WHERE conversation = ?1`;

/** What {@linkcode DiskTarget} needs. */
export interface DiskTargetOptions {
  readonly directory: string;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Writes to a data directory that no service has. */
export class DiskTarget implements ArchiveTarget {
  #options: DiskTargetOptions;
  #open: DataDirectory;
  #counters: Counters;

  /** @throws {DataDirectoryError} */
  constructor(options: DiskTargetOptions) {
    this.#options = options;
    this.#open = openDirectory(options.directory, "full");
    this.#counters = new Counters(this.#open.file);
  }

  addUsers(users: readonly UserRecord[]): Promise<void> {
    this.#settle((file) => {
      for (const { id, name, last_seen } of users) {
        const [known] = file.get(KNOWN, id) as [number];
        file.run(ADD_USER, id, toColumn(name), last_seen);
        this.#counters.now.users += 1 - known;
      }
    });
    return Promise.resolve();
  }

  begin(about: ConversationRecord): Promise<ConversationTarget> {
    const number = this.#settle((file) => this.#find(file, about));
    return Promise.resolve({
      addMessages: (messages) => {
        this.#settle((file) => this.#addMessages(file, number, messages));
        return Promise.resolve();
      },
      finish: (members) => {
        this.#settle((file) => this.#finish(file, number, { about, members }));
        return Promise.resolve();
      },
    });
  }

  close(): Promise<void> {
    this.#open.close();
    return Promise.resolve();
  }

  /** The number of the conversation, which is added where it is not there. */
  #find(file: SqlFile, about: ConversationRecord): number {
    const { id, name, creator, created_at: createdAt } = about;
    const head = readHead(file, id as ConversationKey);
    if (head === undefined) return this.#add(file, about);
    const { room, last, number } = head;
    const isSame = room?.name === name && room?.creator === creator &&
      room?.createdAt === createdAt;
    if (!isSame) throw new ArchiveError(`${id}: another one is there already`);
    if (last > about.last_sequence) {
      throw new ArchiveError(`${id}: is there already, and has gone on`);
    }
    return number;
  }

  #add(file: SqlFile, about: ConversationRecord): number {
    const { id, name, creator, created_at: createdAt } = about;
    const { now } = this.#counters;
    const number = file.run(ADD, id).lastInsertRowid;
    if (name === undefined) now.privates++;
    else {
      const values = [toColumn(name), creator!, createdAt!];
      file.run(ADD_ROOM, number, ...values, this.#options.now());
      now.chatrooms++;
    }
    return number;
  }

  /** @throws {ArchiveError} where another message has that place */
  #addMessages(
    file: SqlFile,
    number: number,
    messages: readonly MessageRecord[],
  ): void {
    const { now } = this.#counters;
    for (const record of messages) {
      const { sequence, id, change } = record;
      const [stored] = file.get(STORED, number, sequence) ?? [];
      if (stored === id) continue;
      if (stored !== undefined) {
        throw new ArchiveError(`message ${id}: another one has its place`);
      }
      const values = messageValues(toMessage(record));
      file.run(ADD_MESSAGE, number, ...values, change ?? null);
      if (change !== undefined) file.run(ADD_CHANGE, number, change, sequence);
      now.messages++;
      now.id_time = Math.max(now.id_time, timeOfMessageId(id));
      this.#remember(file, number, record);
    }
  }

  /** A send that is repeated after the move is known again. */
  #remember(file: SqlFile, number: number, record: MessageRecord): void {
    const { requestIdAge, now: unixTime } = this.#options;
    const request = toRequest(record, unixTime() - requestIdAge);
    if (request === undefined) return;
    const { now } = this.#counters;
    const { sender_id, sequence, id, created_at: at } = record;
    const key = [now.generation, number, sender_id, request.id];
    const place = [sequence, id, at, request.digest, at];
    const added = file.run(ADD_REQUEST, ...key, ...place).changes;
    now.generation_size += added;
    now.request_ids += added;
  }

  #finish(
    file: SqlFile,
    number: number,
    { about, members }: {
      readonly about: ConversationRecord;
      readonly members: readonly MemberRecord[];
    },
  ): void {
    const isRoom = about.name !== undefined;
    const all = isRoom ? members : bothOf(about, members);
    const added = all.map((member, at) =>
      file.run(
        ADD_PARTY,
        number,
        member.user_id,
        member.joined_at,
        isRoom ? at + 1 : 0,
        member.joined_sequence,
        member.read_sequence,
        member.own_sequence,
      ).changes
    ).reduce((sum, each) => sum + each, 0);
    const { last_sequence, last_at, last_change } = about;
    file.run(FINISH, number, last_sequence, last_at, last_change);
    if (!isRoom) return;
    const emptySince = all.length === 0 ? this.#options.now() : null;
    file.run(FINISH_ROOM, number, all.length, emptySince);
    this.#counters.now.memberships += added;
  }

  /** All of it, or nothing. */
  #settle<T>(write: (file: SqlFile) => T): T {
    const { file } = this.#open;
    file.begin();
    try {
      const result = write(file);
      this.#counters.write();
      file.commit();
      return result;
    } catch (fault) {
      this.#counters.reset();
      file.rollback();
      throw fault;
    }
  }
}

/** Both users of a private conversation have a place in it. */
function bothOf(
  { id }: ConversationRecord,
  members: readonly MemberRecord[],
): readonly MemberRecord[] {
  return partiesOf(id as ConversationKey).map((user) =>
    members.find(({ user_id }) => user_id === user) ?? {
      user_id: user,
      joined_at: 0,
      joined_sequence: 0,
      read_sequence: 0,
      own_sequence: 0,
    }
  );
}

function toMessage(record: MessageRecord) {
  return {
    id: record.id,
    conversation: "" as ConversationKey,
    sender: { id: record.sender_id, name: record.sender_name },
    category: record.category,
    content: record.content,
    sequence: record.sequence,
    status: record.status ?? NORMAL,
    createdAt: record.created_at,
    requestId: record.request_id,
  };
}
