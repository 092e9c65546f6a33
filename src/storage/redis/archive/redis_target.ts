import {
  CHATROOM,
  type ConversationKey,
  type ConversationRef,
  partiesOf,
  refOf,
  sessionId,
} from "../../../domain/ids.ts";
import { timeOfMessageId } from "../../../domain/message_id.ts";
import { RECALLED } from "../../../domain/model.ts";
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
import { allOf, keysOf, listKey, userKeys } from "../keys.ts";
import { ArchiveClient, type ArchiveClientOptions } from "./archive_client.ts";

/** The last counter of a millisecond, after which ids begin the next. */
const LAST_COUNTER = 36 ** 4 - 1;
/** Members, or changes, that are written at once. */
const AT_ONCE = 1000;

/** What {@linkcode RedisTarget.open} needs. */
export interface RedisTargetOptions extends ArchiveClientOptions {
  /** Milliseconds after which an offline user whom nobody touched is forgotten. */
  readonly idleExpiry: number;
  /** Milliseconds for which a conversation is kept in which nothing happens. */
  readonly keep: number;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** What was seen of a conversation's messages. */
interface Seen {
  first: number | undefined;
  idTime: number;
}

/**
 * Writes to a Redis, or a Cluster, that no service uses. The head of a
 * conversation comes last: until then nobody finds it.
 */
export class RedisTarget implements ArchiveTarget {
  #client: ArchiveClient;
  #options: RedisTargetOptions;

  private constructor(client: ArchiveClient, options: RedisTargetOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** @throws {ArchiveError} where Redis is out of reach, or a service uses it */
  static async open(options: RedisTargetOptions): Promise<RedisTarget> {
    const client = await ArchiveClient.connect(options);
    try {
      await client.requireNoNodes();
    } catch (fault) {
      await client.close();
      throw fault;
    }
    return new RedisTarget(client, options);
  }

  async addUsers(users: readonly UserRecord[]): Promise<void> {
    await Promise.all(users.map((user) => this.#addUser(user)));
  }

  async begin(about: ConversationRecord): Promise<ConversationTarget> {
    const key = about.id as ConversationKey;
    const ref = refOf(key, partiesOf(key)[0]);
    await this.#requireSame(ref, about);
    const seen: Seen = { first: undefined, idTime: 0 };
    return {
      addMessages: (messages) => this.#addMessages(ref, { messages, seen }),
      finish: (members) => this.#finish(ref, { about, members, seen }),
    };
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #addUser({ id, name, last_seen }: UserRecord): Promise<void> {
    const { redis } = this.#client;
    const { user } = userKeys(id);
    const known = await redis.hGet(user, "seen");
    if (Number(known ?? -1) >= last_seen) return;
    await Promise.all([
      redis.hSet(user, { name, seen: String(last_seen) }),
      redis.pExpire(user, this.#options.idleExpiry),
    ]);
  }

  /** @throws {ArchiveError} where another one is there, or one that went on */
  async #requireSame(
    ref: ConversationRef,
    about: ConversationRecord,
  ): Promise<void> {
    const { head } = keysOf(ref);
    const [last, by, at] = await this.#client.redis
      .hmGet(head, ["s", "by", "at"]);
    const isThere = [last, by, at].some((each) => typeof each === "string");
    if (!isThere) return;
    const isSame = (by ?? undefined) === about.creator &&
      (at ?? undefined) === about.created_at?.toString();
    if (!isSame) {
      throw new ArchiveError(`${ref.key}: another one is there already`);
    }
    if (Number(last ?? 0) > about.last_sequence) {
      throw new ArchiveError(`${ref.key}: is there already, and has gone on`);
    }
  }

  async #addMessages(
    ref: ConversationRef,
    { messages, seen }: {
      readonly messages: readonly MessageRecord[];
      readonly seen: Seen;
    },
  ): Promise<void> {
    const { redis } = this.#client;
    const keys = keysOf(ref);
    const fields = messages.map(({ sequence }) => String(sequence));
    const stored = await redis.hmGet(keys.messages, fields);
    messages.forEach(({ id }, at) => requireSameMessage(id, stored[at]));
    const values = messages.map((each, at) => [fields[at]!, encode(each)]);
    const changes = messages.flatMap(({ change, sequence }) =>
      change === undefined ? [] : [{ score: change, value: String(sequence) }]
    );
    await Promise.all([
      redis.hSet(keys.messages, Object.fromEntries(values)),
      ...changes.length > 0 ? [redis.zAdd(keys.changes, changes)] : [],
      ...messages.map((each) => this.#remember(ref, each)),
    ]);
    seen.first ??= messages[0]?.sequence;
    for (const { id } of messages) {
      seen.idTime = Math.max(seen.idTime, timeOfMessageId(id));
    }
  }

  /** A send that is repeated after the move is known again. */
  async #remember(ref: ConversationRef, record: MessageRecord): Promise<void> {
    const { requestIdAge, now } = this.#options;
    const { sender_id, created_at: at, id, sequence } = record;
    const request = toRequest(record, now() - requestIdAge);
    if (request === undefined) return;
    const value = `${request.digest} ${at} ${id} ${sequence} ${at}`;
    const left = Math.max(1, at + requestIdAge - now());
    const key = keysOf(ref).request(sender_id, request.id);
    await this.#client.redis.set(key, value, {
      expiration: { type: "PX", value: left },
    });
  }

  async #finish(
    ref: ConversationRef,
    { about, members, seen }: {
      readonly about: ConversationRecord;
      readonly members: readonly MemberRecord[];
      readonly seen: Seen;
    },
  ): Promise<void> {
    const { redis } = this.#client;
    const { keep, now } = this.#options;
    const isRoom = ref.type === CHATROOM;
    // Ordinals are microseconds, all of them before any that comes.
    const base = now() * 1000 - members.length;
    for (let at = 0; at < members.length; at += AT_ONCE) {
      const some = members.slice(at, at + AT_ONCE);
      if (isRoom) await this.#addMembers(ref, some, base + at);
      await this.#addPlaces(ref, some);
      await this.#list(about, some);
    }
    const keys = keysOf(ref);
    await redis.hSet(keys.head, {
      s: String(about.last_sequence),
      t: String(about.last_at),
      x: String(about.last_change),
      it: String(seen.idTime),
      ic: String(LAST_COUNTER),
      f: String(seen.first ?? about.last_sequence + 1),
      kept: String(now()),
      ...isRoom
        ? roomFields(about, { members, ordinal: base + members.length })
        : {},
    });
    const expiry = isRoom && members.length === 0
      ? this.#options.idleExpiry
      : keep;
    await Promise.all(allOf(keys).map((key) => redis.pExpire(key, expiry)));
  }

  async #addMembers(
    ref: ConversationRef,
    members: readonly MemberRecord[],
    base: number,
  ): Promise<void> {
    const { redis } = this.#client;
    const keys = keysOf(ref);
    const places = members.map((each) => [
      each.user_id,
      `${each.joined_at} ${each.joined_sequence}`,
    ]);
    const order = members.map(({ user_id: value }, at) => ({
      value,
      score: base + at,
    }));
    await Promise.all([
      redis.hSet(keys.members, Object.fromEntries(places)),
      redis.zAdd(keys.order, order),
    ]);
  }

  async #addPlaces(
    ref: ConversationRef,
    members: readonly MemberRecord[],
  ): Promise<void> {
    const { own, read } = keysOf(ref);
    const placesBy = (field: "own_sequence" | "read_sequence") =>
      members.filter((each) => each[field] > 0)
        .map((each) => [each.user_id, String(each[field])]);
    await Promise.all([
      this.#setAll(own, placesBy("own_sequence")),
      this.#setAll(read, placesBy("read_sequence")),
    ]);
  }

  async #setAll(key: string, entries: readonly string[][]): Promise<void> {
    if (entries.length === 0) return;
    await this.#client.redis.hSet(key, Object.fromEntries(entries));
  }

  /** Puts the conversation into the lists of its users. */
  async #list(
    { id, last_at }: ConversationRecord,
    members: readonly MemberRecord[],
  ): Promise<void> {
    const { redis } = this.#client;
    const { keep } = this.#options;
    await Promise.all(members.map(async ({ user_id: userId, joined_at }) => {
      const ref = refOf(id as ConversationKey, userId);
      const list = listKey(userId, ref.type);
      const score = Math.max(last_at, joined_at);
      await redis.zAdd(list, { value: sessionId(ref), score });
      await redis.pExpire(list, keep);
    }));
  }
}

function roomFields(
  { name, creator, created_at }: ConversationRecord,
  { members, ordinal }: {
    readonly members: readonly MemberRecord[];
    readonly ordinal: number;
  },
): Record<string, string> {
  const joined = members.reduce((at, each) => Math.max(at, each.joined_at), 0);
  return {
    name: JSON.stringify(name),
    by: String(creator),
    at: String(created_at),
    o: String(ordinal),
    jt: String(joined),
  };
}

/** @throws {ArchiveError} where another message has its place */
function requireSameMessage(id: string, stored: string | null | undefined) {
  if (typeof stored !== "string" || stored.split(" ", 2)[1] === id) return;
  throw new ArchiveError(`message ${id}: another one has its place`);
}

/** As `append.lua` writes it. */
function encode(record: MessageRecord): string {
  const head = JSON.stringify({
    s: record.sender_id,
    n: record.sender_name,
    k: record.category,
    q: record.request_id,
  });
  const content = record.status === RECALLED ? "" : record.content;
  const first = `${record.status} ${record.id} ${record.created_at} ${head}`;
  return `${first}\n${JSON.stringify(content)}`;
}
