import {
  CHATROOM,
  type ConversationRef,
  type ConversationType,
} from "../../domain/ids.ts";
import type { ConversationSummary } from "../../domain/model.ts";
import { unreadOf } from "../../domain/position.ts";
import type { RedisConnection } from "./connection.ts";
import { keysOf } from "./keys.ts";
import type { RedisLists } from "./redis_lists.ts";
import { SCRIPTS } from "./scripts.ts";
import { readMessage, requireText, requireWhole } from "./stored_message.ts";
import { decodePosition } from "./stored_position.ts";
import type { UnreadableRecords } from "./unreadable_records.ts";

/** Conversations as entries of their users' lists. */
export class RedisSummaries {
  #connection: RedisConnection;
  #lists: RedisLists;

  constructor(connection: RedisConnection, lists: RedisLists) {
    this.#connection = connection;
    this.#lists = lists;
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
      this.#lists.forget(ref);
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
    updatedAt: Math.max(requireWhole(lastAt), requireWhole(joinedAt)),
  };
}
