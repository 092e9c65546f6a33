import {
  CHATROOM,
  chatroomConversation,
  type ConversationKey,
  type ConversationRef,
  isId,
  partiesOf,
  refOf,
} from "../../../domain/ids.ts";
import type {
  ArchivedConversation,
  ArchiveSource,
} from "../../archive/archive.ts";
import type {
  ConversationRecord,
  MemberRecord,
  MessageRecord,
  UserRecord,
} from "../../archive/records.ts";
import { toMessageRecord } from "../../archive/message_record.ts";
import { type ConversationKeys, keysOf, userKeys } from "../keys.ts";
import { readMessage, requireText } from "../stored_message.ts";
import { UnreadableRecords } from "../unreadable_records.ts";
import { ArchiveClient, type ArchiveClientOptions } from "./archive_client.ts";

/** Messages that are read at once. */
const AT_ONCE = 500;

const USER_KEY = /^gim:\{u:([^}]*)\}:user$/;
const HEAD_KEY = /^gim:\{(?:r:([^}]*)|p:([^}]*))\}:head$/;

/** The head of a conversation, as Redis has it. */
type Fields = Readonly<Record<string, string | undefined>>;

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
    const fields: Fields = await this.#client.redis.hGetAll(keys.head);
    const about = this.#about(ref, fields);
    if (about === undefined) return undefined;
    const first = Number(fields.f ?? about.last_sequence + 1);
    return {
      about,
      members: await this.#members(ref, keys),
      messages: this.#messages(ref, [first, about.last_sequence]),
    };
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #user(id: string): Promise<UserRecord | undefined> {
    const { user } = userKeys(id);
    const found = this.#client.redis.hmGet(user, ["name", "seen"]);
    const [name, seen] = await this.#unreadable.orElse(user, found, []);
    if (typeof name !== "string") return undefined;
    return { id, name, last_seen: Number(seen) || 0 };
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
    const { by, at, name = "" } = fields;
    if (by === undefined) return undefined;
    const record = `${ref.key}: name`;
    const read = () => requireText(JSON.parse(name));
    return {
      ...about,
      name: this.#unreadable.or(record, read, ref.target),
      creator: by,
      created_at: Number(at) || 0,
    };
  }

  async #members(
    ref: ConversationRef,
    { members, own, read, order }: ConversationKeys,
  ): Promise<MemberRecord[]> {
    const { redis } = this.#client;
    const [places, owns, reads, ordered] = await Promise.all([
      redis.hGetAll(members),
      redis.hGetAll(own),
      redis.hGetAll(read),
      redis.zRange(order, 0, -1),
    ]);
    const ids = ref.type === CHATROOM
      ? [...new Set([...ordered, ...Object.keys(places)])]
        .filter((id) => Object.hasOwn(places, id))
      : partiesOf(ref.key);
    return ids.map((id) => {
      const [at = 0, joined = 0] = (places[id] ?? "").split(" ").map(Number);
      return {
        user_id: id,
        joined_at: at || 0,
        joined_sequence: joined || 0,
        read_sequence: Number(reads[id] ?? 0),
        own_sequence: Number(owns[id] ?? 0),
      };
    });
  }

  async *#messages(
    ref: ConversationRef,
    [first, last]: readonly [first: number, last: number],
  ): AsyncGenerator<MessageRecord[]> {
    const { redis } = this.#client;
    const { messages, changes } = keysOf(ref);
    const found = await redis.zRangeWithScores(changes, 0, -1);
    const changeOf = new Map(found.map(({ value, score }) => [value, score]));
    for (let from = first; from <= last; from += AT_ONCE) {
      const size = Math.min(AT_ONCE, last - from + 1);
      const fields = Array.from({ length: size }, (_, at) => `${from + at}`);
      const values = await redis.hmGet(messages, fields);
      yield values.map((value, at) => {
        const stored = [from + at, value ?? ""] as const;
        const message = readMessage(ref, stored, this.#unreadable);
        return toMessageRecord(message, changeOf.get(fields[at]!));
      });
    }
  }
}

function isPair(text: string): boolean {
  const [type, first = "", second = "", ...others] = text.split(":");
  return type === "2" && isId(first) && isId(second) && first < second &&
    others.length === 0;
}
