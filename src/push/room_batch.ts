import { PUSH_MESSAGES } from "../protocol/operations.ts";
import type { PushedSession } from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { Connection } from "./hub.ts";
import type { Snapshot } from "./room_window.ts";
import { SharedFrame } from "./shared_frame.ts";

/** What {@linkcode RoomBatch} needs. */
export interface RoomBatchOptions {
  /** The point that receivers have been pushed up to, unless they are behind. */
  readonly start: number;
  readonly snapshot: Snapshot;
  readonly session: PushedSession;
  readonly views: Views;
  readonly receivers: readonly Connection[];
}

/** A frame of a batch, and how many messages it has and leaves out. */
export interface BatchFrame {
  readonly frame: SharedFrame;
  readonly items: number;
  readonly missed: number;
}

/** One push of one chatroom: who is to get it, and its frames. */
export class RoomBatch {
  #options: RoomBatchOptions;
  #frames = new Map<number, BatchFrame>();
  #next = 0;

  constructor(options: RoomBatchOptions) {
    this.#options = options;
  }

  /** The point that receivers have been pushed up to, unless they are behind. */
  get start(): number {
    return this.#options.start;
  }

  /** The point that a receiver of this push has been pushed up to. */
  get end(): number {
    return this.#options.snapshot.total;
  }

  /** Has every receiver been taken? */
  get done(): boolean {
    return this.#next >= this.#options.receivers.length;
  }

  /** The next receivers, at most `budget` of them. */
  take(budget: number): readonly Connection[] {
    const end = this.#next + budget;
    const taken = this.#options.receivers.slice(this.#next, end);
    this.#next += taken.length;
    return taken;
  }

  /** The frame for receivers at a point: one for all who are at the same. */
  frameFor(point: number): BatchFrame {
    const known = this.#frames.get(point);
    if (known !== undefined) return known;
    const { views, session, snapshot } = this.#options;
    const { items, missed } = snapshot.since(point);
    const shown = items.map((message) => views.sharedMessage(message));
    const body = { session, items: shown, missed };
    const frame = new SharedFrame({ op: PUSH_MESSAGES, body });
    const made = { frame, items: items.length, missed };
    this.#frames.set(point, made);
    return made;
  }
}
