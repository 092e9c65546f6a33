/**
 * The keys in Redis. What is between braces decides the slot in a Cluster: a
 * conversation is in one, and so is what is a user's own.
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
  /** Where it is remembered what a sender's request id stored. */
  request(senderId: string, requestId: string): string;
}

/** The keys of a conversation. */
export function keysOf(ref: ConversationRef): ConversationKeys {
  const tag = ref.type === CHATROOM ? `r:${ref.target}` : `p:${ref.key}`;
  const name = `gim:{${tag}}`;
  return {
    head: `${name}:head`,
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

/** What says when something last happened in a conversation; quick to make. */
export function activityKeys({ type, target, key }: ConversationRef): string[] {
  const name = type === CHATROOM ? `gim:{r:${target}}` : `gim:{p:${key}}`;
  return [`${name}:head`, `${name}:members`];
}

/** All of them, in the order in which the scripts keep or expire them. */
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
}

/** The keys of one user, in the order in which the scripts take them. */
export function userKeys(userId: string): UserKeys {
  const name = `gim:{u:${userId}}`;
  return {
    user: `${name}:user`,
    chatrooms: `${name}:chatrooms`,
    privates: `${name}:privates`,
  };
}

/** The list of a user's conversations of a type. */
export function listKey(userId: string, type: ConversationType): string {
  const { chatrooms, privates } = userKeys(userId);
  return type === CHATROOM ? chatrooms : privates;
}

/** Which nodes are alive: their ids by the time of their last beat. */
export const NODES_KEY = "gim:nodes";

/** What the nodes are set to; in the slot of {@linkcode NODES_KEY}. */
export const SETTINGS_KEY = "gim:{gim:nodes}:settings";

/**
 * The version of what the keys hold. A change that a program of before would
 * misread, or write beside, raises it: nodes of both are then kept apart.
 */
export const LAYOUT = 1;

/** What is written to see whether Redis takes writes. */
export const LOOK_KEY = "gim:look";

/** Where a user's connections are. */
export function onKey(userId: string): string {
  return `gim:{u:${userId}}:on`;
}
