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
import { decodeMessage } from "./stored_message.ts";

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
    const rows = await Promise.all(refs.map((ref) => {
      const { head, messages, members, own, read } = keysOf(ref);
      const keys = [head, messages, members, own, read];
      const args = [ref.type, userId];
      return this.#connection.script<string[]>(SCRIPTS.summary, keys, args);
    }));
    return refs.flatMap((ref, at) => {
      const summary = toSummary(ref, rows[at]!);
      if (summary !== undefined) return [summary];
      this.#lists.forget(userId, ref);
      return [];
    });
  }
}

function toSummary(
  ref: ConversationRef,
  row: readonly string[],
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
  const lastSequence = Number(last);
  const seen = Math.max(Number(read), Number(own), Number(joined));
  return {
    type: ref.type as ConversationType,
    target: ref.target,
    title: ref.type === CHATROOM ? JSON.parse(title) : ref.target,
    last: stored ? decodeMessage(ref.key, lastSequence, stored) : undefined,
    lastSequence,
    lastChange: Number(change),
    readSequence: Number(read),
    unread: lastSequence - seen,
    updatedAt: Math.max(Number(lastAt), Number(joinedAt)),
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
