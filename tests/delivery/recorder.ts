import type { Missed } from "../../src/client/mod.ts";
import type { Event, Message, Push, Sent } from "../helpers/contract.ts";
import type { ListedSession, Reply, SyncPage } from "./wire.ts";

/** Where something was seen. */
export interface Where {
  readonly userId: string;
  readonly device: string;
  /** Names one connection of the device. */
  readonly connection: string;
}

/** A message that a client wants to send; its content is used by no other. */
export interface Draft {
  /** The conversation, see `keyOf`. */
  readonly key: string;
  readonly userId: string;
  readonly requestId: string;
  readonly content: string;
}

/** A request for a page of sync. */
export interface SyncRequest {
  readonly key: string;
  readonly after: number;
  readonly changedAfter: number;
  readonly count: number;
}

/** A moment: of two of them, the greater one is the later. */
export type Moment = number;

/**
 * Whom the clients tell all they do and see, at the moment they do and see it.
 * What is to be judged by the moment it was asked for brings that along.
 */
export interface Recorder {
  /** The moment that it is. */
  moment(): Moment;
  /** A failure that the client itself can see. */
  fault(where: Where, text: string): void;
  /** A request was answered 503: it may have taken effect, and need not. */
  unavailable(where: Where, op: number, asked: Moment, why: string): void;
  connected(where: Where): void;
  disconnected(where: Where, code: number): void;
  /** A send goes out, for the first time or again. */
  sending(where: Where, draft: Draft): void;
  sent(where: Where, draft: Draft, reply: Reply & { data: Sent | null }): void;
  pushed(where: Where, push: Push): void;
  happened(where: Where, event: Event): void;
  listed(where: Where, item: ListedSession, asked: Moment): void;
  synced(
    where: Where,
    page: { request: SyncRequest; page: SyncPage; asked: Moment },
  ): void;
  /** A client closed a gap of this many messages by sync. */
  caughtUp(where: Where, key: string, messages: number): void;
  /** A client gives its application a message. */
  delivered(where: Where, message: Message): void;
  /** A client tells its application that messages will not come. */
  missed(where: Where, missed: Missed): void;
  moving(where: Where, room: string, how: Move): Moment;
  moved(
    where: Where,
    move: { room: string; how: Move; asked: Moment },
    reply: Reply,
  ): void;
  /** A user wants to remove, ban or mute another. */
  governing(where: Where, govern: Govern): Moment;
  governed(where: Where, govern: Govern, reply: Reply): void;
  reading(where: Where, key: string, sequence: number): Moment;
  read(
    where: Where,
    mark: { key: string; sequence: number; asked: Moment },
    reply: Reply,
  ): void;
  /** A message is to be edited, or reacted to. */
  updating(where: Where, update: Update): void;
  updated(where: Where, update: Update, reply: Reply): void;
  recalling(where: Where, key: string, sequence: number): void;
  recalled(
    where: Where,
    target: { key: string; sequence: number },
    reply: Reply & { data: Message | null },
  ): void;
}

/** What is to become of a message: another content, or a reaction of a user. */
export interface Update {
  readonly key: string;
  readonly sequence: number;
  readonly content?: string;
  readonly reaction?: string;
  readonly on?: boolean;
}

/** What one member does to another. */
export interface Govern {
  readonly act: "remove" | "ban" | "mute";
  readonly room: string;
  /** Whom it concerns. */
  readonly userId: string;
  /** How long a ban or a mute is in force. */
  readonly seconds: number;
}

/** A change of membership. */
export type Move = "join" | "leave";
