import {
  CHATROOM,
  type ConversationRef,
  type ConversationType,
  refOf,
} from "../../domain/ids.ts";
import type { ConversationSummary } from "../../domain/model.ts";
import { unreadOf } from "../../domain/position.ts";
import type { RedisConnection } from "./connection.ts";
import { keysOf } from "./keys.ts";
import type { RedisLists } from "./redis_lists.ts";
import type { RedisReactions } from "./redis_reactions.ts";
import { SCRIPTS } from "./scripts.ts";
import { readMessage, requireText, requireWhole } from "./stored_message.ts";
import { decodePosition } from "./stored_position.ts";
import type { UnreadableRecords } from "./unreadable_records.ts";

/** What {@linkcode RedisSummaries} needs. */
export interface RedisSummariesOptions {
  readonly connection: RedisConnection;
  readonly lists: RedisLists;
  readonly reactions: RedisReactions;
}

/** Conversations as entries of their users' lists. */
export class RedisSummaries {
  #connection: RedisConnection;
  #lists: RedisLists;
  #reactions: RedisReactions;

  constructor({ connection, lists, reactions }: RedisSummariesOptions) {
    this.#connection = connection;
    this.#lists = lists;
    this.#reactions = reactions;
  }

  /**
   * The listed conversations that the user is in, read in one pipeline. The
   * title of a private one is still the peer's id.
   */
  async of(
    userId: string,
    refs: readonly ConversationRef[],
  ): Promise<ConversationSummary[]> {
    const { unreadable } = this.#connection;
    const rows = await Promise.all(refs.map((ref) => {
      const { head, messages, members, own, read, mentions } = keysOf(ref);
      const keys = [head, messages, members, own, read, mentions];
      const args = [ref.type, userId];
      const row = this.#connection
        .script<string[]>(SCRIPTS.summary, keys, args);
      return unreadable.orElse(head, row, []);
    }));
    const summaries = refs.flatMap((ref, at) => {
      const read = () => toSummary(ref, rows[at]!, unreadable);
      const summary = unreadable.or(keysOf(ref).head, read, undefined);
      if (summary !== undefined) return [summary];
      this.#lists.forget(ref);
      return [];
    });
    return Promise.all(summaries.map((each) => this.#shown(userId, each)));
  }

  async #shown(
    userId: string,
    summary: ConversationSummary,
  ): Promise<ConversationSummary> {
    const { last } = summary;
    if (last?.extras?.reactions === undefined) return summary;
    const ref = refOf(last.conversation, userId);
    const [shown] = await this.#reactions.shownTo(userId, ref, [last]);
    return { ...summary, last: shown };
  }
}

function toSummary(
  ref: ConversationRef,
  row: readonly string[],
  unreadable: UnreadableRecords,
): ConversationSummary | undefined {
  const [
    last,
    lastAt,
    change,
    title = "",
    joinedAt,
    joined,
    read,
    own,
    stored,
    mentioned,
  ] = row;
  const isThere = ref.type === CHATROOM ? last !== undefined : Number(last) > 0;
  if (!isThere) return undefined;
  const lastSequence = requireWhole(last);
  const position = decodePosition([joined, read, own]);
  return {
    type: ref.type as ConversationType,
    target: ref.target,
    title: ref.type === CHATROOM ? requireText(JSON.parse(title)) : ref.target,
    last: stored
      ? readMessage(ref, [lastSequence, stored], unreadable)
      : undefined,
    lastSequence,
    lastChange: requireWhole(change),
    readSequence: position.readSequence,
    unread: unreadOf(position, lastSequence),
    mentioned: requireWhole(mentioned),
    updatedAt: Math.max(requireWhole(lastAt), requireWhole(joinedAt)),
  };
}
