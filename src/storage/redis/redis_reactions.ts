import type { ConversationRef } from "../../domain/ids.ts";
import { sequenceOfMessageId } from "../../domain/message_id.ts";
import type { Message } from "../../domain/model.ts";
import { withMine } from "../../domain/reactions.ts";
import type { ReactorsPage, ReactorsQuery } from "../message_changes.ts";
import { noSuchMessage } from "../shared/refusals.ts";
import { type Reader, SERVICE } from "../actor.ts";
import type { RedisConnection } from "./connection.ts";
import { keysOf } from "./keys.ts";
import { requireFound } from "./outcomes.ts";
import type { RedisUsers } from "./redis_users.ts";
import { SCRIPTS } from "./scripts.ts";

/** The form of what `reactions.lua` says of a user's reaction. */
const MINE = /^\d+ \S+ \d+:([^]*) \d+$/;
/** Digits of a time. */
const WIDTH = 16;

/** What {@linkcode RedisReactions} needs. */
export interface RedisReactionsOptions {
  readonly connection: RedisConnection;
  readonly users: Pick<RedisUsers, "names">;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
}

/** Who has reacted how to messages in Redis. */
export class RedisReactions {
  #options: RedisReactionsOptions;

  constructor(options: RedisReactionsOptions) {
    this.#options = options;
  }

  /**
   * Messages as a reader sees them, with their own reactions marked. It reads
   * only where there are reactions; they may have changed meanwhile.
   */
  async shownTo(
    reader: Reader,
    ref: ConversationRef,
    messages: readonly Message[],
  ): Promise<readonly Message[]> {
    const reacted = messages.filter(({ extras }) => extras?.reactions);
    if (reader === SERVICE || reacted.length === 0) return messages;
    const sequences = reacted.map(({ sequence }) => sequence);
    const found = await this.#options.connection.script<string[][]>(
      SCRIPTS.mine,
      [keysOf(ref).reacted],
      [reader, ...sequences],
    );
    const mine = new Map(sequences.map((each, at) => [each, found[at] ?? []]));
    return messages.map((each) =>
      withReactionsOf(each, mine.get(each.sequence) ?? [])
    );
  }

  /** As `Storage.reactors`. */
  async page(query: ReactorsQuery): Promise<ReactorsPage> {
    const { connection, users } = this.#options;
    const { conversation: ref, userId, messageId, count } = query;
    const { head, messages, members, reactors, sanctions } = keysOf(ref);
    const [outcome, ...found] = await connection.script<string[]>(
      SCRIPTS.reactors,
      [head, messages, members, reactors, sanctions],
      [
        ...[ref.type, userId, sequenceOfMessageId(messageId) ?? 0, messageId],
        ...[query.reaction, afterOf(query), count + 1, this.#options.time()],
      ],
    );
    requireFound(outcome, ref);
    if (outcome === "no-message") throw noSuchMessage(messageId);
    const shown = found.slice(0, count).map((each) => ({
      id: each.slice(WIDTH + 1),
      at: Number(each.slice(0, WIDTH)),
    }));
    const names = await users.names(shown.map(({ id }) => id));
    const items = shown.map((each, at) => ({
      id: each.id,
      at: each.at,
      name: names[at] ?? each.id,
    }));
    return { items, hasMore: found.length > count };
  }
}

/** A message with the marks of a user's reactions, as the scripts write them. */
export function withReactionsOf(
  message: Message,
  found: readonly string[],
): Message {
  const { extras } = message;
  if (extras?.reactions === undefined) return message;
  const mine = new Set(found.map((each) => MINE.exec(each)?.[1]));
  const reactions = withMine(extras.reactions, (each) => mine.has(each));
  return { ...message, extras: { ...extras, reactions } };
}

function afterOf({ after }: ReactorsQuery): string {
  if (after === undefined) return "";
  return `${String(after.time).padStart(WIDTH, "0")} ${after.id}`;
}
