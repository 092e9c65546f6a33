import { hash } from "node:crypto";
import { sortedJson } from "../../base/sorted_json.ts";
import { type Extras, PRIVILEGED, privilegeIn } from "../../domain/extras.ts";
import { type Message, NORMAL } from "../../domain/model.ts";
import type { Rank } from "../../domain/rank.ts";
import type { Draft } from "../storage.ts";
import { privilegeNeeded } from "./refusals.ts";

/**
 * What the storage assigns to a message. `conversation` is the conversation's
 * own string, so that a million messages do not hold as many copies of it.
 */
export type Place = Pick<
  Message,
  "id" | "conversation" | "sequence" | "createdAt"
>;

/**
 * The key of a request id: another sender, or another conversation, may use the
 * same id.
 */
export function requestKeyOf(draft: Draft): string | undefined {
  const { requestId, conversation, senderId } = draft;
  if (requestId === undefined) return undefined;
  return `${conversation.key} ${senderId} ${requestId}`;
}

/**
 * Checks that a sender of this rank may send such a message.
 *
 * @throws {ReplyError} 403 role
 */
export function requireRank(
  { extras = {}, privileged }: Draft,
  rank: Rank,
): void {
  if (privileged) return;
  const field = privilegeIn(extras);
  if (field !== undefined && rank < PRIVILEGED) throw privilegeNeeded(field);
}

/**
 * What has to be equal when a request id is used twice: what the client sent.
 */
export function contentOf(
  draft: Pick<Draft, "category" | "content" | "extras" | "asked">,
): string {
  const { category } = draft;
  const { content, extras } = draft.asked ?? draft;
  const given = extras === undefined ? undefined : givenIn(extras);
  // No category begins with a space, so the two forms are never equal.
  return given === undefined
    ? `${category} ${content}`
    : ` ${JSON.stringify([category, content, ...given])}`;
}

/**
 * What the sender gave, in one order; undefined for nothing, as of a message
 * that others have reacted to. The usual priority says nothing, and the order of
 * keys neither: some languages write them in another one each time.
 */
function givenIn(
  { data, replyTo, mentions, priority }: Extras,
): unknown[] | undefined {
  const unusual = priority === "normal" ? undefined : priority;
  const said = data ?? replyTo ?? mentions ?? unusual;
  if (said === undefined) return undefined;
  const text = data === undefined ? "" : sortedJson(data);
  return [text, replyTo ?? "", mentions ?? [], unusual ?? ""];
}

/** A short form of it, as what is remembered must not keep contents alive. */
export function digestOf(content: string): string {
  return hash("sha256", content, "base64url");
}

/** The message that a draft becomes. */
export function toMessage(
  draft: Draft,
  sender: Message["sender"],
  { id, conversation, sequence, createdAt }: Place,
): Message {
  const message: { -readonly [F in keyof Message]: Message[F] } = {
    id,
    conversation,
    sender,
    category: draft.category,
    content: draft.content,
    sequence,
    status: NORMAL,
    createdAt,
    requestId: draft.requestId,
  };
  if (draft.extras !== undefined) message.extras = draft.extras;
  return message;
}
