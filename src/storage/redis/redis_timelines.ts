import { changeTo } from "../../domain/change.ts";
import { CHATROOM, type ConversationRef } from "../../domain/ids.ts";
import { sequenceOfMessageId } from "../../domain/message_id.ts";
import { unreadOf } from "../../domain/position.ts";
import { beyondLast, noSuchMessage } from "../shared/refusals.ts";
import { pageOfSync } from "../shared/sync_page.ts";
import type {
  Changed,
  Reader,
  ReadMark,
  RecallRequest,
  SyncPage,
  SyncQuery,
  TimelinePage,
} from "../storage.ts";
import { channelOf, type Channels } from "./channels.ts";
import type { RedisConnection } from "./connection.ts";
import { keysOf } from "./keys.ts";
import { requireChanged, requireFound } from "./outcomes.ts";
import { RedisPages } from "./redis_pages.ts";
import { SCRIPTS } from "./scripts.ts";
import { decodeMessage } from "./stored_message.ts";
import { decodePosition } from "./stored_position.ts";

/** What {@linkcode RedisTimelines} needs. */
export interface RedisTimelinesOptions {
  readonly connection: RedisConnection;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
  /** Where a chatroom's changes are published; undefined: nowhere. */
  readonly channels: Channels | undefined;
}

/** Reads conversations in Redis, and changes their messages and read marks. */
export class RedisTimelines {
  #options: RedisTimelinesOptions;
  #connection: RedisConnection;
  #pages: RedisPages;

  constructor(options: RedisTimelinesOptions) {
    this.#options = options;
    this.#connection = options.connection;
    this.#pages = new RedisPages(options.connection);
  }

  /** As `Storage.history`. */
  async history(
    ref: ConversationRef,
    reader: Reader,
    { before, count }: { before: string | undefined; count: number },
  ): Promise<TimelinePage> {
    const sequence = before === undefined ? "" : sequenceOfMessageId(before);
    if (before !== undefined && sequence === undefined) {
      await this.#pages.read(ref, reader, ["history", 1, "", "", ""]);
      throw noSuchMessage(before);
    }
    const args = ["history", count, sequence ?? "", before ?? "", ""] as const;
    const page = await this.#pages.read(ref, reader, args);
    if (page === undefined) throw noSuchMessage(before ?? "");
    const { items, first, from } = page;
    return { items, hasMore: items.length > 0 ? from > first : false };
  }

  /** As `Storage.sync`. */
  async sync(
    ref: ConversationRef,
    reader: Reader,
    { after, count, changedAfter }: SyncQuery,
  ): Promise<SyncPage> {
    const args = ["sync", count, after, "", changedAfter ?? ""] as const;
    const page = await this.#pages.read(ref, reader, args);
    if (page === undefined) throw new TypeError("a sync finds no message");
    const { items, last, first, changes } = page;
    const shown = changes.slice(0, count);
    const moreChanges = changes.length > count;
    return {
      ...pageOfSync(items, after, { first, last }),
      changes: shown,
      changedUpTo: moreChanges ? shown.at(-1)!.number : page.lastChange,
      moreChanges,
      readSequence: page.read,
      peerReadSequence: page.peerRead,
    };
  }

  /** As `Storage.read`. */
  async read(
    ref: ConversationRef,
    userId: string,
    sequence: number,
  ): Promise<ReadMark> {
    const { head, members, read, own } = keysOf(ref);
    const [outcome, value, moved, ...position] = await this.#connection.script<
      string[]
    >(
      SCRIPTS.read,
      [head, members, read, own],
      [ref.type, userId, sequence],
    );
    requireFound(outcome, ref);
    const last = Number(value);
    if (outcome === "beyond") throw beyondLast(sequence, last);
    const unread = unreadOf(decodePosition(position), last);
    return { unread, moved: moved === "1" };
  }

  /** As `Storage.recall`. */
  async recall(request: RecallRequest): Promise<Changed> {
    const { conversation: ref, userId, messageId, policy } = request;
    const { head, messages, members, changes } = keysOf(ref);
    const sequence = sequenceOfMessageId(messageId) ?? 0;
    const [outcome, stored = "", number] = await this.#connection.script<
      string[]
    >(SCRIPTS.recall, [head, messages, members, changes], [
      ...[ref.type, userId, sequence, messageId, this.#options.time()],
      ...[policy.fromRank, policy.window, this.#channelOf(ref)],
    ]);
    requireFound(outcome, ref);
    if (outcome === "no-message") throw noSuchMessage(messageId);
    requireChanged(outcome, policy);
    const message = decodeMessage(ref.key, sequence, stored);
    if (outcome === "repeated") return { message, change: undefined };
    return { message, change: changeTo(message, Number(number)) };
  }

  /** Changes of private conversations are published by the node instead. */
  #channelOf(ref: ConversationRef): string {
    return ref.type === CHATROOM ? channelOf(ref, this.#options.channels) : "";
  }
}
