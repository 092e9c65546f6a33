import { cut } from "../base/cut.ts";
import { ReplyError } from "../base/errors.ts";

/** Wire number of a conversation between the members of a chatroom. */
export const CHATROOM = 1;
/** Wire number of a conversation between two users. */
export const PRIVATE = 2;
export type ConversationType = typeof CHATROOM | typeof PRIVATE;

/**
 * A key that is the same for everybody in the conversation: `1:<chatroom>`, or
 * `2:<user>:<user>` with the ids in order. Ids have no colon, so it is unique.
 */
export type ConversationKey = string & { readonly __brand: "ConversationKey" };

/** A conversation as one of its users addresses it. */
export interface ConversationRef {
  readonly type: ConversationType;
  /** The chatroom's id, or the other user's. */
  readonly target: string;
  readonly key: ConversationKey;
}

/** The form of user and chatroom ids, as the source of a regular expression. */
export const ID_PATTERN = "^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}$";
/** {@linkcode ID_PATTERN} in words, for error texts. */
export const ID_RULE =
  "1 to 64 characters of A-Z a-z 0-9 _ . @ - beginning with a letter, a digit or _";

const ID = new RegExp(ID_PATTERN);

/** Is a text a well-formed user or chatroom id? */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** The id under which the service itself speaks. */
export const SYSTEM = "system";

/**
 * Is this id reserved for the service? Upper and lower case are the same here,
 * because a user without a name is shown by their id.
 */
export function isReserved(userId: string): boolean {
  return userId.toLowerCase() === SYSTEM;
}

/** The conversation of a chatroom's members. */
export function chatroomConversation(chatroomId: string): ConversationRef {
  const key = `1:${chatroomId}` as ConversationKey;
  return { type: CHATROOM, target: chatroomId, key };
}

/**
 * The conversation of `asker` with `peer`, as `asker` sees it.
 *
 * @throws {ReplyError} 400 when the two are the same user.
 */
export function privateConversation(
  asker: string,
  peer: string,
): ConversationRef {
  if (asker === peer) {
    throw new ReplyError(400, "expected another user than oneself");
  }
  const key = asker < peer ? `2:${asker}:${peer}` : `2:${peer}:${asker}`;
  return { type: PRIVATE, target: peer, key: key as ConversationKey };
}

/** The two users of a private conversation, in the key's order. */
export function partiesOf(key: ConversationKey): [string, string] {
  const [, first = "", second = ""] = key.split(":");
  return [first, second];
}

/** The conversation with this key as one of its users addresses it. */
export function refOf(key: ConversationKey, userId: string): ConversationRef {
  const [type, first = "", second = ""] = key.split(":");
  if (type === "1") return { type: CHATROOM, target: first, key };
  return { type: PRIVATE, target: first === userId ? second : first, key };
}

/** The wire's session id: how this user addresses the conversation. */
export function sessionId(ref: ConversationRef): string {
  return `${ref.type}:${ref.target}`;
}

/**
 * Reads a session id as `asker` wrote it: `1:<chatroom>`, `2:<peer>` or the
 * three-part `2:<user>:<user>`.
 *
 * @throws {ReplyError} 400 when it is none of these, or oneself, 403 when `asker` is not
 * one of the two users.
 */
export function parseSessionId(text: string, asker: string): ConversationRef {
  const { type, target, other } = partsOf(text);
  if (type === CHATROOM) return chatroomConversation(target);
  const peer = peerOf(asker, target, other);
  if (peer !== asker) return privateConversation(asker, peer);
  throw new ReplyError(400, "session_id: expected another user than yourself");
}

/**
 * The type of the conversation that a session id names, whoever asks.
 *
 * @throws {ReplyError} 400 when it is none
 */
export function typeOfSession(text: string): ConversationType {
  return partsOf(text).type;
}

/** @throws {ReplyError} 400 */
function partsOf(text: string) {
  const [type, ...targets] = text.split(":");
  const [target, other] = targets;
  const most = type === "1" ? 1 : type === "2" ? 2 : 0;
  const isOne = targets.length <= most && targets.every(isId);
  if (target === undefined || !isOne) throw badSessionId(text);
  return { type: type === "1" ? CHATROOM : PRIVATE, target, other } as const;
}

function peerOf(asker: string, first: string, second?: string): string {
  if (second === undefined || second === asker) return first;
  if (first === asker) return second;
  throw new ReplyError(403, "session_id: you are not a party of this session");
}

function badSessionId(text: string): ReplyError {
  return new ReplyError(
    400,
    `session_id: got ${JSON.stringify(cut(text, 140))}: expected ` +
      `1:<chatroom id> or 2:<user id>, an id being ${ID_RULE}`,
  );
}
