import { attempt } from "../base/attempt.ts";
import {
  type Close,
  INTERNAL_ERROR,
  SLOW_CONSUMER,
} from "../base/close_codes.ts";
import { PushCounts } from "../observe/metrics/push_counts.ts";
import type { Encoded, Push } from "../protocol/codec.ts";
import { PUSH_EVENT } from "../protocol/operations.ts";
import type {
  EventPush,
  Message,
  MessagesPush,
  PushedSession,
} from "../protocol/responses.ts";
import { Broadcast } from "./broadcast.ts";
import type { Connection, Hub } from "./hub.ts";
import { fits } from "./outbound.ts";
import type { Behind, GatewayCommands, RoomBatch } from "./gateway_commands.ts";
import { RoomDelivery } from "./room_delivery.ts";
import { SharedFrame } from "./shared_frame.ts";
import { SharedItems } from "./shared_items.ts";
import type { TurnScheduler } from "./turn_scheduler.ts";
import { roughLength } from "./weight.ts";

/** Most events that wait for their turn; further ones are dropped. */
const MAX_WAITING = 1000;
/** As many bytes at least as a push has around its items. */
const AROUND = 1024;

/** What {@linkcode HubCommands} needs. */
export interface HubCommandsOptions {
  readonly hub: Hub;
  /** The pushes of chatrooms. */
  readonly scheduler: TurnScheduler;
  /**
   * The events of chatrooms: apart, so that no push waits behind a crowd's
   * events.
   */
  readonly broadcasts: TurnScheduler;
  /** Most unsent bytes of a connection, for private messages and events. */
  readonly maxOutboundBytes: number;
  /** A connection with more unsent bytes is left out of a chatroom's push. */
  readonly backlog: number;
  /** Most messages in one push to a chatroom. */
  readonly count: number;
  readonly counts?: PushCounts | undefined;
  /**
   * Called with each fault; a fault costs one connection, or one encoding, its
   * push.
   */
  readonly onFault: (fault: unknown) => void;
}

/**
 * {@linkcode GatewayCommands} over the hub of this thread. Each push is encoded
 * once per encoding, and a connection's unsent bytes are checked before every
 * frame.
 */
export class HubCommands implements GatewayCommands {
  #options: HubCommandsOptions;
  /** The chatrooms with a push under way or a receiver behind. */
  #deliveries = new Map<string, RoomDelivery>();
  #counts: PushCounts;

  constructor(options: HubCommandsOptions) {
    this.#options = options;
    this.#counts = options.counts ?? new PushCounts();
  }

  /**
   * Chatrooms with a push under way or a receiver behind. Only tests read it:
   * nothing else shows that quiet ones are forgotten.
   */
  get busyRooms(): number {
    return this.#deliveries.size;
  }

  admit(connection: number, userId: string, lifetime?: number): void {
    this.#options.hub.admit(connection, userId, lifetime);
  }

  dismiss(connection: number): void {
    this.#options.hub.dismiss(connection);
  }

  close(connection: number, close: Close): void {
    this.#options.hub.find(connection)?.close(close);
  }

  enter(chatroomId: string, userId: string): void {
    this.#options.hub.enter(chatroomId, userId);
  }

  exit(chatroomId: string, userId: string): void {
    this.#options.hub.exit(chatroomId, userId);
  }

  deliver(userId: string, push: MessagesPush, except?: number): void {
    const { hub, onFault } = this.#options;
    const items = new SharedItems(push, onFault);
    for (const each of hub.connectionsOf(userId)) {
      if (each.id === except) continue;
      // Not by #guard: this runs for every private message.
      try {
        this.#pass(each, items);
      } catch (fault) {
        this.#fail(each, fault);
      }
    }
  }

  notify(userId: string, event: EventPush, except?: number): void {
    const frame = this.#frame({ op: PUSH_EVENT, body: event });
    for (const each of this.#options.hub.connectionsOf(userId)) {
      if (each.id !== except) {
        this.#guard(each, () => this.#notify(each, frame));
      }
    }
  }

  notifyChatroom(chatroomId: string, event: EventPush, except?: number): void {
    const { hub, broadcasts } = this.#options;
    const receivers = [...hub.connectionsIn(chatroomId)];
    if (receivers.length === 0) return;
    if (broadcasts.waiting >= MAX_WAITING) {
      this.#counts.eventsTooMany++;
      return;
    }
    const frame = this.#frame({ op: PUSH_EVENT, body: event });
    broadcasts.add(
      new Broadcast(receivers, (each) => {
        if (each.id !== except) {
          this.#guard(each, () => this.#notify(each, frame));
        }
      }),
    );
  }

  pushChatroom(
    chatroomId: string,
    batch: RoomBatch,
    served: (behind: Behind) => void,
  ): void {
    const { scheduler } = this.#options;
    const known = this.#deliveries.get(chatroomId);
    const delivery = known ??
      new RoomDelivery({
        ...this.#options,
        counts: this.#counts,
        chatroomId,
      }, batch);
    this.#deliveries.set(chatroomId, delivery);
    delivery.take(batch, (behind) => {
      if (behind === "nobody") this.#deliveries.delete(chatroomId);
      served(behind);
    });
    scheduler.add(delivery);
  }

  replace(chatroomId: string, message: Message): void {
    this.#deliveries.get(chatroomId)?.replace(message);
  }

  #frame(push: Push): SharedFrame {
    return new SharedFrame(push, this.#options.onFault);
  }

  /** A fault in sending costs that connection alone. */
  #guard(connection: Connection, run: () => void): void {
    attempt(run, (fault) => this.#fail(connection, fault));
  }

  #fail(connection: Connection, fault: unknown): void {
    const { onFault } = this.#options;
    onFault(fault);
    attempt(() => connection.close(INTERNAL_ERROR), onFault);
  }

  #pass(connection: Connection, shared: SharedItems): void {
    const { session } = shared;
    const items = shared.encodedBy(connection.codec);
    if (items === undefined) return;
    if (!this.#takes(connection, session, items)) {
      return connection.close(SLOW_CONSUMER);
    }
    const begun = connection.deliver(session, items);
    this.#counts.pushedPrivately(items.length, begun);
  }

  #takes(
    connection: Connection,
    session: PushedSession,
    items: readonly Encoded[],
  ): boolean {
    const { maxOutboundBytes } = this.#options;
    let rough = AROUND;
    for (const item of items) rough += roughLength(item);
    const free = maxOutboundBytes - connection.roughlyBufferedBytes;
    if (rough <= free) return true;
    const frame = connection.codec.encodeItems(session, items);
    return fits(connection, frame, maxOutboundBytes);
  }

  #notify(connection: Connection, frame: SharedFrame): void {
    const encoded = frame.encodedBy(connection.codec);
    if (encoded === undefined) return;
    if (this.#send(connection, encoded)) this.#counts.events++;
    else this.#counts.eventsBackedUp++;
  }

  /**
   * Returns false without sending if the connection would have too many unsent
   * bytes.
   */
  #send(connection: Connection, encoded: Encoded): boolean {
    if (!fits(connection, encoded, this.#options.maxOutboundBytes)) {
      return false;
    }
    connection.send(encoded);
    return true;
  }
}
