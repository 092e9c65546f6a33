import { attempt } from "../base/attempt.ts";
import type { Clock, Timer } from "../base/clock.ts";
import {
  DeliveryOrder,
  type Filled,
  type Numbered,
  type Place,
} from "./delivery_order.ts";

/** What {@linkcode Sequencer} needs. */
export interface SequencerOptions {
  readonly clock: Clock;
  /**
   * Most conversations; one that has not been used since there were half as many
   * is forgotten first.
   */
  readonly limit: number;
  /** Milliseconds to wait for what is missing before it is read. */
  readonly grace: number;
  /**
   * Reads what {@linkcode Filled} says; the place is undefined if nothing has
   * been delivered.
   */
  readonly fill: (key: string, place: Place | undefined) => Promise<Filled>;
  /**
   * May the first item of a conversation have overtaken others? Then it waits
   * until `fill` has read them.
   */
  readonly overtakes: boolean;
  /** Runs the deliveries of one reading. */
  readonly together?: (run: () => void) => void;
  /**
   * Called with a reading that failed, which is tried again, and with a
   * delivery that threw, which is not.
   */
  readonly onFault: (fault: unknown) => void;
}

/** Nothing is to be read. */
interface Resting {
  readonly kind: "resting";
}
/** The storage will be read when the timer fires. */
interface Waiting {
  readonly kind: "waiting";
  readonly timer: Timer;
}
/** The storage is being read; items that arrive are held. */
interface Reading {
  readonly kind: "reading";
  /** Was another reading asked for meanwhile? */
  again: boolean;
}

interface Conversation {
  readonly order: DeliveryOrder;
  /** How many doubts there had been when it was last known to be right. */
  doubts: number;
  phase: Resting | Waiting | Reading;
}

const RESTING: Resting = { kind: "resting" };
/** Milliseconds until a reading that failed is tried again. */
const RETRY = 1000;

/**
 * Delivers each conversation's messages once and in order, whatever way they
 * arrive: what was delivered is dropped, and what is missing is read from the
 * storage before later messages are delivered. The first item of an unknown
 * conversation is delivered at once, or, as two nodes may store at the same
 * moment, after a reading of what it may have overtaken.
 *
 * Sequences show what is missing only as long as the storage loses nothing.
 * After {@linkcode Sequencer.doubt} it may have, and have used numbers again
 * that nobody here heard of. So the next item of each conversation waits until
 * a reading has shown, by the ids, where it stands.
 */
export class Sequencer {
  #options: SequencerOptions;
  #conversations = new Map<string, Conversation>();
  #doubts = 0;
  #stopped = false;

  constructor(options: SequencerOptions) {
    this.#options = options;
  }

  /** How many conversations are remembered. */
  get size(): number {
    return this.#conversations.size;
  }

  /**
   * What comes from now on may be of a storage that has lost something, as
   * after a reconnect.
   */
  doubt(): void {
    this.#doubts++;
  }

  /** Takes the next item of a conversation. */
  offer(key: string, item: Numbered): void {
    const conversation = this.#touch(key);
    const { order, phase } = conversation;
    if (!order.accepts(item)) return;
    const isCertain = this.#isCertain(conversation);
    const isNext = isCertain && this.#isNext(order, item);
    if (isNext && phase.kind !== "reading") {
      order.advance(item);
      this.#deliver(item);
      return this.#release(conversation);
    }
    order.hold(item);
    // Nothing else will come by itself that shows where this one belongs.
    const isAhead = order.last !== undefined && item.sequence > order.last;
    const delay = isCertain && isAhead ? this.#options.grace : 0;
    this.#schedule(key, conversation, delay);
  }

  /** Everything up to a place counts as delivered, if nothing is known. */
  begin(key: string, place: Place): void {
    this.#touch(key).order.begin(place);
  }

  /** Delivers what is in the storage and was not delivered. */
  check(key: string): Promise<void> {
    return this.#read(key, this.#touch(key));
  }

  /** How far a conversation was delivered; undefined if unknown. */
  lastOf(key: string): number | undefined {
    return this.#conversations.get(key)?.order.last;
  }

  /** Was this message delivered last, as far as is known? */
  endsWith(key: string, message: Omit<Numbered, "deliver">): boolean {
    return this.#conversations.get(key)?.order.endsWith(message) ?? false;
  }

  /** Forgets a conversation and the items it holds. */
  forget(key: string): void {
    const conversation = this.#conversations.get(key);
    if (conversation !== undefined) this.#stopWaiting(conversation);
    this.#conversations.delete(key);
  }

  /** Cancels all timers; nothing is delivered any more. */
  stop(): void {
    this.#stopped = true;
    for (const key of [...this.#conversations.keys()]) this.forget(key);
  }

  #isCertain({ doubts }: Conversation): boolean {
    return doubts === this.#doubts;
  }

  #isNext(order: DeliveryOrder, item: Numbered): boolean {
    if (order.last === undefined && !this.#options.overtakes) return true;
    return order.isNext(item);
  }

  #touch(key: string): Conversation {
    const { limit } = this.#options;
    const known = this.#conversations.get(key);
    // Their order matters only near the limit, and costs every message.
    const isFar = this.#conversations.size < limit / 2;
    if (known !== undefined && isFar) return known;
    const conversation = known ??
      { order: new DeliveryOrder(), doubts: this.#doubts, phase: RESTING };
    this.#conversations.delete(key);
    this.#conversations.set(key, conversation);
    if (this.#conversations.size > limit) this.#evict();
    return conversation;
  }

  #evict(): void {
    for (const [key, { order }] of this.#conversations) {
      this.forget(key);
      for (const item of order.rest()) this.#deliver(item);
      return;
    }
  }

  #schedule(key: string, conversation: Conversation, delay: number): void {
    if (conversation.phase.kind !== "resting" || this.#stopped) return;
    const timer = this.#options.clock.after(delay, () => {
      this.#read(key, conversation);
    });
    conversation.phase = { kind: "waiting", timer };
  }

  async #read(key: string, conversation: Conversation): Promise<void> {
    if (conversation.phase.kind === "reading") {
      conversation.phase.again = true;
      return;
    }
    this.#stopWaiting(conversation);
    const reading: Reading = { kind: "reading", again: false };
    conversation.phase = reading;
    const doubts = this.#doubts;
    const outcome = await this.#deliverMissing(key, conversation);
    conversation.phase = RESTING;
    if (outcome === "forgotten") return;
    if (outcome === "read") conversation.doubts = doubts;
    const isCertain = this.#isCertain(conversation);
    if (isCertain) this.#release(conversation);
    const { order } = conversation;
    if (outcome === "failed" || order.hasOverflowed) {
      this.#schedule(key, conversation, RETRY);
    } else if (reading.again || order.isHolding && !isCertain) {
      this.#schedule(key, conversation, 0);
    } else if (order.isHolding) {
      // What arrived meanwhile may have overtaken items that are on their way.
      this.#schedule(key, conversation, this.#options.grace);
    }
  }

  /** One reading, and the delivery of what it brings. */
  async #deliverMissing(
    key: string,
    conversation: Conversation,
  ): Promise<"read" | "failed" | "forgotten"> {
    const { fill, onFault, together = (run) => run() } = this.#options;
    const { order } = conversation;
    order.beginReading();
    const { heldUpTo } = order;
    try {
      const filled = await fill(key, order.place);
      if (this.#conversations.get(key) !== conversation) return "forgotten";
      together(() => {
        for (const item of order.fill(filled, heldUpTo)) this.#deliver(item);
      });
      return "read";
    } catch (fault) {
      onFault(fault);
      return "failed";
    }
  }

  /** A delivery that throws costs itself alone; later ones are made. */
  #deliver(item: Numbered): void {
    attempt(() => item.deliver(), this.#options.onFault);
  }

  /** Delivers the held items that follow on what was delivered just now. */
  #release(conversation: Conversation): void {
    const { order } = conversation;
    if (!order.isHolding) return;
    for (const item of order.ready()) this.#deliver(item);
    if (!order.isHolding && !order.hasOverflowed) {
      this.#stopWaiting(conversation);
    }
  }

  #stopWaiting(conversation: Conversation): void {
    if (conversation.phase.kind !== "waiting") return;
    this.#options.clock.cancel(conversation.phase.timer);
    conversation.phase = RESTING;
  }
}
