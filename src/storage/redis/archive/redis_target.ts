import {
  CHATROOM,
  type ConversationKey,
  type ConversationRef,
  partiesOf,
  privateConversation,
  refOf,
  sessionId,
} from "../../../domain/ids.ts";
import { timeOfMessageId } from "../../../domain/message_id.ts";
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
import { ADMIN } from "../../../domain/rank.ts";
import {
  fromSanctionRecord,
  fromSettingsRecord,
} from "../../archive/room_record.ts";
import { accessKey, allOf, keysOf, listKeys, userKeys } from "../keys.ts";
import { settingFields } from "../redis_room.ts";
import { encodeSanction } from "../redis_sanctions.ts";
import { ACCESS_FIELDS, decodeAccess, encodeAccess } from "../stored_access.ts";
import { ArchiveClient, type ArchiveClientOptions } from "./archive_client.ts";
import { UnreadableRecords } from "../unreadable_records.ts";
import { encode, mentionsIn, reactionsIn } from "./redis_rows.ts";

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
  /** The newest one that mentions anybody; 0 for none. */
  mentioned: number;
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

  async restrict(restricted: readonly RestrictedRecord[]): Promise<void> {
    await Promise.all(restricted.map((record) => this.#restrict(record)));
  }

  async begin(about: ConversationRecord): Promise<ConversationTarget> {
    const key = about.id as ConversationKey;
    const ref = refOf(key, partiesOf(key)[0]);
    await this.#requireSame(ref, about);
    const seen: Seen = { first: undefined, idTime: 0, mentioned: 0 };
    return {
      addMessages: (messages) => this.#addMessages(ref, { messages, seen }),
      finish: (members, sanctions) =>
        this.#finish(ref, { about, members, sanctions, seen }),
    };
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #addUser(
    { id, name, last_seen, data, blocks = [] }: UserRecord,
  ): Promise<void> {
    const { redis } = this.#client;
    const { user } = userKeys(id);
    const known = await redis.hGet(user, "seen");
    if (Number(known ?? -1) < last_seen) {
      await Promise.all([
        redis.hSet(user, {
          name,
          seen: String(last_seen),
          ...data === undefined ? undefined : { data: JSON.stringify(data) },
        }),
        redis.pExpire(user, this.#options.idleExpiry),
      ]);
    }
    await this.#addBlocks(id, blocks);
  }

  /** As `restrict.lua`. */
  async #restrict(record: RestrictedRecord): Promise<void> {
    const { redis } = this.#client;
    const key = accessKey(record.user_id);
    const found = await redis.hmGet(key, [...ACCESS_FIELDS]);
    const unreadable = new UnreadableRecords(this.#options.log);
    const known = decodeAccess(key, found, unreadable);
    const access = withRestriction(known, record);
    const fields = encodeAccess(access);
    if (Object.keys(fields).length === 0) return;
    await redis.hSet(key, fields);
    const { ban: { until } = {}, revokedAt } = access;
    if (revokedAt !== undefined || until === undefined) {
      await redis.persist(key);
    } else await redis.pExpireAt(key, until);
  }

  /** In the user's list, and beside each conversation; as `block.lua`. */
  async #addBlocks(
    userId: string,
    blocks: NonNullable<UserRecord["blocks"]>,
  ): Promise<void> {
    if (blocks.length === 0) return;
    const { redis } = this.#client;
    const { keep } = this.#options;
    const { blocks: list } = userKeys(userId);
    const ordinal = this.#options.now() * 1000;
    const entries = blocks.map(({ id, at }) => [id, `${ordinal} ${at}`]);
    await redis.hSet(list, Object.fromEntries(entries));
    await redis.pExpire(list, keep);
    for (let at = 0; at < blocks.length; at += AT_ONCE) {
      const marks = blocks.slice(at, at + AT_ONCE)
        .map(({ id }) => keysOf(privateConversation(userId, id)).blocks);
      await Promise.all(marks.flatMap((mark) => [
        redis.hSet(mark, userId, `1 ${ordinal}`),
        redis.pExpire(mark, keep),
      ]));
    }
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
    const isSame = (by || undefined) === about.creator &&
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
    const mentions = messages.flatMap(mentionsIn);
    const reactions = messages.flatMap(reactionsIn);
    await Promise.all([
      redis.hSet(keys.messages, Object.fromEntries(values)),
      ...changes.length > 0 ? [redis.zAdd(keys.changes, changes)] : [],
      ...mentions.length > 0 ? [redis.zAdd(keys.mentions, mentions)] : [],
      ...reactions.length > 0
        ? [
          redis.zAdd(keys.reactors, reactions.map(({ reactor }) => reactor)),
          redis.zAdd(keys.reacted, reactions.map(({ reacted }) => reacted)),
        ]
        : [],
      ...messages.map((each) => this.#remember(ref, each)),
    ]);
    seen.first ??= messages[0]?.sequence;
    const mentioning = messages.findLast((each) => each.extras?.mentions);
    seen.mentioned = mentioning?.sequence ?? seen.mentioned;
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
    { about, members, sanctions, seen }: {
      readonly about: ConversationRecord;
      readonly members: readonly MemberRecord[];
      readonly sanctions: readonly SanctionRecord[];
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
    await this.#addSanctions(ref, sanctions);
    const keys = keysOf(ref);
    await redis.hSet(keys.head, {
      s: String(about.last_sequence),
      t: String(about.last_at),
      x: String(about.last_change),
      it: String(seen.idTime),
      ic: String(LAST_COUNTER),
      f: String(seen.first ?? about.last_sequence + 1),
      kept: String(now()),
      // Whoever appends first looks whether there is anything to heed.
      g: "1",
      m: String(seen.mentioned),
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
    const admins = order
      .filter((_, at) => members[at]?.rank === ADMIN);
    await Promise.all([
      redis.hSet(keys.members, Object.fromEntries(places)),
      redis.zAdd(keys.order, order),
      ...admins.length > 0 ? [redis.zAdd(keys.admins, admins)] : [],
    ]);
  }

  async #addSanctions(
    ref: ConversationRef,
    records: readonly SanctionRecord[],
  ): Promise<void> {
    const { redis } = this.#client;
    const keys = keysOf(ref);
    for (let at = 0; at < records.length; at += AT_ONCE) {
      const some = records.slice(at, at + AT_ONCE).map(fromSanctionRecord)
        .map((each) => ({ each, value: `${each.kind}:${each.userId}` }));
      const values = some
        .map(({ each, value }) => [value, encodeSanction(each)]);
      const times = some.map(({ each, value }) => ({ value, score: -each.at }));
      const ends = some.flatMap(({ each: { until }, value }) =>
        until === undefined ? [] : [{ value, score: until }]
      );
      await Promise.all([
        redis.hSet(keys.sanctions, Object.fromEntries(values)),
        redis.zAdd(keys.sanctioned, times),
        ...ends.length > 0 ? [redis.zAdd(keys.lapsing, ends)] : [],
      ]);
    }
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
    await Promise.all(members.map(async (member) => {
      const { user_id: userId, joined_at, added = false } = member;
      const ref = refOf(id as ConversationKey, userId);
      const [list = "", others = ""] = listKeys(userId, ref.type);
      const score = Math.max(last_at, joined_at);
      for (const each of added ? [list, others] : [list]) {
        await redis.zAdd(each, { value: sessionId(ref), score });
        await redis.pExpire(each, keep);
      }
    }));
  }
}

function roomFields(
  about: ConversationRecord,
  { members, ordinal }: {
    readonly members: readonly MemberRecord[];
    readonly ordinal: number;
  },
): Record<string, string> {
  const { creator = "", created_at, made_by = creator } = about;
  const { settings, passwordHash, version } = fromSettingsRecord(about);
  const joined = members.reduce((at, each) => Math.max(at, each.joined_at), 0);
  const fields = Object.entries(settingFields(settings, passwordHash))
    .filter(([, value]) => value !== "");
  return {
    ...Object.fromEntries(fields),
    by: creator,
    made: made_by,
    at: String(created_at),
    v: String(version),
    o: String(ordinal),
    jt: String(joined),
  };
}

/** @throws {ArchiveError} where another message has its place */
function requireSameMessage(id: string, stored: string | null | undefined) {
  if (typeof stored !== "string" || stored.split(" ", 2)[1] === id) return;
  throw new ArchiveError(`message ${id}: another one has its place`);
}
