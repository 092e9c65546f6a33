import { type Change, changeTo } from "../../domain/change.ts";
import {
  CHATROOM,
  chatroomConversation,
  type ConversationKey,
  type ConversationRef,
  isId,
  partiesOf,
  refOf,
} from "../../domain/ids.ts";
import type { Chatroom, Member, User } from "../../domain/model.ts";
import type { ServiceBan, UserAccess } from "../../domain/user_access.ts";
import type {
  Administration,
  Founded,
  Founding,
  IdPage,
  IdQuery,
  PlacedSanction,
  Scrubbed,
  ScrubQuery,
} from "../administration.ts";
import { Recent } from "../../base/recent.ts";
import type { Departed } from "../governance.ts";
import { changeBy } from "../shared/changed.ts";
import { noSuchChatroom } from "../shared/refusals.ts";
import { idsOfPage } from "../shared/id_page.ts";
import { channelOf, type Channels } from "./channels.ts";
import type { RedisConnection } from "./connection.ts";
import { inGroups } from "./in_groups.ts";
import { accessKey, allOf, keysOf, requestsKey, userKeys } from "./keys.ts";
import { scanKeys } from "./redis_keys_scan.ts";
import type { RedisFounding } from "./redis_founding.ts";
import type { RedisStandings } from "./redis_standings.ts";
import { SCRIPTS } from "./scripts.ts";
import { ACCESS_FIELDS, decodeAccess } from "./stored_access.ts";
import { readMessage } from "./stored_message.ts";

/** Messages that one script looks at. */
const SCRUBBED_AT_ONCE = 200;
/** Members of a removed chatroom whose lists are cleared at a time. */
const UNLISTED_AT_ONCE = 100;
/** Milliseconds for which the ids of a list are used for its further pages. */
const LIST_AGE = 10_000;
const HEAD = /^gim:\{(?:r:([^}]*)|p:([^}]*))\}:head$/;

/** What {@linkcode RedisAdministration} needs. */
export interface RedisAdministrationOptions {
  readonly connection: RedisConnection;
  readonly standings: RedisStandings;
  readonly founding: Pick<RedisFounding, "create">;
  /** Reads a user; undefined if there is none. */
  readonly user: (userId: string) => Promise<User | undefined>;
  /** Reads a chatroom; undefined if there is none. */
  readonly chatroom: (chatroomId: string) => Promise<Chatroom | undefined>;
  /** Called when a user is removed. */
  readonly drop: (userId: string) => void;
  /** The chatrooms of a user. */
  readonly chatroomsOf: (userId: string) => Promise<readonly string[]>;
  /** Ends a membership, if there is one. */
  readonly endMembership: (
    ref: ConversationRef,
    userId: string,
  ) => Promise<void>;
  /** Takes a chatroom out of a user's list, unless it was listed since then. */
  readonly unlist: (
    userId: string,
    ref: ConversationRef,
    ordinal: number,
  ) => Promise<void>;
  /** Where changes of chatrooms are published. */
  readonly channels: Channels | undefined;
  /** Milliseconds since a fixed point; never jumps. */
  readonly elapsed: () => number;
}

/** Whom a conversation was scrubbed of. */
interface ScrubbedBy {
  readonly ref: ConversationRef;
  readonly userId: string;
  /** Does not every member see every message? */
  readonly isBrief: boolean;
}

/** A kind of things that are listed: how their keys look, and which id one has. */
interface Kind {
  readonly pattern: string;
  readonly key: RegExp;
}

const USERS: Kind = {
  pattern: "gim:{u:*}:user",
  key: /^gim:\{u:([^}]*)\}:user$/,
};
const ROOMS: Kind = {
  pattern: "gim:{r:*}:head",
  key: /^gim:\{r:([^}]*)\}:head$/,
};

/** {@linkcode Administration} of what is in Redis. */
export class RedisAdministration implements Administration {
  #options: RedisAdministrationOptions;
  /** The ids of a kind, for who turns to the next page of a list. */
  #listed = new Recent<readonly string[]>({ limit: 2, maxAge: LIST_AGE });

  constructor(options: RedisAdministrationOptions) {
    this.#options = options;
  }

  async access(userId: string): Promise<UserAccess> {
    const { connection } = this.#options;
    const key = accessKey(userId);
    const found = connection.run((redis) =>
      redis.hmGet(key, [...ACCESS_FIELDS])
    );
    const { unreadable } = connection;
    const fields = await unreadable.orElse(key, found, []);
    return decodeAccess(key, fields, unreadable);
  }

  async ban(userId: string, ban: ServiceBan | undefined): Promise<void> {
    const { until = "", reason } = ban ?? {};
    const why = reason === undefined ? "" : JSON.stringify(reason);
    const what = ban === undefined ? "unban" : "ban";
    await this.#restrict(userId, [what, until, why]);
  }

  async revoke(userId: string, at: number): Promise<void> {
    await this.#restrict(userId, ["revoke", at, ""]);
  }

  async users(query: IdQuery): Promise<IdPage<User>> {
    const { user } = this.#options;
    const { shown, next } = await this.#page(USERS, query);
    const found = await Promise.all(
      shown.map((id) => this.#ifReadable(userKeys(id).user, user(id))),
    );
    return { items: found.filter((each) => each !== undefined), next };
  }

  async chatrooms(query: IdQuery): Promise<IdPage<Chatroom>> {
    const { chatroom } = this.#options;
    const { shown, next } = await this.#page(ROOMS, query);
    const found = await Promise.all(shown.map((id) => {
      const { head } = keysOf(chatroomConversation(id));
      return this.#ifReadable(head, chatroom(id));
    }));
    return { items: found.filter((room) => room !== undefined), next };
  }

  member(chatroomId: string, userId: string): Promise<Member | undefined> {
    return this.#options.standings.member(chatroomId, userId);
  }

  sanctionsOf(
    userId: string,
    query: IdQuery,
  ): Promise<IdPage<PlacedSanction>> {
    return this.#options.standings.sanctionsOf(userId, query);
  }

  create(chatroomId: string, founding: Founding): Promise<Founded> {
    return this.#options.founding.create(chatroomId, founding);
  }

  async disband(chatroomId: string): Promise<readonly Departed[]> {
    const { connection } = this.#options;
    const ref = chatroomConversation(chatroomId);
    const [outcome, at, ids = []] = await connection.script<
      [string, string, string[]]
    >(SCRIPTS.disband, allOf(keysOf(ref)), []);
    if (outcome === "no-room") throw noSuchChatroom(chatroomId);
    const ordinal = Number(at);
    // What stays in a list is left out when it is read.
    this.#unlistAll(ids, ref, ordinal).catch(() => {});
    return ids.map((id) => ({ id, ordinal }));
  }

  /**
   * A few at a time, so that a large chatroom does not keep others waiting. Who
   * has joined another one of this id since has it in their list.
   */
  async #unlistAll(
    ids: readonly string[],
    ref: ConversationRef,
    ordinal: number,
  ): Promise<void> {
    const { unlist } = this.#options;
    for (let at = 0; at < ids.length; at += UNLISTED_AT_ONCE) {
      const some = ids.slice(at, at + UNLISTED_AT_ONCE);
      await Promise.all(some.map((id) => unlist(id, ref, ordinal)));
    }
  }

  async *conversationsWith(
    userId: string,
  ): AsyncGenerator<readonly ConversationKey[]> {
    const { connection } = this.#options;
    for await (const keys of scanKeys(connection, "gim:{*}:head")) {
      yield keys.flatMap((key) => {
        const [, room, pair = ""] = HEAD.exec(key) ?? [];
        if (room !== undefined) return [`1:${room}` as ConversationKey];
        const parties = partiesOf(pair as ConversationKey);
        return parties.includes(userId) ? [pair as ConversationKey] : [];
      });
    }
  }

  async scrub(
    key: ConversationKey,
    userId: string,
    { after, empty }: ScrubQuery,
  ): Promise<Scrubbed> {
    const { connection, channels } = this.#options;
    const ref = refOf(key, userId);
    const { head, messages, members, changes } = keysOf(ref);
    const channel = ref.type === CHATROOM ? channelOf(ref, channels) : "";
    const args = [userId, after, SCRUBBED_AT_ONCE, empty ? 1 : 0, channel];
    const scrubbed = connection.script<[string, string, string[]]>(
      SCRIPTS.scrub,
      [head, messages, members, changes],
      args,
    );
    // Of a conversation that cannot be read nobody reads a name either.
    const [next, brief, changed] = await connection.unreadable
      .orElse(head, scrubbed, ["", "0", []]);
    const by = { ref, userId, isBrief: brief === "1" };
    return {
      changes: inGroups(changed, 4).map((row) => this.#change(by, row)),
      next: next === "" ? undefined : Number(next),
    };
  }

  async forget(userId: string): Promise<void> {
    const { connection, chatroomsOf, endMembership } = this.#options;
    for (const id of await chatroomsOf(userId)) {
      await endMembership(chatroomConversation(id), userId);
    }
    await this.#forgetMarks(userId);
    await this.#forgetRequestIds(userId);
    // They are in one slot.
    const keys = [...Object.values(userKeys(userId)), requestsKey(userId)];
    await connection.run((redis) => redis.del(keys));
    this.#options.drop(userId);
  }

  async #forgetMarks(userId: string): Promise<void> {
    const { connection } = this.#options;
    for await (const keys of this.conversationsWith(userId)) {
      await connection.run((redis) =>
        Promise.all(keys.flatMap((key) => {
          const { read, blocks } = keysOf(refOf(key, userId));
          return [read, blocks].map((each) =>
            this.#ifReadable(each, redis.hDel(each, [userId]))
          );
        }))
      );
    }
  }

  async #forgetRequestIds(userId: string): Promise<void> {
    const { connection } = this.#options;
    const begin = `:request:${userId}:`;
    for await (const keys of scanKeys(connection, `gim:{*}${begin}*`)) {
      const theirs = keys.filter((key) =>
        key.slice(key.indexOf("}") + 1).startsWith(begin)
      );
      await connection.run((redis) =>
        Promise.all(theirs.map((key) => redis.del([key])))
      );
    }
  }

  /** An unreadable record costs only itself, see `UnreadableRecords`. */
  #ifReadable<T>(key: string, answer: Promise<T>): Promise<T | undefined> {
    return this.#options.connection.unreadable.orElse(key, answer, undefined);
  }

  async #restrict(
    userId: string,
    args: readonly (string | number)[],
  ): Promise<void> {
    const { connection } = this.#options;
    await connection.script(SCRIPTS.restrict, [accessKey(userId)], args);
  }

  #change(
    { ref, userId, isBrief }: ScrubbedBy,
    [text = "", sequence = "", value = "", reaction = ""]: readonly string[],
  ): Change {
    const { unreadable } = this.#options.connection;
    const message = readMessage(ref, [Number(sequence), value], unreadable);
    const number = Number(text);
    if (reaction === "") return changeTo(message, number);
    const by = { kind: "reacted", userId, reaction, on: false } as const;
    return changeBy(by, { message, number, isBrief });
  }

  async #page(
    kind: Kind,
    query: IdQuery,
  ): Promise<{ shown: string[]; next: string | undefined }> {
    const ids = idsOfPage(await this.#ids(kind, query), query);
    const shown = ids.slice(0, query.count);
    const next = ids.length > query.count ? shown.at(-1) : undefined;
    return { shown, next };
  }

  /** The first page is always of this moment. */
  async #ids(kind: Kind, { after }: IdQuery): Promise<readonly string[]> {
    const { connection, elapsed } = this.#options;
    const known = this.#listed.get(kind.pattern, elapsed());
    if (after !== "" && known !== undefined) return known;
    const ids = new Set<string>();
    for await (const keys of scanKeys(connection, kind.pattern)) {
      for (const key of keys) {
        const id = kind.key.exec(key)?.[1] ?? "";
        if (isId(id)) ids.add(id);
      }
    }
    const found = [...ids];
    this.#listed.set(kind.pattern, found, elapsed());
    return found;
  }
}
