import type { Change } from "../domain/change.ts";
import type { ConversationRef } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import type { Rank } from "../domain/rank.ts";
import type { Chatroom } from "../protocol/responses.ts";
import type { ConnectionRef } from "./connection_ref.ts";

/** A message was stored. */
export interface StoredNews {
  readonly message: Message;
  /** As the sender addresses it. */
  readonly conversation: ConversationRef;
  /** The chatroom's name, or the receiver's. */
  readonly title: string;
  /** The connection that sent it, which has its reply. */
  readonly origin: ConnectionRef | undefined;
}

/** A stored message was changed. */
export interface ChangedNews {
  /** As one of its users addresses it. */
  readonly conversation: ConversationRef;
  readonly change: Change;
}

/** Somebody joined a chatroom, or left it. */
export interface MemberNews {
  readonly chatroomId: string;
  readonly user: { readonly id: string; readonly name: string };
  /** Who added them; undefined: they joined, or left, by themselves. */
  readonly by?: string | undefined;
  /** The connection that asked for it, which has its reply. */
  readonly origin: ConnectionRef | undefined;
}

/** A chatroom was created, or its settings were changed. */
export interface UpdatedNews {
  readonly chatroomId: string;
  /** As everybody sees it. */
  readonly chatroom: Chatroom;
  /** Who did it: a user, or `system`. */
  readonly by: string;
}

/** A member has another rank. */
export interface RankNews {
  readonly chatroomId: string;
  readonly userId: string;
  readonly rank: Rank;
}

/** Members were removed from a chatroom, by an act or by a ban. */
export interface RemovedNews {
  readonly chatroomId: string;
  readonly userIds: readonly string[];
  /** Who did it: a user, or `system`. */
  readonly by: string;
  readonly reason: string | undefined;
}

/** A user was muted in a chatroom, or no longer is. */
export interface MutedNews {
  readonly chatroomId: string;
  readonly userId: string;
  /** As in `SanctionChange`. */
  readonly until: number | undefined;
  /** Who did it: a user, or `system`. */
  readonly by: string;
  /** Are they a member? One who is none is told, too. */
  readonly isMember: boolean;
}

/** Somebody does something now, such as typing; nothing of it is stored. */
export interface SignalNews {
  /** As the sender addresses it. */
  readonly conversation: ConversationRef;
  readonly sender: { readonly id: string; readonly name: string };
  /** What it is. */
  readonly name: string;
  /** The sender's own data. */
  readonly data: Readonly<Record<string, unknown>> | undefined;
}

/** A user's read mark moved forward. */
export interface ReadNews {
  readonly userId: string;
  /** As that user addresses it. */
  readonly conversation: ConversationRef;
  readonly sequence: number;
  /** The connection that moved it, which has its reply. */
  readonly origin: ConnectionRef | undefined;
}

/**
 * Called once for each thing that has happened, after it is stored, to pass it
 * on to everybody it concerns. The rules have no other way to do that, so an
 * implementation misses nothing. Call it in the order in which things happened.
 * It never throws.
 */
export interface News {
  stored(news: StoredNews): void;
  changed(news: ChangedNews): void;
  joined(news: MemberNews): void;
  left(news: MemberNews): void;
  read(news: ReadNews): void;
  /** Nobody but the back end is told, as nobody is in it yet. */
  created(news: UpdatedNews): void;
  signalled(news: SignalNews): void;
  updated(news: UpdatedNews): void;
  /** It is gone; `chatroom` is what it was. */
  disbanded(news: UpdatedNews): void;
  ranked(news: RankNews): void;
  removed(news: RemovedNews): void;
  muted(news: MutedNews): void;
}
