import { attempt } from "../base/attempt.ts";
import { INTERNAL_ERROR } from "../base/close_codes.ts";
import { sequenceOfMessageId } from "../domain/message_id.ts";
import type { PushCounts } from "../observe/metrics/push_counts.ts";
import { weightOf } from "../domain/priority.ts";
import { weightiestFitting } from "../protocol/frame_limit.ts";
import { PUSH_MESSAGES } from "../protocol/operations.ts";
import type { Message } from "../protocol/responses.ts";
import type { Connection, Hub, Receivers } from "./hub.ts";
import type { Behind, RoomBatch } from "./gateway_commands.ts";
import type { LateJoiners } from "./late_joiners.ts";
import { holdsMore } from "./outbound.ts";
import { RoomWindow } from "./room_window.ts";
import { SharedFrame } from "./shared_frame.ts";
import type { SliceJob } from "./turn_scheduler.ts";

/** What a {@linkcode RoomDelivery} needs. */
export interface RoomDeliveryOptions {
  readonly chatroomId: string;
  readonly hub: Hub;
  /** Most messages in one push. */
  readonly count: number;
  /** A connection with more unsent bytes than this is left behind. */
  readonly backlog: number;
  readonly counts: PushCounts;
  /** Receivers who do not see all of what is pushed. */
  readonly late: LateJoiners;
  /**
   * Called with each fault; a fault costs one receiver, or one encoding, its
   * push.
   */
  readonly onFault: (fault: unknown) => void;
}

/** The frame for all receivers at the same point. */
interface PointFrame {
  readonly frame: SharedFrame;
  readonly items: number;
  readonly missed: number;
}

/**
 * One chatroom's push at one gateway: serves the receivers a slice at a time,
 * and keeps the points of those that are behind until they have caught up.
 */
export class RoomDelivery implements SliceJob {
  #options: RoomDeliveryOptions;
  /** The newest messages since the first push that left a receiver behind. */
  #window: RoomWindow<Message>;
  /**
   * The receivers that are behind, and the point up to which each was pushed.
   */
  #behind = new Map<Connection, number>();
  #batch: RoomBatch;
  #served: (behind: Behind) => void = () => {};
  /** Undefined before `begin` and after `end`. */
  #receivers: readonly Connection[] | undefined;
  /** The hub's `departures` when the receivers were chosen. */
  #departures = 0;
  #next = 0;
  #frames = new Map<number, PointFrame>();

  constructor(options: RoomDeliveryOptions, batch: RoomBatch) {
    this.#options = options;
    this.#batch = batch;
    this.#window = new RoomWindow(options.count, weigh, batch.start);
  }

  /** Takes the next push; the scheduler begins it. */
  take(batch: RoomBatch, served: (behind: Behind) => void): void {
    this.#batch = batch;
    this.#served = served;
    this.#window.goOn(batch.end, batch.items, batch.points);
  }

  /** Changes a message that receivers who are behind have yet to get. */
  replace(message: Message): void {
    this.#window.replace(message);
  }

  /** A push without new messages is only for the receivers that are behind. */
  begin(): void {
    this.#forgetAbsent();
    this.#frames.clear();
    this.#next = 0;
    this.#departures = this.#options.hub.departures;
    const { start, end } = this.#batch;
    this.#receivers = end > start
      ? [...this.#here()]
      : [...this.#behind.keys()];
  }

  get done(): boolean {
    return this.#next >= (this.#receivers?.length ?? 0);
  }

  step(budget: number): number {
    const end = this.#next + budget;
    const slice = (this.#receivers ?? []).slice(this.#next, end);
    for (const connection of slice) {
      // Counted before serving: after a throw neither this receiver nor those
      // before it are served again.
      this.#next++;
      this.#serve(connection);
    }
    return slice.length;
  }

  end(): void {
    const begun = this.#receivers !== undefined;
    this.#receivers = undefined;
    this.#frames.clear();
    if (begun && this.#behind.size === 0) this.#forgetLate();
    const someBehind = this.#behind.size > 0 ? "somebody" : "nobody";
    this.#served(begun ? someBehind : "everybody");
  }

  fail(): void {
    const left = this.#receivers?.slice(this.#next) ?? [];
    for (const connection of left) this.#leaveBehind(connection);
    this.end();
  }

  /** A fault in sending costs that connection alone. */
  #serve(connection: Connection): void {
    const { onFault } = this.#options;
    if (attempt(() => this.#push(connection), onFault)) return;
    attempt(() => connection.close(INTERNAL_ERROR), onFault);
  }

  /** A receiver that left since the push began gets nothing. */
  #push(connection: Connection): void {
    if (this.#isGone(connection)) return;
    const { backlog, counts } = this.#options;
    if (holdsMore(connection, backlog)) {
      this.#leaveBehind(connection);
      counts.skipped++;
      return;
    }
    const { frame, items, missed } = this.#frameFor(this.#seenFrom(connection));
    // Someone who has just joined sees nothing of this.
    if (items + missed === 0) return void this.#behind.delete(connection);
    const encoded = frame.encodedBy(connection.codec);
    // The message that cannot be encoded will leave the window, and then later
    // ones can be pushed.
    if (encoded === undefined) return this.#leaveBehind(connection);
    this.#behind.delete(connection);
    connection.send(encoded);
    counts.pushedToChatroom(items, missed);
  }

  #pointOf(connection: Connection): number {
    return this.#behind.get(connection) ?? this.#batch.start;
  }

  #leaveBehind(connection: Connection): void {
    this.#behind.set(connection, this.#pointOf(connection));
  }

  /** One frame for all receivers at the same point. */
  #frameFor(point: number): PointFrame {
    const known = this.#frames.get(point);
    if (known !== undefined) return known;
    const { session } = this.#batch;
    const fresh = this.#window.since(point);
    const items = weightiestFitting(fresh.items);
    const missed = fresh.missed + fresh.items.length - items.length;
    const body = { session, items, missed };
    const push = { op: PUSH_MESSAGES, body } as const;
    const frame = new SharedFrame(push, this.#options.onFault);
    const made = { frame, items: items.length, missed };
    this.#frames.set(point, made);
    return made;
  }

  /** From where on a receiver is pushed what they have not been pushed yet. */
  #seenFrom(connection: Connection): number {
    const { late, chatroomId } = this.#options;
    const point = this.#pointOf(connection);
    const hiddenUpTo = late.of(chatroomId, connection.userId ?? "");
    if (hiddenUpTo === undefined) return point;
    const offset = this.#sequencesAhead() ?? 0;
    return Math.min(this.#window.total, Math.max(point, hiddenUpTo - offset));
  }

  /** What was pushed now will not be pushed again. */
  #forgetLate(): void {
    const { late, chatroomId } = this.#options;
    const offset = this.#sequencesAhead();
    if (offset !== undefined) {
      late.passed(chatroomId, this.#window.total + offset);
    }
  }

  /** By how much sequences are ahead of points: both have no gaps. */
  #sequencesAhead(): number | undefined {
    const { newest } = this.#window;
    return newest && sequenceOf(newest.item) - newest.point;
  }

  #isGone(connection: Connection): boolean {
    if (this.#options.hub.departures === this.#departures) return false;
    return !this.#here().has(connection);
  }

  #here(): Receivers {
    return this.#options.hub.connectionsIn(this.#options.chatroomId);
  }

  #forgetAbsent(): void {
    const here = this.#here();
    for (const connection of this.#behind.keys()) {
      if (!here.has(connection)) this.#behind.delete(connection);
    }
  }
}

/** By its id, as the number on the wire may be 0. */
function sequenceOf({ id }: Message): number {
  return sequenceOfMessageId(id) ?? 0;
}

function weigh({ priority }: Message) {
  return weightOf(priority);
}
