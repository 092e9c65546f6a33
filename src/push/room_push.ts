import type { Clock, Timer } from "../clock.ts";
import { chatroomConversation } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import { PushCounts } from "../metrics/push_counts.ts";
import type { Views } from "../protocol/views.ts";
import type { Connection, Hub } from "./hub.ts";
import { RoomBatch } from "./room_batch.ts";
import { RoomWindow } from "./room_window.ts";
import type { SliceJob, Slices } from "./slices.ts";

/** What pushing to a chatroom needs. */
export interface RoomPushOptions {
  readonly hub: Hub;
  readonly views: Views;
  readonly slices: Slices;
  readonly clock: Clock;
  /** Most messages in one push. */
  readonly count: number;
  /** Milliseconds from one push of a room to its next. */
  readonly duration: number;
  /** A connection with more unsent bytes than this is skipped. */
  readonly backlog: number;
  readonly counts?: PushCounts | undefined;
}

/**
 * One busy room. It rests from the start of a push to the end of its interval,
 * and is pushing from asking for a place among the slices to the end of the
 * last slice; the next push begins when it is neither.
 */
export class RoomPush implements SliceJob {
  #id: string;
  #options: RoomPushOptions;
  #onQuiet: () => void;
  #window: RoomWindow;
  #title = "";
  /** The point that everybody who is not behind has been pushed up to. */
  #pushed = 0;
  /** Who was skipped, and the point they have been pushed up to. */
  #behind = new Map<Connection, number>();
  #timer: Timer | undefined;
  #pushing = false;
  #stopped = false;
  #batch: RoomBatch | undefined;
  #counts: PushCounts;

  constructor(
    id: string,
    options: RoomPushOptions,
    onQuiet: () => void,
  ) {
    this.#id = id;
    this.#options = options;
    this.#onQuiet = onQuiet;
    this.#counts = options.counts ?? new PushCounts();
    this.#window = new RoomWindow(options.count);
  }

  /** Takes the room's newest message. */
  add(message: Message, title: string): void {
    this.#title = title;
    this.#window.add(message);
    this.#next();
  }

  /** A message that still waits here goes out changed. */
  replace(message: Message): void {
    this.#window.replace(message);
  }

  /** Takes the timer back; what waits is not pushed any more. */
  stop(): void {
    this.#stopped = true;
    this.#options.clock.cancel(this.#timer);
  }

  begin(): void {
    if (this.#stopped) return;
    const { clock, duration, views } = this.#options;
    this.#forgetAbsent();
    this.#batch = new RoomBatch({
      start: this.#pushed,
      snapshot: this.#window.snapshot(),
      session: views.pushedSession(chatroomConversation(this.#id), this.#title),
      views,
      receivers: this.#receivers(),
    });
    this.#pushed = this.#window.total;
    this.#timer = clock.after(duration, () => this.#endInterval());
  }

  get done(): boolean {
    return this.#batch?.done ?? true;
  }

  step(budget: number): number {
    const batch = this.#batch;
    if (batch === undefined) return 0;
    const receivers = batch.take(budget);
    for (const connection of receivers) this.#serve(connection, batch);
    return receivers.length;
  }

  end(): void {
    this.#batch = undefined;
    this.#pushing = false;
    this.#next();
  }

  /** Who left since the push began gets nothing any more. */
  #serve(connection: Connection, batch: RoomBatch): void {
    if (!this.#here().has(connection)) return;
    const point = this.#behind.get(connection) ?? batch.start;
    if (connection.bufferedBytes > this.#options.backlog) {
      this.#behind.set(connection, point);
      this.#counts.skipped++;
      return;
    }
    this.#behind.delete(connection);
    const { frame, items, missed } = batch.frameFor(point);
    connection.send(frame.encodedBy(connection.codec));
    this.#counts.pushedToChatroom(items, missed);
  }

  /** Without new messages a push is for those only who were skipped before. */
  #receivers(): Connection[] {
    const fresh = this.#window.total > this.#pushed;
    return fresh ? [...this.#here()] : [...this.#behind.keys()];
  }

  #here(): ReadonlySet<Connection> {
    return this.#options.hub.connectionsIn(this.#id);
  }

  #endInterval(): void {
    this.#timer = undefined;
    this.#next();
  }

  #next(): void {
    if (this.#timer !== undefined || this.#pushing || this.#stopped) return;
    const fresh = this.#window.total > this.#pushed;
    if (!fresh && this.#behind.size === 0) return this.#onQuiet();
    this.#pushing = true;
    this.#options.slices.add(this);
  }

  #forgetAbsent(): void {
    const here = this.#here();
    for (const connection of this.#behind.keys()) {
      if (!here.has(connection)) this.#behind.delete(connection);
    }
  }
}
