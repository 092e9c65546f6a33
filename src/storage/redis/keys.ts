/**
 * The keys in Redis. In a Cluster the part in braces decides the slot: all keys
 * of a conversation are in one slot, and so are those of a user.
 *
 * @module
 */

import {
  CHATROOM,
  type ConversationRef,
  type ConversationType,
} from "../../domain/ids.ts";

/** The keys of one conversation. */
export interface ConversationKeys {
  readonly head: string;
  readonly messages: string;
  readonly members: string;
  readonly own: string;
  readonly changes: string;
  readonly read: string;
  readonly order: string;
  readonly admins: string;
  readonly sanctions: string;
  readonly sanctioned: string;
  readonly lapsing: string;
  /** Which of the two of a private conversation blocks the other. */
  readonly blocks: string;
  /** Remembers when somebody sent last, in a chatroom in slow mode. */
  slow(senderId: string): string;
  /** Whom kept messages mention: `user sequence`, for lexical order. */
  readonly mentions: string;
  /** Who has reacted how to kept messages, by reaction and by user. */
  readonly reactors: string;
  readonly reacted: string;
  /** Remembers what a sender's request id stored. */
  request(senderId: string, requestId: string): string;
}

/** The head of a conversation, from which scripts find its other keys. */
export function headOf({ type, target, key }: ConversationRef): string {
  return type === CHATROOM ? `gim:{r:${target}}:head` : `gim:{p:${key}}:head`;
}

/** The keys of a conversation. */
export function keysOf(ref: ConversationRef): ConversationKeys {
  const head = headOf(ref);
  const name = head.slice(0, -":head".length);
  return {
    head,
    messages: `${name}:messages`,
    members: `${name}:members`,
    own: `${name}:own`,
    changes: `${name}:changes`,
    read: `${name}:read`,
    order: `${name}:order`,
    admins: `${name}:admins`,
    sanctions: `${name}:sanctions`,
    sanctioned: `${name}:sanctioned`,
    lapsing: `${name}:lapsing`,
    blocks: `${name}:blocks`,
    slow: (senderId) => `${name}:slow:${senderId}`,
    mentions: `${name}:mentions`,
    reactors: `${name}:reactors`,
    reacted: `${name}:reacted`,
    request: (senderId, requestId) =>
      `${name}:request:${senderId}:${requestId}`,
  };
}

/** The keys that say when something last happened in a conversation. */
export function activityKeys(ref: ConversationRef): string[] {
  const head = headOf(ref);
  return [head, `${head.slice(0, -":head".length)}:members`];
}

/**
 * Those that are kept together, in the order in which the scripts renew or
 * expire them.
 */
export function allOf(keys: ConversationKeys): string[] {
  const { head, messages, members, own, changes, read, order } = keys;
  const { admins, sanctions, sanctioned, lapsing } = keys;
  return [
    ...[head, messages, members, own, changes, read, order],
    ...[admins, sanctions, sanctioned, lapsing],
    ...[keys.mentions, keys.reactors, keys.reacted],
  ];
}

/** The keys of one user. */
export interface UserKeys {
  readonly user: string;
  /** The conversations that the user is in, of each type. */
  readonly chatrooms: string;
  readonly privates: string;
  /** The chatrooms that the user has created. */
  readonly created: string;
  /** The private conversations that the user has opened and nobody answered. */
  readonly unanswered: string;
  /** The chatrooms to which somebody else added the user. */
  readonly added: string;
  /** Whom the user has blocked. */
  readonly blocks: string;
}

/** The keys of one user, in the order in which the scripts take them. */
export function userKeys(userId: string): UserKeys {
  const name = `gim:{u:${userId}}`;
  return {
    user: `${name}:user`,
    chatrooms: `${name}:chatrooms`,
    privates: `${name}:privates`,
    created: `${name}:created`,
    unanswered: `${name}:unanswered`,
    added: `${name}:added`,
    blocks: `${name}:blocks`,
  };
}

/**
 * The list of a user's conversations of a type, then what else an entry may be
 * in.
 */
export function listKeys(userId: string, type: ConversationType): string[] {
  const { chatrooms, privates, added } = userKeys(userId);
  return type === CHATROOM ? [chatrooms, added] : [privates];
}

/** The request ids that a user has used of late. */
export function requestsKey(userId: string): string {
  return `gim:{u:${userId}}:requests`;
}

/** The list of a user's conversations of a type. */
export function listKey(userId: string, type: ConversationType): string {
  const { chatrooms, privates } = userKeys(userId);
  return type === CHATROOM ? chatrooms : privates;
}

/** Which nodes are alive: their ids by the time of their last beat. */
export const NODES_KEY = "gim:nodes";

/** The nodes' settings; in the same slot as {@linkcode NODES_KEY}. */
export const SETTINGS_KEY = "gim:{gim:nodes}:settings";

/**
 * The version of the keys' layout. It is raised by a change that an older
 * program would misread, or would write the old way beside; nodes of different
 * layouts do not work together.
 */
export const LAYOUT = 2;

/** The events for the back end, by id; scripts know the keys beside it. */
export const EVENTS_KEY = "gim:{gim:nodes}:events:data";

/** Written to find out whether Redis accepts writes. */
export const LOOK_KEY = "gim:look";

/** Whether a user is banned, and when their tokens were revoked. */
export function accessKey(userId: string): string {
  return `gim:{u:${userId}}:access`;
}

/** How many connections a user has on each node. */
export function onKey(userId: string): string {
  return `gim:{u:${userId}}:on`;
}
