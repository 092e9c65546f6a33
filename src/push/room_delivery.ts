import type { PushCounts } from "../metrics/push_counts.ts";
import { newestFitting } from "../protocol/frame_limit.ts";
import { PUSH_MESSAGES } from "../protocol/operations.ts";
import type { Message } from "../protocol/responses.ts";
import type { Connection, Hub } from "./hub.ts";
import type { RoomBatch } from "./outlet.ts";
import { RoomWindow } from "./room_window.ts";
import { SharedFrame } from "./shared_frame.ts";
import type { SliceJob } from "./slices.ts";

/** What a {@linkcode RoomDelivery} needs. */
export interface RoomDeliveryOptions {
  readonly chatroomId: string;
  readonly hub: Hub;
  /** Most messages in one push. */
  readonly count: number;
  /** A connection with more unsent bytes than this is left behind. */
  readonly backlog: number;
  readonly counts: PushCounts;
}

/** A frame for receivers at one point, and what it brings them. */
interface PointFrame {
  readonly frame: SharedFrame;
  readonly items: number;
  readonly missed: number;
}

/**
 * One chatroom's push at one gateway: serves its receivers a slice at a time,
 * and remembers who was left behind, and where, until they have caught up.
 */
export class RoomDelivery implements SliceJob {
  #options: RoomDeliveryOptions;
  /** The newest messages, from the first push on that left somebody behind. */
  #window: RoomWindow<Message>;
  /** Who was left behind, and the point they have been pushed up to. */
  #behind = new Map<Connection, number>();
  #batch: RoomBatch;
  #served: (behind: boolean) => void = () => {};
  #receivers: readonly Connection[] = [];
  #next = 0;
  #frames = new Map<number, PointFrame>();

  constructor(options: RoomDeliveryOptions, batch: RoomBatch) {
    this.#options = options;
    this.#batch = batch;
    this.#window = new RoomWindow(options.count, batch.start);
  }

  /** Takes the next push, which begins when there is a turn for it. */
  take(batch: RoomBatch, served: (behind: boolean) => void): void {
    this.#batch = batch;
    this.#served = served;
    this.#window.goOn(batch.end, batch.items);
  }

  /** A message that somebody who is behind has still to get has changed. */
  replace(message: Message): void {
    this.#window.replace(message);
  }

  /** Without new messages it is for those only who were left behind. */
  begin(): void {
    this.#forgetAbsent();
    this.#frames.clear();
    this.#next = 0;
    const { start, end } = this.#batch;
    this.#receivers = end > start
      ? [...this.#here()]
      : [...this.#behind.keys()];
  }

  get done(): boolean {
    return this.#next >= this.#receivers.length;
  }

  step(budget: number): number {
    const slice = this.#receivers.slice(this.#next, this.#next + budget);
    this.#next += slice.length;
    for (const connection of slice) this.#serve(connection);
    return slice.length;
  }

  end(): void {
    this.#receivers = [];
    this.#frames.clear();
    this.#served(this.#behind.size > 0);
  }

  /** Who left since the push began gets nothing any more. */
  #serve(connection: Connection): void {
    if (!this.#here().has(connection)) return;
    const point = this.#behind.get(connection) ?? this.#batch.start;
    if (connection.bufferedBytes > this.#options.backlog) {
      this.#behind.set(connection, point);
      this.#options.counts.skipped++;
      return;
    }
    this.#behind.delete(connection);
    const { frame, items, missed } = this.#frameFor(point);
    connection.send(frame.encodedBy(connection.codec));
    this.#options.counts.pushedToChatroom(items, missed);
  }

  /** One frame for all who are at the same point. */
  #frameFor(point: number): PointFrame {
    const known = this.#frames.get(point);
    if (known !== undefined) return known;
    const { session } = this.#batch;
    const fresh = this.#window.since(point);
    const items = newestFitting(fresh.items);
    const missed = fresh.missed + fresh.items.length - items.length;
    const body = { session, items, missed };
    const frame = new SharedFrame({ op: PUSH_MESSAGES, body });
    const made = { frame, items: items.length, missed };
    this.#frames.set(point, made);
    return made;
  }

  #here(): ReadonlySet<Connection> {
    return this.#options.hub.connectionsIn(this.#options.chatroomId);
  }

  #forgetAbsent(): void {
    const here = this.#here();
    for (const connection of this.#behind.keys()) {
      if (!here.has(connection)) this.#behind.delete(connection);
    }
  }
}
