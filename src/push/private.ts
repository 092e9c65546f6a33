import { type ConversationRef, PRIVATE } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import type { Views } from "../protocol/views.ts";
import type { StoredNews } from "./news.ts";
import type { Presence } from "./presence.ts";
import { type ConnectionRef, numberAt } from "./connection_ref.ts";

/** What {@linkcode PrivatePush} needs. */
export interface PrivatePushOptions {
  readonly presence: Presence;
  readonly views: Views;
}

/** A private message for one of its two users. */
export interface PrivateDelivery {
  readonly userId: string;
  readonly message: Message;
  /** The other user. */
  readonly peer: { readonly id: string; readonly name: string };
  /** A connection that already has it. */
  readonly origin: ConnectionRef | undefined;
}

/**
 * The strategy of private conversations: every message at once, to every
 * connection of the receiver and to the sender's other connections. A
 * connection that cannot take it is closed; its client finds the message in the
 * history.
 */
export class PrivatePush {
  #options: PrivatePushOptions;
  #onWritten: ((userId: string, message: Message) => void) | undefined;

  constructor(options: PrivatePushOptions) {
    this.#options = options;
  }

  /** Calls `onWritten` with each message that goes to its receiver here. */
  watch(onWritten: (userId: string, message: Message) => void): void {
    this.#onWritten = onWritten;
  }

  /** Takes a message that was just stored; call it in the order of storing. */
  deliver(news: StoredNews): void {
    for (const delivery of deliveriesOf(news)) this.deliverTo(delivery);
  }

  /** Delivers a message to one of its two users. */
  deliverTo({ userId, message, peer, origin }: PrivateDelivery): void {
    const { views, presence } = this.#options;
    const user = presence.find(userId);
    if (user === undefined || !user.hasOtherThan(origin)) return;
    // First, as a connection that cannot take it is closed at once.
    if (userId !== message.sender.id) this.#onWritten?.(userId, message);
    const key = message.conversation;
    const conversation: ConversationRef = {
      type: PRIVATE,
      target: peer.id,
      key,
    };
    const session = views.pushedSession(conversation, peer.name);
    const items = [views.message(message, { userId, conversation })];
    const push = { session, items, missed: 0 };
    for (const commands of user.gateways()) {
      commands.deliver(userId, push, numberAt(commands, origin));
    }
  }
}

/**
 * The two deliveries of a private message: to its receiver and to its sender.
 */
export function deliveriesOf(
  { message, conversation, title, origin }: StoredNews,
): PrivateDelivery[] {
  const { sender } = message;
  const receiver = { id: conversation.target, name: title };
  return [
    { userId: receiver.id, message, peer: sender, origin: undefined },
    { userId: sender.id, message, peer: receiver, origin },
  ];
}
