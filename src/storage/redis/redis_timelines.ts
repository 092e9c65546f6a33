import type { Change } from "../../domain/change.ts";
import type { Message } from "../../domain/model.ts";
import { CHATROOM, type ConversationRef } from "../../domain/ids.ts";
import { sequenceOfMessageId } from "../../domain/message_id.ts";
import { unreadOf } from "../../domain/position.ts";
import { changeBy } from "../shared/changed.ts";
import {
  beyondLast,
  changeBlockedBy,
  noSuchMessage,
  sendRefused,
  tooManyReactions,
} from "../shared/refusals.ts";
import { pageOfSync } from "../shared/sync_page.ts";
import type {
  ReadMark,
  SyncPage,
  SyncQuery,
  TimelinePage,
} from "../storage.ts";
import type { Reader } from "../actor.ts";
import type {
  Changed,
  ChangeRequest,
  ReactorsPage,
  ReactorsQuery,
} from "../message_changes.ts";
import { channelOf, type Channels } from "./channels.ts";
import type { RedisConnection } from "./connection.ts";
import { keysOf } from "./keys.ts";
import { endOf, requireChanged, requireFound } from "./outcomes.ts";
import { RedisPages } from "./redis_pages.ts";
import { type RedisReactions, withReactionsOf } from "./redis_reactions.ts";
import { SCRIPTS } from "./scripts.ts";
import { decodeMessage } from "./stored_message.ts";
import { decodePosition } from "./stored_position.ts";

/** What {@linkcode RedisTimelines} needs. */
export interface RedisTimelinesOptions {
  readonly connection: RedisConnection;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
  readonly reactions: RedisReactions;
  /** Where a chatroom's changes are published; undefined: nowhere. */
  readonly channels: Channels | undefined;
}

/** The answer of the script that changes a message. */
type ChangeAnswer = [
  outcome: string,
  stored?: string,
  number?: string,
  mine?: string[],
  isBrief?: string,
];

/** Reads conversations in Redis, and changes their messages and read marks. */
export class RedisTimelines {
  #options: RedisTimelinesOptions;
  #connection: RedisConnection;
  #pages: RedisPages;
  #reactions: RedisReactions;

  constructor(options: RedisTimelinesOptions) {
    this.#options = options;
    this.#connection = options.connection;
    this.#pages = new RedisPages(options.connection, options.time);
    this.#reactions = options.reactions;
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
    const { items: found, first, from } = page;
    const items = await this.#reactions.shownTo(reader, ref, found);
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
    const { last, first, changes } = page;
    const [items, shown] = await this.#shown(reader, ref, {
      items: page.items,
      changes: changes.slice(0, count),
    });
    const moreChanges = changes.length > count;
    return {
      ...pageOfSync(items, Math.max(after, page.hidden), { first, last }),
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
    const { head, members, read, own, sanctions } = keysOf(ref);
    const [outcome, value, moved, ...position] = await this.#connection.script<
      string[]
    >(
      SCRIPTS.read,
      [head, members, read, own, sanctions],
      [ref.type, userId, sequence, this.#options.time()],
    );
    requireFound(outcome, ref);
    const last = Number(value);
    if (outcome === "beyond") throw beyondLast(sequence, last);
    const unread = unreadOf(decodePosition(position), last);
    return { unread, moved: moved === "1" };
  }

  /** As `Storage.change`. */
  async change(request: ChangeRequest): Promise<Changed> {
    const { conversation: ref, userId, messageId, kind } = request;
    const { head, messages, members, changes, ...keys } = keysOf(ref);
    const { mentions, reactors, reacted, admins, sanctions, blocks } = keys;
    const sequence = sequenceOfMessageId(messageId) ?? 0;
    const [answer, stored = "", number, mine = [], brief] = await this
      .#connection
      .script<ChangeAnswer>(
        SCRIPTS.change,
        [
          ...[head, messages, members, changes, mentions, reactors, reacted],
          ...[admins, sanctions, blocks],
        ],
        [
          ...[ref.type, userId, sequence, messageId, this.#options.time()],
          ...[this.#channelOf(ref), kind, ...argumentsOf(request)],
        ],
      );
    requireFound(answer, ref);
    const [outcome, ends = ""] = answer.split(" ");
    if (outcome === "muted" || outcome === "admins_only") {
      throw sendRefused(outcome, { mute: endOf(ends), retryAfter: 0 });
    }
    if (outcome === "blocked") throw changeBlockedBy(ref.target);
    if (outcome === "no-message") throw noSuchMessage(messageId);
    if (outcome === "full") throw tooManyReactions();
    if (request.kind !== "reacted") requireChanged(outcome, request.policy);
    const after = decodeMessage(ref.key, sequence, stored);
    const message = withReactionsOf(after, mine);
    if (outcome === "repeated") return { message, change: undefined };
    return {
      message,
      change: changeBy(request, {
        message: after,
        number: Number(number),
        isBrief: brief === "1",
      }),
    };
  }

  /** As `Storage.reactors`. */
  reactors(query: ReactorsQuery): Promise<ReactorsPage> {
    return this.#reactions.page(query);
  }

  /** Messages and changes as a reader sees them. */
  async #shown(
    reader: Reader,
    ref: ConversationRef,
    { items, changes }: Pick<SyncPage, "items" | "changes">,
  ): Promise<[readonly Message[], readonly Change[]]> {
    const messages = [...items, ...changes.map(({ message }) => message)];
    const shown = await this.#reactions.shownTo(reader, ref, messages);
    const changed = changes.map((change, at) => ({
      ...change,
      message: shown[items.length + at]!,
    }));
    return [shown.slice(0, items.length), changed];
  }

  /** Changes of private conversations are published by the node instead. */
  #channelOf(ref: ConversationRef): string {
    return ref.type === CHATROOM ? channelOf(ref, this.#options.channels) : "";
  }
}

/** The arguments of the script that only some changes have. */
function argumentsOf(request: ChangeRequest): (string | number)[] {
  if (request.kind === "reacted") {
    return [request.reaction, request.on ? 1 : 0];
  }
  const { policy: { fromRank, window } } = request;
  if (request.kind === "recalled") return [fromRank, window];
  const { content, data = "" } = request;
  return [fromRank, window, JSON.stringify(content), data];
}
