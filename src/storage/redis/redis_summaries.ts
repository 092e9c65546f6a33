import {
  CHATROOM,
  type ConversationRef,
  type ConversationType,
} from "../../domain/ids.ts";
import type { ConversationSummary } from "../../domain/model.ts";
import type { ListPosition } from "../storage.ts";
import type { RedisConnection } from "./connection.ts";
import { keysOf } from "./keys.ts";
import type { RedisLists } from "./redis_lists.ts";
import { SCRIPTS } from "./scripts.ts";
import { readMessage, requireText, requireWhole } from "./stored_message.ts";
import type { UnreadableRecords } from "./unreadable_records.ts";

/** Conversations as their users find them in their lists. */
export class RedisSummaries {
  #connection: RedisConnection;
  #lists: RedisLists;

  constructor(connection: RedisConnection, lists: RedisLists) {
    this.#connection = connection;
    this.#lists = lists;
  }

  /**
   * What a list names and the user is in, in one pipeline. A private one's
   * title is still the other user's id.
   */
  async of(
    userId: string,
    refs: readonly ConversationRef[],
  ): Promise<ConversationSummary[]> {
    const { unreadable } = this.#connection;
    const rows = await Promise.all(refs.map((ref) => {
      const { head, messages, members, own, read } = keysOf(ref);
      const keys = [head, messages, members, own, read];
      const args = [ref.type, userId];
      const row = this.#connection
        .script<string[]>(SCRIPTS.summary, keys, args);
      return unreadable.orElse(head, row, []);
    }));
    return refs.flatMap((ref, at) => {
      const read = () => toSummary(ref, rows[at]!, unreadable);
      const summary = unreadable.or(keysOf(ref).head, read, undefined);
      if (summary !== undefined) return [summary];
      this.#lists.forget(userId, ref);
      return [];
    });
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
  ] = row;
  const isThere = ref.type === CHATROOM ? last !== undefined : Number(last) > 0;
  if (!isThere) return undefined;
  const lastSequence = requireWhole(last);
  const seen = Math.max(
    ...[read, own, joined].map((each) => requireWhole(each)),
  );
  return {
    type: ref.type as ConversationType,
    target: ref.target,
    title: ref.type === CHATROOM ? requireText(JSON.parse(title)) : ref.target,
    last: stored
      ? readMessage(ref, [lastSequence, stored], unreadable)
      : undefined,
    lastSequence,
    lastChange: requireWhole(change),
    readSequence: requireWhole(read),
    unread: lastSequence - seen,
    updatedAt: Math.max(requireWhole(lastAt), requireWhole(joinedAt)),
  };
}

/** Where a conversation stands in a list. */
export function positionOf({ type, target, updatedAt }: ConversationSummary) {
  return { time: updatedAt, id: `${type}:${target}` } satisfies ListPosition;
}

/** Is this in the list after a position? */
export function comesAfter(each: ListPosition, after: ListPosition): boolean {
  return each.time < after.time ||
    (each.time === after.time && each.id > after.id);
}

/** The order of the list. */
export function newestActivityFirst(a: ListPosition, b: ListPosition): number {
  return b.time - a.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
