import { readData } from "../read_data.ts";
import {
  CHATROOM,
  chatroomConversation,
  type ConversationKey,
  type ConversationRef,
  isId,
  partiesOf,
  refOf,
  sessionId,
} from "../../../domain/ids.ts";
import type { Message } from "../../../domain/model.ts";
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
  SanctionRecord,
  UserRecord,
} from "../../archive/records.ts";
import { toMessageRecord } from "../../archive/message_record.ts";
import { toRestrictedRecord } from "../../archive/restricted_record.ts";
import {
  toSanctionRecord,
  toSettingsRecord,
} from "../../archive/room_record.ts";
import { accessKey, type ConversationKeys, keysOf, userKeys } from "../keys.ts";
import { decodeBlock } from "../redis_blocks.ts";
import { type RoomFields, rowOf, toChatroom } from "../redis_room.ts";
import { decodeSanction } from "../redis_sanctions.ts";
import { ACCESS_FIELDS, decodeAccess } from "../stored_access.ts";
import { readMessage } from "../stored_message.ts";
import { UnreadableRecords } from "../unreadable_records.ts";
import { ArchiveClient, type ArchiveClientOptions } from "./archive_client.ts";

/** Messages that are read at once. */
const AT_ONCE = 500;

const USER_KEY = /^gim:\{u:([^}]*)\}:user$/;
const ACCESS_KEY = /^gim:\{u:([^}]*)\}:access$/;
const HEAD_KEY = /^gim:\{(?:r:([^}]*)|p:([^}]*))\}:head$/;

/** The head of a conversation, as Redis has it. */
type Fields = RoomFields;

/**
 * Reads what is in Redis, or in a Cluster. It is no picture of one moment: what
 * a service writes meanwhile may be in it or not, conversation by conversation.
 */
export class RedisSource implements ArchiveSource {
  #client: ArchiveClient;
  #unreadable: UnreadableRecords;

  private constructor(client: ArchiveClient, unreadable: UnreadableRecords) {
    this.#client = client;
    this.#unreadable = unreadable;
  }

  /** @throws {ArchiveError} where Redis is out of reach */
  static async open(options: ArchiveClientOptions): Promise<RedisSource> {
    const client = await ArchiveClient.connect(options);
    return new RedisSource(client, new UnreadableRecords(options.log));
  }

  async *users(): AsyncGenerator<UserRecord[]> {
    const seen = new Set<string>();
    for await (const keys of this.#client.scan("gim:{u:*}:user")) {
      const ids = keys.map((key) => USER_KEY.exec(key)?.[1] ?? "")
        .filter((id) => isId(id) && !seen.has(id));
      const fresh = [...new Set(ids)];
      for (const id of fresh) seen.add(id);
      const users = await Promise.all(fresh.map((id) => this.#user(id)));
      yield users.filter((user) => user !== undefined);
    }
  }

  async *restricted(): AsyncGenerator<RestrictedRecord[]> {
    const seen = new Set<string>();
    for await (const keys of this.#client.scan("gim:{u:*}:access")) {
      const ids = keys.map((key) => ACCESS_KEY.exec(key)?.[1] ?? "")
        .filter((id) => isId(id) && !seen.has(id));
      const fresh = [...new Set(ids)];
      for (const id of fresh) seen.add(id);
      yield (await Promise.all(fresh.map((id) => this.#access(id)))).flat();
    }
  }

  async *conversations(): AsyncGenerator<ConversationKey> {
    for (const kind of ["r", "p"]) {
      for await (const keys of this.#client.scan(`gim:{${kind}:*}:head`)) {
        for (const key of keys) {
          const [, room, pair] = HEAD_KEY.exec(key) ?? [];
          if (room !== undefined && isId(room)) {
            yield chatroomConversation(room).key;
          } else if (pair !== undefined && isPair(pair)) {
            yield pair as ConversationKey;
          }
        }
      }
    }
  }

  async conversation(
    key: ConversationKey,
  ): Promise<ArchivedConversation | undefined> {
    const ref = refOf(key, partiesOf(key)[0]);
    const keys = keysOf(ref);
    const fields = await this.#fields(keys.head);
    const about = this.#about(ref, fields);
    if (about === undefined) return undefined;
    const first = Number(fields.f ?? about.last_sequence + 1);
    return {
      about,
      members: await this.#members(ref, keys),
      sanctions: await this.#sanctions(ref, keys),
      messages: this.#messages(ref, [first, about.last_sequence]),
    };
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** A hash; one that is another kind of key is as if it were empty. */
  #fields(key: string): Promise<Fields> {
    const found = this.#client.redis.hGetAll(key);
    return this.#unreadable.orElse<Fields, Fields>(key, found, {});
  }

  /** A sorted set, in its order. */
  #ordered(key: string): Promise<string[]> {
    const found = this.#client.redis.zRange(key, 0, -1);
    return this.#unreadable.orElse<string[], string[]>(key, found, []);
  }

  async #user(id: string): Promise<UserRecord | undefined> {
    const { redis } = this.#client;
    const { user, blocks } = userKeys(id);
    const fields = redis.hmGet(user, ["name", "seen", "data"]);
    const [[name, seen, data], blocked] = await Promise.all([
      this.#unreadable.orElse(user, fields, []),
      this.#unreadable.orElse(blocks, redis.hGetAll(blocks), {}),
    ]);
    if (typeof name !== "string") return undefined;
    const record: UserRecord = { id, name, last_seen: Number(seen) || 0 };
    if (typeof data === "string") {
      record.data = this.#unreadable.or(user, () => readData(data), {});
    }
    const entries = Object.entries<string>(blocked).filter(([of]) => isId(of));
    if (entries.length > 0) {
      record.blocks = entries
        .map(([of, value]) => ({ id: of, at: decodeBlock(value).time }));
    }
    return record;
  }

  async #access(id: string): Promise<RestrictedRecord[]> {
    const key = accessKey(id);
    const fields = this.#client.redis.hmGet(key, [...ACCESS_FIELDS]);
    const found = await this.#unreadable.orElse(key, fields, []);
    const access = decodeAccess(key, found, this.#unreadable);
    const { ban, revokedAt } = access;
    const isFree = ban === undefined && revokedAt === undefined;
    return isFree ? [] : [toRestrictedRecord(id, access)];
  }

  #about(ref: ConversationRef, fields: Fields): ConversationRecord | undefined {
    const { s: last = "0", t: lastAt = "0", x: change = "0" } = fields;
    const about = {
      id: ref.key,
      last_sequence: Number(last),
      last_at: Number(lastAt),
      last_change: Number(change),
    };
    const isRoom = ref.type === CHATROOM;
    // One that has never had a message, or that is gone by now.
    if (!isRoom) return about.last_sequence > 0 ? about : undefined;
    if (fields.by === undefined) return undefined;
    return this.#aboutRoom(ref, { about, fields });
  }

  #aboutRoom(
    ref: ConversationRef,
    { about, fields }: { about: ConversationRecord; fields: Fields },
  ): ConversationRecord {
    const { by = "", at, made } = fields;
    const row = rowOf(fields);
    const room = toChatroom(ref.target, row, this.#unreadable);
    const record: ConversationRecord = Object.assign(
      about,
      toSettingsRecord({
        settings: room,
        passwordHash: fields.pass,
        version: room.version,
      }),
      { created_at: Number(at) || 0 },
    );
    if (by !== "") record.creator = by;
    if (made && made !== by) record.made_by = made;
    return record;
  }

  async #sanctions(
    { type }: ConversationRef,
    { sanctions, sanctioned }: ConversationKeys,
  ): Promise<SanctionRecord[]> {
    if (type !== CHATROOM) return [];
    const [values, ordered] = await Promise.all([
      this.#fields(sanctions),
      this.#ordered(sanctioned),
    ]);
    // One that the order does not know is in force all the same.
    const each = new Set([...ordered, ...Object.keys(values)]);
    return [...each].flatMap((field) => {
      const read = () => [decodeSanction(field, values[field] ?? "")];
      return this.#unreadable.or(sanctions, read, []).map(toSanctionRecord);
    });
  }

  async #members(
    ref: ConversationRef,
    { members, own, read, order, admins }: ConversationKeys,
  ): Promise<MemberRecord[]> {
    const [places, owns, reads, ordered, ranked] = await Promise.all([
      this.#fields(members),
      this.#fields(own),
      this.#fields(read),
      this.#ordered(order),
      this.#ordered(admins),
    ]);
    const isAdmin = new Set(ranked);
    const ids = ref.type === CHATROOM
      ? [...new Set([...ordered, ...Object.keys(places)])]
        .filter((id) => Object.hasOwn(places, id))
      : partiesOf(ref.key);
    const added = await this.#added(ref, ids);
    return ids.map((id) => {
      const [at = 0, joined = 0] = (places[id] ?? "").split(" ").map(Number);
      const record: MemberRecord = {
        user_id: id,
        joined_at: at || 0,
        joined_sequence: joined || 0,
        read_sequence: Number(reads[id]) || 0,
        own_sequence: Number(owns[id]) || 0,
      };
      if (isAdmin.has(id)) record.rank = ADMIN;
      if (added.has(id)) record.added = true;
      return record;
    });
  }

  /** Those of a chatroom's members whom somebody else has added. */
  async #added(
    ref: ConversationRef,
    ids: readonly string[],
  ): Promise<ReadonlySet<string>> {
    if (ref.type !== CHATROOM) return new Set();
    const { redis } = this.#client;
    const found = new Set<string>();
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const some = ids.slice(at, at + AT_ONCE);
      const scores = await Promise.all(
        some.map((id) => {
          const { added } = userKeys(id);
          const score = redis.zScore(added, sessionId(ref));
          return this.#unreadable.orElse(added, score, null);
        }),
      );
      some.forEach((id, each) => scores[each] === null || found.add(id));
    }
    return found;
  }

  async #reactors(
    ref: ConversationRef,
    { sequence, extras }: Message,
  ): Promise<ReactorRecord[]> {
    if (extras?.reactions === undefined) return [];
    const place = String(sequence).padStart(16, "0");
    const { reactors } = keysOf(ref);
    const theirs = this.#client.redis
      .zRangeByLex(reactors, `[${place} `, `(${place}!`);
    const found = await this.#unreadable.orElse(reactors, theirs, []);
    return found.flatMap(toReactor);
  }

  async *#messages(
    ref: ConversationRef,
    [first, last]: readonly [first: number, last: number],
  ): AsyncGenerator<MessageRecord[]> {
    const { redis } = this.#client;
    const { messages, changes } = keysOf(ref);
    const found = await this.#unreadable
      .orElse(changes, redis.zRangeWithScores(changes, 0, -1), []);
    const changeOf = new Map(found.map(({ value, score }) => [value, score]));
    for (let from = first; from <= last; from += AT_ONCE) {
      const size = Math.min(AT_ONCE, last - from + 1);
      const fields = Array.from({ length: size }, (_, at) => `${from + at}`);
      const values = await this.#unreadable
        .orElse(messages, redis.hmGet(messages, fields), fields.map(() => ""));
      const found = values.map((value, at) => {
        const stored = [from + at, value ?? ""] as const;
        return readMessage(ref, stored, this.#unreadable);
      });
      yield await Promise.all(
        found.map(async (message, at) =>
          toMessageRecord(message, {
            change: changeOf.get(fields[at]!),
            reactors: await this.#reactors(ref, message),
          })
        ),
      );
    }
  }
}

/** As `reactions.lua` writes it. */
const REACTOR = /^\d{16} \d+:([^]*) (\d{16}) (\S+)$/;

function toReactor(member: string): ReactorRecord[] {
  const [, reaction, at, user_id] = REACTOR.exec(member) ?? [];
  if (reaction === undefined || user_id === undefined) return [];
  return [{ reaction, user_id, at: Number(at) }];
}

function isPair(text: string): boolean {
  const [type, first = "", second = "", ...others] = text.split(":");
  return type === "2" && isId(first) && isId(second) && first < second &&
    others.length === 0;
}
