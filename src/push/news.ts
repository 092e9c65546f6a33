import type { Change } from "../domain/change.ts";
import type { ConversationRef } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
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
  /** The connection that asked for it, which has its reply. */
  readonly origin: ConnectionRef | undefined;
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
}
