import type { Change } from "../../domain/change.ts";
import { refusedChange } from "../../domain/change_policy.ts";
import {
  edited,
  type Extras,
  reactedTo,
  withoutContent,
} from "../../domain/extras.ts";
import { type Message, RECALLED } from "../../domain/model.ts";
import type { Rank, Standing } from "../../domain/rank.ts";
import { withMine, withReaction } from "../../domain/reactions.ts";
import type {
  ChangeRequest,
  Edit,
  Reaction,
  Recall,
} from "../message_changes.ts";
import { noSuchMessage, refusalOf, tooManyReactions } from "./refusals.ts";

/** What a storage knows of who changes a message, and when. */
export interface Circumstances {
  readonly rank: Rank;
  /** Where anybody stands in the conversation. */
  readonly standingOf: (userId: string) => Standing;
  /** Milliseconds since the message was sent. */
  readonly age: number;
  /** Unix time in milliseconds. */
  readonly now: number;
  /** Has the user reacted to it like this? */
  readonly hasReacted: boolean;
}

/**
 * The changed form of a message; undefined if it has that already. `change.lua`
 * does the same in Redis.
 *
 * @throws {ReplyError} 403, 404
 */
export function changed(
  message: Message,
  request: ChangeRequest,
  facts: Circumstances,
): Message | undefined {
  if (request.kind === "recalled") return recalled(message, request, facts);
  if (message.status === RECALLED) throw noSuchMessage(message.id);
  if (request.kind === "edited") return withEdit(message, request, facts);
  return withReactionOf(message, request, facts);
}

function recalled(
  message: Message,
  request: Recall,
  facts: Circumstances,
): Message | undefined {
  const isDone = message.status === RECALLED;
  requireAllowed(message, request, { ...facts, isDone });
  return isDone ? undefined : emptied(message);
}

/** A message that is taken back. */
export function emptied(message: Message): Message {
  const { extras = {} } = message;
  const empty: Message = { ...message, content: "", status: RECALLED };
  return withExtras(empty, withoutContent(extras));
}

function withEdit(
  message: Message,
  request: Edit,
  facts: Circumstances,
): Message {
  requireAllowed(message, request, { ...facts, isDone: false });
  const { content, data } = request;
  const { extras = {} } = message;
  const after = edited(extras, { data, editedAt: facts.now });
  return withExtras({ ...message, content }, after);
}

function withReactionOf(
  message: Message,
  { reaction, on }: Reaction,
  { hasReacted }: Circumstances,
): Message | undefined {
  if (hasReacted === on) return undefined;
  const after = counted(message, reaction, on);
  if (after === undefined) throw tooManyReactions();
  return after;
}

/** A message after one more reaction like this, or one less. */
function counted(
  message: Message,
  reaction: string,
  on: boolean,
): Message | undefined {
  const { extras = {} } = message;
  const counts = withReaction(extras.reactions ?? [], reaction, on);
  return counts && withExtras(message, reactedTo(extras, counts));
}

/** A message before and after a reaction to it was taken back. */
export interface TakenBack {
  readonly reaction: string;
  readonly before: Message;
  readonly after: Message;
}

/** Takes reactions of one user to a message back, one after the other. */
export function* withoutReactions(
  message: Message,
  isTheirs: (reaction: string) => boolean,
): Generator<TakenBack> {
  let before = message;
  for (const { reaction } of message.extras?.reactions ?? []) {
    if (!isTheirs(reaction)) continue;
    const after = counted(before, reaction, false) ?? before;
    yield { reaction, before, after };
    before = after;
  }
}

function requireAllowed(
  { sender }: Message,
  { userId, policy }: Recall | Edit,
  { rank, standingOf, age, isDone }: Circumstances & {
    readonly isDone: boolean;
  },
): void {
  const refused = refusedChange(policy, {
    rank,
    senderStanding: standingOf(sender.id),
    isSender: sender.id === userId,
    age,
    isDone,
  });
  if (refused !== undefined) throw refusalOf(refused, policy);
}

function withExtras(
  { extras: _, ...message }: Message,
  extras: Extras | undefined,
): Message {
  return extras === undefined ? message : { ...message, extras };
}

/** What a change needs of what has caused it. */
type Cause =
  | Pick<Recall | Edit, "kind">
  | Pick<Reaction, "kind" | "userId" | "reaction" | "on">;

/** The change that a request has made. */
export function changeBy(
  request: Cause,
  { message, number, isBrief }: {
    readonly message: Message;
    readonly number: number;
    readonly isBrief: boolean;
  },
): Change {
  const { kind } = request;
  const change = isBrief
    ? { kind, message, number, isBrief }
    : { kind, message, number };
  if (request.kind !== "reacted") return change;
  const { userId, reaction, on } = request;
  return { ...change, reacted: { userId, reaction, on } };
}

/**
 * A message to which somebody may have reacted.
 *
 * @throws {ReplyError} 404 if it is recalled
 */
export function requireUnrecalled(message: Message): Message {
  if (message.status === RECALLED) throw noSuchMessage(message.id);
  return message;
}

/** A message as a user sees it who has reacted in these ways. */
export function withOwn(message: Message, own: readonly string[]): Message {
  const { extras } = message;
  if (extras?.reactions === undefined) return message;
  const reactions = withMine(extras.reactions, (each) => own.includes(each));
  return { ...message, extras: { ...extras, reactions } };
}
