import { refusedChange } from "../../domain/change_policy.ts";
import { type Message, RECALLED } from "../../domain/model.ts";
import type { Rank } from "../../domain/rank.ts";
import type { RecallRequest } from "../storage.ts";
import { refusalOf } from "./refusals.ts";

/** What a storage knows of who recalls a message, and when. */
export interface RecallFacts {
  readonly rank: Rank;
  /** Milliseconds since the message was sent. */
  readonly age: number;
}

/**
 * The recalled form of a message; undefined if it is recalled already.
 * `recall.lua` does the same in Redis.
 *
 * @throws {ReplyError} 403
 */
export function recalled(
  message: Message,
  { userId, policy }: RecallRequest,
  { rank, age }: RecallFacts,
): Message | undefined {
  const isDone = message.status === RECALLED;
  const isSender = message.sender.id === userId;
  const refused = refusedChange(policy, { rank, isSender, age, isDone });
  if (refused !== undefined) throw refusalOf(refused, policy);
  return isDone ? undefined : { ...message, content: "", status: RECALLED };
}
