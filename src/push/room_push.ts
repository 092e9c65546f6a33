import type { Clock, Timer } from "../base/clock.ts";
import { chatroomConversation } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import type { Views } from "../protocol/views.ts";
import type { Behind, GatewayCommands, RoomBatch } from "./gateway_commands.ts";
import type { RoomSemaphore, Waiter } from "./room_semaphore.ts";
import type { Presence } from "./presence.ts";
import { RoomWindow } from "./room_window.ts";

/** What pushing to a chatroom needs. */
export interface RoomPushOptions {
  readonly presence: Presence;
  readonly views: Views;
  /** For the rooms that are being pushed to. */
  readonly semaphore: RoomSemaphore;
  readonly clock: Clock;
  /** Most messages in one push. */
  readonly count: number;
  /** Milliseconds from one push of a room to its next. */
  readonly duration: number;
}

/**
 * One busy room. It rests from the start of a push to the end of its interval,
 * and is pushing from asking for a place to when the last gateway has served
 * its receivers; the next push begins when it is neither.
 */
export class RoomPush implements Waiter {
  #id: string;
  #options: RoomPushOptions;
  #onQuiet: () => void;
  #window: RoomWindow<Message>;
  #title = "";
  /** The point that everybody who is not behind has been pushed up to. */
  #pushed = 0;
  /** The gateways with receivers who are behind. */
  #behind = new Set<GatewayCommands>();
  /** Those that could not be told, and the point that they were told up to. */
  #untold = new Map<GatewayCommands, number>();
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
    this.#window = new RoomWindow(options.count);
  }

  /** Takes the room's newest message; {@linkcode next} lets it out. */
  add(message: Message, title: string): void {
    this.#title = title;
    this.#window.add(message);
  }

  /** Pushes what is owed, if it is time; without anything owed it is over. */
  next(): void {
    if (this.#timer !== undefined || this.#pushing || this.#stopped) return;
    const isOwed = !this.#hurried && this.#behind.size > 0;
    if (!this.#isFresh() && !isOwed) return this.#onQuiet();
    this.#pushing = true;
    this.#options.semaphore.take(this);
  }

  /** Counts messages before the next that count as missed. */
  pass(count: number): void {
    this.#window.goOn(this.#window.total + count, []);
  }

  /** A message that still waits, here or for who is behind, goes out changed. */
  replace(message: Message): void {
    this.#window.replace(message);
    const shown = this.#options.views.sharedMessage(message);
    for (const commands of this.#behind) commands.replace(this.#id, shown);
  }

  /** Rests no more, and waits for nobody who is behind. */
  hurry(): void {
    this.#hurried = true;
    if (this.#timer === undefined) return;
    this.#options.clock.cancel(this.#timer);
    this.#endInterval();
  }

  /** Takes the timer back; what waits is not pushed any more. */
  stop(): void {
    this.#stopped = true;
    this.#options.clock.cancel(this.#timer);
  }

  begin(): void {
    if (this.#stopped) return this.#options.semaphore.giveBack();
    // What throws does it here, before anybody has been told.
    const batches = this.#batches();
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

  /** Tried again after the interval; with none, what waits is given up. */
  failed(): void {
    this.#pushing = false;
    if (this.#hurried) this.#pushed = this.#window.total;
    this.#rest();
    this.next();
  }

  #rest(): void {
    if (this.#hurried || this.#stopped || this.#timer !== undefined) return;
    const { clock, duration } = this.#options;
    this.#timer = clock.after(duration, () => this.#endInterval());
  }

  #note(commands: GatewayCommands, { start }: RoomBatch, behind: Behind): void {
    if (behind === "nobody") this.#behind.delete(commands);
    else this.#behind.add(commands);
    if (behind === "everybody") this.#untold.set(commands, start);
    else this.#untold.delete(commands);
  }

  /** What each gateway is to push; of most it is the same. */
  #batches(): [GatewayCommands, RoomBatch][] {
    const usual = this.#batchFrom(this.#pushed);
    return [...this.#receivers()].map((commands) => {
      const start = this.#untold.get(commands) ?? this.#pushed;
      const batch = start === this.#pushed ? usual : this.#batchFrom(start);
      return [commands, batch];
    });
  }

  #batchFrom(start: number): RoomBatch {
    const { views } = this.#options;
    const { items } = this.#window.since(start);
    const conversation = chatroomConversation(this.#id);
    return {
      session: views.pushedSession(conversation, this.#title),
      start,
      end: this.#window.total,
      items: items.map((message) => views.sharedMessage(message)),
    };
  }

  #end(): void {
    this.#pushing = false;
    this.#options.semaphore.giveBack();
    this.next();
  }

  /** Without new messages a push is for those only who were left behind. */
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
