import type { ConversationKey } from "../../../domain/ids.ts";
import { partiesOf } from "../../../domain/ids.ts";
import { timeOfMessageId } from "../../../domain/message_id.ts";
import { NORMAL } from "../../../domain/model.ts";
import { ADMIN, CREATOR, MEMBER, type Rank } from "../../../domain/rank.ts";
import { FULL_ACCESS } from "../../../domain/user_access.ts";
import { heirOf } from "../../../domain/room_policy.ts";
import type {
  ArchiveTarget,
  ConversationTarget,
} from "../../archive/archive.ts";
import {
  ArchiveError,
  type ConversationRecord,
  type MemberRecord,
  type MessageRecord,
  type RestrictedRecord,
  type SanctionRecord,
  type UserRecord,
} from "../../archive/records.ts";
import { withRestriction } from "../../archive/restricted_record.ts";
import { toRequest } from "../../archive/request_of.ts";
import {
  fromSanctionRecord,
  fromSettingsRecord,
} from "../../archive/room_record.ts";
import { type DataDirectory, openDirectory } from "../file/data_directory.ts";
import type { SqlFile } from "../file/sql.ts";
import { toColumn } from "../file/text_column.ts";
import { minuteOf } from "../records/activity.ts";
import { readHead } from "../records/head.ts";
import { addMentions } from "../records/mention_rows.ts";
import { INSERT_MESSAGE, messageValues } from "../records/message_row.ts";
import { isOf, placeOf } from "../records/place.ts";
import { ReactionRows } from "../records/reaction_rows.ts";
import { CONFIGURED_COLUMNS, configuredValues } from "../records/room.ts";
import { dataColumn } from "../records/user_row.ts";
import { SANCTION_COLUMNS, sanctionId } from "../records/sanction_row.ts";
import { Counters } from "../writer/counters.ts";
import { readAccess, writeAccess } from "../writer/disk_access.ts";

const KNOWN = "SELECT count(*) FROM users WHERE id = ?";
const ADD_USER = `INSERT INTO users (id, name, last_seen, touched_at, data)
  VALUES (?1, ?2, ?3, ?3, ?4) ON CONFLICT (id) DO UPDATE SET
  name = ?2, last_seen = ?3, touched_at = ?3, data = ?4 WHERE last_seen < ?3`;
const ADD = `INSERT INTO conversations (number, key, last, last_at)
  VALUES (?, ?, 0, 0)`;
const ADD_ROOM = `INSERT INTO chatrooms (conversation, creator, created_by,
  created_at, members, joins, empty_since, ${CONFIGURED_COLUMNS})
  VALUES (?, '', ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const ADD_BLOCK = `INSERT INTO blocks (user, other, at) VALUES (?, ?, ?)
  ON CONFLICT (user, other) DO NOTHING`;
const ADD_SANCTION = `INSERT INTO sanctions (conversation, ${SANCTION_COLUMNS})
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (conversation, id) DO NOTHING`;
const STORED = `SELECT id FROM messages WHERE place = ${placeOf("?1", "?2")}`;
const ADD_CHANGE = `INSERT OR REPLACE INTO changes
  (conversation, number, sequence) VALUES (?, ?, ?)`;
const ADD_REQUEST = `INSERT OR IGNORE INTO request_ids
  (generation, conversation, sender, request_id, sequence, id, created_at,
  digest, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const ADD_PARTY = `INSERT INTO parties (conversation, user, joined_at, ordinal,
  joined_sequence, read_sequence, own_sequence, rank, added)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (conversation, user) DO NOTHING`;
const FINISH = `UPDATE conversations SET last = ?2, last_at = ?3,
  last_change = ?4, oldest_at = (SELECT created_at FROM messages
    WHERE ${isOf("?1")} ORDER BY place LIMIT 1)
  WHERE number = ?1`;
const ACTIVE =
  "UPDATE parties SET active = ? WHERE conversation = ? AND ordinal = 0";
const FINISH_ROOM = `UPDATE chatrooms SET members = ?2, joins = ?2,
  empty_since = ?3, creator = ?4, sanctions =
    (SELECT count(*) FROM sanctions WHERE conversation = ?1)
  WHERE conversation = ?1`;

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
      for (const { id, name, last_seen, data = {}, blocks = [] } of users) {
        const [known] = file.get(KNOWN, id) as [number];
        file.run(ADD_USER, id, toColumn(name), last_seen, dataColumn(data));
        this.#counters.now.users += 1 - known;
        this.#counters.now.blocks += blocks
          .reduce(
            (sum, { id: other, at }) =>
              sum + file.run(ADD_BLOCK, id, other, at).changes,
            0,
          );
      }
    });
    return Promise.resolve();
  }

  restrict(restricted: readonly RestrictedRecord[]): Promise<void> {
    this.#settle((file) => {
      for (const record of restricted) {
        const { user_id: id } = record;
        const known = readAccess(file, id) ?? FULL_ACCESS;
        writeAccess(file, id, withRestriction(known, record));
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
      finish: (members, sanctions) => {
        const found = { about, members, sanctions };
        this.#settle((file) => this.#finish(file, number, found));
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
    const { id, created_at: createdAt, version = 1 } = about;
    const head = readHead(file, id as ConversationKey);
    if (head === undefined) return this.#add(file, about);
    const { room, last, number } = head;
    const isSame = room?.createdBy === makerOf(about) &&
      room?.createdAt === createdAt;
    if (!isSame) throw new ArchiveError(`${id}: another one is there already`);
    const hasChanged = (room?.configured.version ?? 1) > version;
    if (last > about.last_sequence || hasChanged) {
      throw new ArchiveError(`${id}: is there already, and has gone on`);
    }
    return number;
  }

  #add(file: SqlFile, about: ConversationRecord): number {
    const { now } = this.#counters;
    const number = ++now.last_conversation;
    file.run(ADD, number, about.id);
    const maker = makerOf(about);
    if (maker === undefined) now.privates++;
    else {
      const made = [maker, about.created_at!, this.#options.now()];
      const configured = configuredValues(fromSettingsRecord(about));
      file.run(ADD_ROOM, number, ...made, ...configured);
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
      const values = messageValues(toMessage(record), change);
      file.run(INSERT_MESSAGE, number, ...values);
      if (change !== undefined) file.run(ADD_CHANGE, number, change, sequence);
      addMentions(file, number, toMessage(record));
      addReactions(file, number, record);
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
    { about, members, sanctions }: {
      readonly about: ConversationRecord;
      readonly members: readonly MemberRecord[];
      readonly sanctions: readonly SanctionRecord[];
    },
  ): void {
    const isRoom = about.name !== undefined;
    const all = isRoom ? members : bothOf(about, members);
    const creator = isRoom ? creatorOf(about, members) : undefined;
    const added = all
      .map((member, at) => {
        const isCreator = member.user_id === creator;
        const rank = isCreator ? CREATOR : rankOf(member);
        const place = { ordinal: isRoom ? at + 1 : 0, rank };
        return addParty(file, number, member, place);
      })
      .reduce((sum, each) => sum + each, 0);
    const { last_sequence, last_at, last_change } = about;
    file.run(FINISH, number, last_sequence, last_at, last_change);
    if (!isRoom) {
      file.run(ACTIVE, minuteOf(last_at), number);
      return;
    }
    for (const each of sanctions) {
      this.#counters.now.sanctions += addSanction(file, number, each);
    }
    const emptySince = all.length === 0 ? this.#options.now() : null;
    file.run(FINISH_ROOM, number, all.length, emptySince, creator ?? "");
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

/** Returns how many were added. */
function addParty(
  file: SqlFile,
  number: number,
  member: MemberRecord,
  { ordinal, rank }: { readonly ordinal: number; readonly rank: Rank },
): number {
  const done = file.run(
    ADD_PARTY,
    number,
    member.user_id,
    member.joined_at,
    ordinal,
    member.joined_sequence,
    member.read_sequence,
    member.own_sequence,
    rank,
    Number(member.added ?? false),
  );
  return done.changes;
}

/** Returns how many were added. */
function addSanction(
  file: SqlFile,
  number: number,
  record: SanctionRecord,
): number {
  const { kind, userId, until, reason, by, at } = fromSanctionRecord(record);
  const words = reason === undefined ? null : toColumn(reason);
  const id = sanctionId(kind, userId);
  const values = [id, until ?? null, words, by, at];
  return file.run(ADD_SANCTION, number, ...values).changes;
}

/** Who made a chatroom; undefined of a private conversation. */
function makerOf(
  { name, made_by, creator = "" }: ConversationRecord,
): string | undefined {
  return name === undefined ? undefined : made_by ?? creator;
}

/**
 * The creator, who has to be a member; undefined if there are none. Of an
 * export of the first version it may be somebody who has left.
 */
function creatorOf(
  { creator }: ConversationRecord,
  members: readonly MemberRecord[],
): string | undefined {
  if (members.some(({ user_id }) => user_id === creator)) return creator;
  return heirOf(
    members.map((member) => ({ id: member.user_id, rank: rankOf(member) })),
  );
}

/** The rank of a member who is not the creator. */
function rankOf({ rank }: MemberRecord): Rank {
  return rank === undefined ? MEMBER : ADMIN;
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
    ...record.extras === undefined ? {} : { extras: record.extras },
  };
}

function addReactions(
  file: SqlFile,
  conversation: number,
  { sequence, reactors = [] }: MessageRecord,
): void {
  const rows = new ReactionRows(file);
  for (const { reaction, user_id: id, at } of reactors) {
    rows.add({ conversation, sequence }, { id, at }, reaction);
  }
}
