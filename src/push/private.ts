import { privateConversation } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import { SLOW_CONSUMER } from "../close_codes.ts";
import { PushCounts } from "../metrics/push_counts.ts";
import { PUSH_MESSAGES } from "../protocol/operations.ts";
import type { Views } from "../protocol/views.ts";
import type { Connection, Hub } from "./hub.ts";
import { fits } from "./outbound.ts";
import { SharedFrame } from "./shared_frame.ts";

/** What {@linkcode PrivatePush} needs. */
export interface PrivatePushOptions {
  readonly hub: Hub;
  readonly views: Views;
  /** Most unsent bytes of a connection; a push beyond closes it. */
  readonly maxOutboundBytes: number;
  readonly counts?: PushCounts | undefined;
}

/** A private message that was just stored. */
export interface PrivateDelivery {
  readonly message: Message;
  readonly receiver: { readonly id: string; readonly name: string };
  /** The connection that sent it, which has its reply. */
  readonly origin: Connection | undefined;
}

/**
 * The strategy of private conversations: every message, at once, to every
 * connection of the receiver and to the sender's other connections. One that
 * cannot take it is closed: it finds what it missed in the history.
 */
export class PrivatePush {
  #options: PrivatePushOptions;
  #counts: PushCounts;

  constructor(options: PrivatePushOptions) {
    this.#options = options;
    this.#counts = options.counts ?? new PushCounts();
  }

  /** Takes a message that was just stored; to be called in their order. */
  deliver({ message, receiver, origin }: PrivateDelivery): void {
    const { sender } = message;
    this.#deliverTo(receiver.id, message, { peer: sender, origin });
    this.#deliverTo(sender.id, message, { peer: receiver, origin });
  }

  #deliverTo(
    userId: string,
    message: Message,
    { peer, origin }: {
      peer: PrivateDelivery["receiver"];
      origin: Connection | undefined;
    },
  ): void {
    const connections = this.#options.hub.connectionsOf(userId);
    if (connections.size === (connections.has(origin as Connection) ? 1 : 0)) {
      return;
    }
    const { views } = this.#options;
    const conversation = privateConversation(userId, peer.id);
    const session = views.pushedSession(conversation, peer.name);
    const items = [views.message(message, { userId, conversation })];
    const body = { session, items, missed: 0 };
    const frame = new SharedFrame({ op: PUSH_MESSAGES, body });
    for (const each of connections) {
      if (each !== origin) this.#send(each, frame);
    }
  }

  #send(connection: Connection, frame: SharedFrame): void {
    const encoded = frame.encodedBy(connection.codec);
    if (fits(connection, encoded, this.#options.maxOutboundBytes)) {
      connection.send(encoded);
      this.#counts.private++;
      return;
    }
    connection.close(SLOW_CONSUMER);
  }
}
