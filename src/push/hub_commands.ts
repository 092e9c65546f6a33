import { attempt } from "../base/attempt.ts";
import {
  type Close,
  INTERNAL_ERROR,
  SLOW_CONSUMER,
} from "../base/close_codes.ts";
import { PushCounts } from "../observe/metrics/push_counts.ts";
import type { Encoded, Push } from "../protocol/codec.ts";
import { PUSH_EVENT, PUSH_SIGNAL } from "../protocol/operations.ts";
import type {
  EventPush,
  Hint,
  Message,
  MessagesPush,
  PushedSession,
} from "../protocol/responses.ts";
import type { SignalPush } from "../protocol/signal_push.ts";
import { Broadcast } from "./broadcast.ts";
import type { Connection, Hub } from "./hub.ts";
import { fits, holdsMore } from "./outbound.ts";
import type {
  Behind,
  GatewayCommands,
  RoomBatch,
  Told,
} from "./gateway_commands.ts";
import { LateJoiners } from "./late_joiners.ts";
import { RoomDelivery } from "./room_delivery.ts";
import { SharedFrame } from "./shared_frame.ts";
import { SharedItems } from "./shared_items.ts";
import type { TurnScheduler } from "./turn_scheduler.ts";
import { roughLength } from "./weight.ts";

/** Most events that wait for their turn; further ones are dropped. */
const MAX_WAITING = 1000;
/** As many bytes at least as a push has around its items. */
const AROUND = 1024;

/** An event or a signal, and how many unsent bytes its receivers may have. */
interface ShownHint {
  readonly frame: SharedFrame;
  readonly limit: number;
}

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
  #late = new LateJoiners();

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

  enter(chatroomId: string, userId: string, hiddenUpTo = 0): void {
    this.#late.add(chatroomId, userId, hiddenUpTo);
    this.#options.hub.enter(chatroomId, userId);
  }

  exit(chatroomId: string, userId: string): void {
    this.#late.remove(chatroomId, userId);
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

  notify(userId: string, hint: Hint, except?: number): void {
    const shown = this.#shownHint(hint);
    for (const each of this.#options.hub.connectionsOf(userId)) {
      if (each.id !== except) {
        this.#guard(each, () => this.#notify(each, shown));
      }
    }
  }

  tell(connections: readonly number[], event: EventPush, told: Told): void {
    const { hub, onFault } = this.#options;
    const frame = new SharedFrame({ op: PUSH_EVENT, body: event }, onFault);
    const behind: number[] = [];
    for (const id of connections) {
      const found = hub.find(id);
      if (found === undefined) continue;
      this.#guard(found, () => {
        if (!this.#tell(found, frame)) behind.push(id);
      });
    }
    told(behind);
  }

  notifyChatroom(chatroomId: string, hint: Hint, except?: number): void {
    const receivers = [...this.#options.hub.connectionsIn(chatroomId)];
    this.#broadcast(receivers, hint, except);
  }

  notifyAll(event: EventPush): void {
    const { hub } = this.#options;
    const receivers = [...hub.connections()]
      .filter(({ userId }) => userId !== undefined);
    this.#broadcast(receivers, event);
  }

  #broadcast(
    receivers: readonly Connection[],
    hint: Hint,
    except?: number,
  ): void {
    const { broadcasts } = this.#options;
    if (receivers.length === 0) return;
    if (broadcasts.waiting >= MAX_WAITING) {
      this.#counts.eventsTooMany++;
      return;
    }
    const shown = this.#shownHint(hint);
    const sender = isSignal(hint) ? hint.sender.id : undefined;
    broadcasts.add(
      new Broadcast(receivers, (each) => {
        if (each.id === except) return;
        if (sender !== undefined && each.userId === sender) return;
        this.#guard(each, () => this.#notify(each, shown));
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
        late: this.#late,
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

  /** A connection with much unsent gets no signal, but still events. */
  #shownHint(hint: Hint): ShownHint {
    const { onFault, backlog, maxOutboundBytes } = this.#options;
    const [push, limit]: [Push, number] = isSignal(hint)
      ? [{ op: PUSH_SIGNAL, body: hint }, backlog]
      : [{ op: PUSH_EVENT, body: hint }, maxOutboundBytes];
    return { frame: new SharedFrame(push, onFault), limit };
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

  /** Returns false where it has to be told later. */
  #tell(connection: Connection, frame: SharedFrame): boolean {
    if (holdsMore(connection, this.#options.backlog)) return false;
    const encoded = frame.encodedBy(connection.codec);
    if (encoded === undefined) return true;
    connection.send(encoded);
    this.#counts.events++;
    return true;
  }

  #notify(connection: Connection, { frame, limit }: ShownHint): void {
    const encoded = frame.encodedBy(connection.codec);
    if (encoded === undefined) return;
    if (fits(connection, encoded, limit)) {
      connection.send(encoded);
      this.#counts.events++;
    } else this.#counts.eventsBackedUp++;
  }
}

function isSignal(hint: Hint): hint is SignalPush {
  return !("event" in hint);
}
