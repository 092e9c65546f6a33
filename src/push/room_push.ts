import type { Clock, Timer } from "../base/clock.ts";
import { chatroomConversation } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import { weightOf } from "../domain/priority.ts";
import type { Views } from "../protocol/views.ts";
import type { Behind, GatewayCommands, RoomBatch } from "./gateway_commands.ts";
import type { RoomSemaphore, Waiter } from "./room_semaphore.ts";
import type { Presence } from "./presence.ts";
import { RoomWindow } from "./room_window.ts";

/** What pushing to a chatroom needs. */
export interface RoomPushOptions {
  readonly presence: Presence;
  readonly views: Views;
  /** Limits how many rooms are pushed to at the same time. */
  readonly semaphore: RoomSemaphore;
  readonly clock: Clock;
  /** Most messages in one push. */
  readonly count: number;
  /** Milliseconds from one push of a room to its next. */
  readonly duration: number;
}

/**
 * One busy room. It rests from the start of a push until the interval ends. It
 * is pushing from when it asks for a slot until the last gateway has served its
 * receivers. The next push begins when it does neither.
 */
export class RoomPush implements Waiter {
  #id: string;
  #options: RoomPushOptions;
  #onQuiet: () => void;
  #window: RoomWindow<Message>;
  #title = "";
  /**
   * Every receiver that is not behind has been pushed the messages up to this
   * point.
   */
  #pushed = 0;
  /** The sequence of the newest message. */
  #lastSequence = 0;
  /** The gateways with receivers that are behind. */
  #behind = new Set<GatewayCommands>();
  /**
   * The gateways whose last push failed as a whole, and the point at which it
   * started.
   */
  #failedFrom = new Map<GatewayCommands, number>();
  #timer: Timer | undefined;
  #pushing = false;
  #hurried = false;
  #stopped = false;

  constructor(
    id: string,
    options: RoomPushOptions,
    onQuiet: () => void,
  ) {
    this.#id = id;
    this.#options = options;
    this.#onQuiet = onQuiet;
    this.#window = new RoomWindow(
      options.count,
      ({ extras }) => weightOf(extras?.priority),
    );
  }

  /** Takes the room's newest message; {@linkcode next} pushes it. */
  add(message: Message, title: string): void {
    this.#title = title;
    this.#lastSequence = message.sequence;
    this.#window.add(message);
  }

  /**
   * Begins the next push if it is time; ends the room's busy period if nothing
   * is left to push.
   */
  next(): void {
    if (this.#timer !== undefined || this.#pushing || this.#stopped) return;
    const isOwed = !this.#hurried && this.#behind.size > 0;
    if (!this.#isFresh() && !isOwed) {
      this.#forgetLate(this.#pushed);
      return this.#onQuiet();
    }
    this.#pushing = true;
    this.#options.semaphore.acquire(this);
  }

  /** Counts so many messages as missed. */
  pass(count: number): void {
    this.#lastSequence += count;
    this.#window.goOn(this.#window.total + count, []);
  }

  /**
   * Changes a message that is not yet pushed, here or to receivers that are
   * behind.
   */
  replace(message: Message): void {
    this.#window.replace(message);
    const shown = this.#options.views.sharedMessage(message);
    for (const commands of this.#behind) commands.replace(this.#id, shown);
  }

  /**
   * Ends the interval now, starts no further one, and no longer waits for
   * receivers that are behind.
   */
  hurry(): void {
    this.#hurried = true;
    if (this.#timer === undefined) return;
    this.#options.clock.cancel(this.#timer);
    this.#endInterval();
  }

  /** Cancels the timer; what is waiting is not pushed any more. */
  stop(): void {
    this.#stopped = true;
    this.#options.clock.cancel(this.#timer);
  }

  begin(): void {
    if (this.#stopped) return this.#options.semaphore.release();
    // Whatever can throw comes first, before any gateway has its batch.
    const batches = this.#batches();
    this.#forgetLate(Math.min(this.#pushed, ...this.#failedFrom.values()));
    this.#pushed = this.#window.total;
    this.#rest();
    let left = batches.length;
    if (left === 0) return this.#end();
    for (const [commands, batch] of batches) {
      commands.pushChatroom(this.#id, batch, (behind) => {
        this.#note(commands, batch, behind);
        if (--left === 0) this.#end();
      });
    }
  }

  /**
   * Tries again after the interval. When hurried there is none, and what was
   * waiting is given up.
   */
  failed(): void {
    this.#pushing = false;
    if (this.#hurried) this.#pushed = this.#window.total;
    this.#rest();
    this.next();
  }

  /** Everything up to a point was pushed at all gateways. */
  #forgetLate(point: number): void {
    const sequence = this.#lastSequence - (this.#window.total - point);
    this.#options.presence.late.passed(this.#id, sequence);
  }

  #rest(): void {
    if (this.#hurried || this.#stopped || this.#timer !== undefined) return;
    const { clock, duration } = this.#options;
    this.#timer = clock.after(duration, () => this.#endInterval());
  }

  #note(commands: GatewayCommands, { start }: RoomBatch, behind: Behind): void {
    if (behind === "nobody") this.#behind.delete(commands);
    else this.#behind.add(commands);
    if (behind === "everybody") this.#failedFrom.set(commands, start);
    else this.#failedFrom.delete(commands);
  }

  /** The batch for each gateway; most gateways get the same one. */
  #batches(): [GatewayCommands, RoomBatch][] {
    const usual = this.#batchFrom(this.#pushed);
    return [...this.#receivers()].map((commands) => {
      const start = this.#failedFrom.get(commands) ?? this.#pushed;
      const batch = start === this.#pushed ? usual : this.#batchFrom(start);
      return [commands, batch];
    });
  }

  #batchFrom(start: number): RoomBatch {
    const { views } = this.#options;
    const { items } = this.#window.since(start);
    const conversation = chatroomConversation(this.#id);
    const points = this.#window.pointsSince(start);
    const batch = {
      session: views.pushedSession(conversation, this.#title),
      start,
      end: this.#window.total,
      items: items.map((message) => views.sharedMessage(message)),
    };
    return points === undefined ? batch : { ...batch, points };
  }

  #end(): void {
    this.#pushing = false;
    this.#options.semaphore.release();
    this.next();
  }

  /** A push without new messages is only for the gateways that are behind. */
  #receivers(): ReadonlySet<GatewayCommands> {
    if (!this.#isFresh()) return new Set(this.#behind);
    const { presence } = this.#options;
    return new Set([...presence.gatewaysIn(this.#id), ...this.#behind]);
  }

  #isFresh(): boolean {
    return this.#window.total > this.#pushed;
  }

  #endInterval(): void {
    this.#timer = undefined;
    this.next();
  }
}
