import { privateConversation } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import type { Views } from "../protocol/views.ts";
import type { Presence } from "./presence.ts";
import { numberAt, type Seat } from "./seat.ts";

/** What {@linkcode PrivatePush} needs. */
export interface PrivatePushOptions {
  readonly presence: Presence;
  readonly views: Views;
}

/** A private message that was just stored. */
export interface PrivateDelivery {
  readonly message: Message;
  readonly receiver: { readonly id: string; readonly name: string };
  /** The connection that sent it, which has its reply. */
  readonly origin: Seat | undefined;
}

/**
 * The strategy of private conversations: every message, at once, to every
 * connection of the receiver and to the sender's other connections. One that
 * cannot take it is closed: it finds what it missed in the history.
 */
export class PrivatePush {
  #options: PrivatePushOptions;

  constructor(options: PrivatePushOptions) {
    this.#options = options;
  }

  /** Takes a message that was just stored; to be called in their order. */
  deliver({ message, receiver, origin }: PrivateDelivery): void {
    const { sender } = message;
    this.deliverTo(receiver.id, message, sender, undefined);
    this.deliverTo(sender.id, message, receiver, origin);
  }

  /** Delivers a message to one of its two users, of whom `peer` is the other. */
  deliverTo(
    userId: string,
    message: Message,
    peer: PrivateDelivery["receiver"],
    origin: Seat | undefined,
  ): void {
    const { views, presence } = this.#options;
    const seats = presence.seatsOf(userId);
    const others = seats.size -
      (origin !== undefined && seats.has(origin) ? 1 : 0);
    if (others === 0) return;
    const conversation = privateConversation(userId, peer.id);
    const session = views.pushedSession(conversation, peer.name);
    const items = [views.message(message, { userId, conversation })];
    const push = { session, items, missed: 0 };
    for (const outlet of presence.outletsOf(userId)) {
      outlet.deliver(userId, push, numberAt(outlet, origin));
    }
  }
}
