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
    request: (senderId, requestId) =>
      `${name}:request:${senderId}:${requestId}`,
  };
}

/** The keys that say when something last happened in a conversation. */
export function activityKeys(ref: ConversationRef): string[] {
  const head = headOf(ref);
  return [head, `${head.slice(0, -":head".length)}:members`];
}

/** All of them, in the order in which the scripts renew or expire them. */
export function allOf(keys: ConversationKeys): string[] {
  const { head, messages, members, own, changes, read, order } = keys;
  return [head, messages, members, own, changes, read, order];
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
  };
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
export const LAYOUT = 1;

/** Written to find out whether Redis accepts writes. */
export const LOOK_KEY = "gim:look";

/** How many connections a user has on each node. */
export function onKey(userId: string): string {
  return `gim:{u:${userId}}:on`;
}
