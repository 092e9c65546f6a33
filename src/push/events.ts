import type { Clock } from "../clock.ts";
import { PushCounts } from "../metrics/push_counts.ts";
import { PUSH_EVENT } from "../protocol/operations.ts";
import type { EventPush } from "../protocol/responses.ts";
import type { Connection, Hub } from "./hub.ts";
import { fits } from "./outbound.ts";
import { SharedFrame } from "./shared_frame.ts";
import type { SliceJob, Slices } from "./slices.ts";

/** Frames of membership events that one chatroom may cause in a second. */
const MEMBERSHIP_FRAMES_PER_SECOND = 10_000;
/** Events that may wait for their turn; beyond, they are dropped. */
const MAX_WAITING = 1000;

/** What {@linkcode Events} needs. */
export interface EventsOptions {
  readonly hub: Hub;
  readonly slices: Slices;
  readonly clock: Clock;
  /** Most unsent bytes of a connection; an event beyond is dropped. */
  readonly maxOutboundBytes: number;
  readonly counts?: PushCounts | undefined;
}

/**
 * Tells what happened beside messages. Events are hints: one is dropped for a
 * connection that is backed up, and where a chatroom's membership changes faster
 * than its members could read (10,000 joins of 10,000 members would be a hundred
 * million frames) those beyond {@linkcode MEMBERSHIP_FRAMES_PER_SECOND} are
 * dropped for all; the member list is the truth.
 */
export class Events {
  #options: EventsOptions;
  #counts: PushCounts;
  #spent = new Map<string, number>();
  #secondEnds = 0;
  #waiting = 0;

  constructor(options: EventsOptions) {
    this.#options = options;
    this.#counts = options.counts ?? new PushCounts();
  }

  /** Tells one user's connections, except the one that caused it. */
  tellUser(
    userId: string,
    event: EventPush,
    origin: Connection | undefined,
  ): void {
    const frame = new SharedFrame({ op: PUSH_EVENT, body: event });
    for (const each of this.#options.hub.connectionsOf(userId)) {
      if (each !== origin) this.#send(each, frame);
    }
  }

  /** Tells a chatroom's members who are online, except the origin. */
  tellChatroom(
    chatroomId: string,
    event: EventPush,
    origin: Connection | undefined,
  ): void {
    const { hub, slices } = this.#options;
    const receivers = [...hub.connectionsIn(chatroomId)];
    if (receivers.length === 0) return;
    if (this.#waiting >= MAX_WAITING) {
      this.#counts.eventsTooMany++;
      return;
    }
    const frame = new SharedFrame({ op: PUSH_EVENT, body: event });
    this.#waiting++;
    slices.add(
      new Broadcast(receivers, {
        onBegin: () => this.#waiting--,
        send: (each) => {
          if (each !== origin) this.#send(each, frame);
        },
      }),
    );
  }

  /** As {@linkcode tellChatroom}, within the chatroom's budget. */
  tellMembership(
    chatroomId: string,
    event: EventPush,
    origin: Connection | undefined,
  ): void {
    const cost = this.#options.hub.connectionsIn(chatroomId).size;
    if (this.#spend(chatroomId, cost)) {
      this.tellChatroom(chatroomId, event, origin);
    } else {
      this.#counts.eventsOverBudget++;
    }
  }

  #spend(chatroomId: string, cost: number): boolean {
    const now = this.#options.clock.now();
    if (now >= this.#secondEnds || now < this.#secondEnds - 1000) {
      this.#spent.clear();
      this.#secondEnds = now + 1000;
    }
    const spent = (this.#spent.get(chatroomId) ?? 0) + cost;
    this.#spent.set(chatroomId, spent);
    return spent <= MEMBERSHIP_FRAMES_PER_SECOND;
  }

  #send(connection: Connection, frame: SharedFrame): void {
    const encoded = frame.encodedBy(connection.codec);
    if (fits(connection, encoded, this.#options.maxOutboundBytes)) {
      connection.send(encoded);
      this.#counts.events++;
    } else {
      this.#counts.eventsBackedUp++;
    }
  }
}

interface BroadcastOptions {
  readonly onBegin: () => void;
  readonly send: (connection: Connection) => void;
}

/** One frame on its way to the members of a chatroom. */
class Broadcast implements SliceJob {
  #receivers: readonly Connection[];
  #options: BroadcastOptions;
  #next = 0;

  constructor(receivers: readonly Connection[], options: BroadcastOptions) {
    this.#receivers = receivers;
    this.#options = options;
  }

  begin(): void {
    this.#options.onBegin();
  }

  end(): void {}

  get done(): boolean {
    return this.#next >= this.#receivers.length;
  }

  step(budget: number): number {
    const slice = this.#receivers.slice(this.#next, this.#next + budget);
    this.#next += slice.length;
    for (const connection of slice) this.#options.send(connection);
    return slice.length;
  }
}
