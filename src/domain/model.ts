/**
 * The records of the service, as plain data.
 *
 * @module
 */

import type { ChatroomSettings } from "./chatroom_settings.ts";
import type { Extras } from "./extras.ts";
import type { ConversationKey, ConversationType } from "./ids.ts";
import type { KeyData } from "./key_data.ts";
import type { Rank } from "./rank.ts";

/** A person or a program that sends and receives messages. */
export interface User {
  readonly id: string;
  readonly name: string;
  /** Unix time in milliseconds of the last request or disconnect. */
  readonly lastSeen: number;
  /** What they have written about themselves; absent where that is nothing. */
  readonly data?: KeyData;
}

/** Status of a message as it was sent. */
export const NORMAL = 1;
/** Status of a recalled message: its content is empty. */
export const RECALLED = 2;
export type MessageStatus = typeof NORMAL | typeof RECALLED;

/** One message of one conversation. */
export interface Message {
  /** Unique, and greater than the id of every message stored before it. */
  readonly id: string;
  readonly conversation: ConversationKey;
  /** The sender, with the name they had when they sent it. */
  readonly sender: { readonly id: string; readonly name: string };
  readonly category: string;
  readonly content: string;
  /** 1 for the first message of the conversation, then without gaps. */
  readonly sequence: number;
  readonly status: MessageStatus;
  /** Unix time in milliseconds; never below that of the message before. */
  readonly createdAt: number;
  /** The request id chosen by the sender; shown to the sender only. */
  readonly requestId: string | undefined;
  /** Absent where the message has nothing of it. */
  readonly extras?: Extras;
}

/** A room that users join and leave. */
export interface Chatroom extends ChatroomSettings {
  readonly id: string;
  /**
   * The id of the member who stands above all others; empty while there are no
   * members.
   */
  readonly creator: string;
  readonly createdAt: number;
  readonly memberCount: number;
  /** 1 at first, one more with each change of the settings. */
  readonly version: number;
}

/** A user's membership of a chatroom. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly joinedAt: number;
  readonly rank: Rank;
  /**
   * The mute that is in force, and when it ends (undefined: it does not);
   * undefined: none is.
   */
  readonly muted: { readonly until: number | undefined } | undefined;
}

/** A conversation as an entry of one user's list. */
export interface ConversationSummary {
  readonly type: ConversationType;
  /** The chatroom's id, or the other user's. */
  readonly target: string;
  /** The chatroom's name, or the other user's. */
  readonly title: string;
  /** The newest message that is still kept. */
  readonly last: Message | undefined;
  readonly lastSequence: number;
  readonly readSequence: number;
  /** Number of the newest change of a message: recalls so far. */
  readonly lastChange: number;
  /** Messages of others after the newest one that this user has seen. */
  readonly unread: number;
  /** How many of these mention this user; recalled ones do not. */
  readonly mentioned: number;
  /** Time of the last message, or of joining where that is later. */
  readonly updatedAt: number;
}
