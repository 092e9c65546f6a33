import type { Message } from "../protocol/responses.ts";
import {
  changedId,
  type ChangeEvent,
  type Changes,
  updated,
  type UpdateEvent,
} from "./changes.ts";
import { Held } from "./held.ts";
import { HistoryCheck } from "./history_check.ts";
import type { Missed } from "./missed.ts";

/** Most messages that are held until a gap before them is closed. */
const MAX_HELD = 500;
/** Most messages that one request of sync asks for. */
export const PAGE = 200;

/** Takes what a timeline delivers, in the order of the conversation. */
export interface TimelineOutput {
  readonly message: (message: Message) => void;
  readonly changed: (event: ChangeEvent | UpdateEvent) => void;
  readonly missed: (missed: Missed) => void;
}

/** What {@linkcode OrderedDelivery} needs. */
export interface OrderedDeliveryOptions {
  /** The session's id. */
  readonly id: string;
  readonly out: TimelineOutput;
  readonly changes: Changes;
}

/**
 * Delivers the messages of one conversation once and in order, and holds those
 * that arrive early: at most {@linkcode MAX_HELD} and a page. It delivers
 * nothing while the service may have another history.
 */
export class OrderedDelivery {
  /** The last sequence delivered; undefined until it is known where to begin. */
  last: number | undefined;
  readonly history = new HistoryCheck();
  readonly held = new Held();
  #options: OrderedDeliveryOptions;

  constructor(options: OrderedDeliveryOptions) {
    this.#options = options;
  }

  /** The sequence to deliver next; infinite until it is known where to begin. */
  get next(): number {
    return (this.last ?? Infinity) + 1;
  }

  /** Takes a message that was pushed. */
  offer(message: Message): void {
    const { sequence, id } = message;
    const known = this.held.get(sequence);
    if (known?.id !== id) {
      // The service has lost the held message, and uses its number again.
      if (known !== undefined) this.held.drop(sequence);
      this.hold(message, MAX_HELD);
    }
    this.drain();
  }

  /**
   * Changes a message that is not delivered yet; returns false if an
   * application that has it has to be told.
   */
  update(event: UpdateEvent): boolean {
    const held = this.held.find(changedId(event));
    if (held !== undefined) this.held.set(updated(held, event));
    if (event.event !== "edited") return held !== undefined;
    const { sequence = 0 } = event.message ?? {};
    const isAhead = sequence > (this.last ?? Infinity);
    return isAhead || this.#options.changes.isRecalled(sequence);
  }

  /**
   * Takes the present state of a message that is not delivered yet; returns
   * false if it is not held. It is not held for that: what stands between it and
   * the last one delivered may be of a history that the service has lost, which
   * only an answer that continues the last one shows.
   */
  renew(message: Message): boolean {
    const known = this.held.get(message.sequence);
    if (known?.id === message.id) this.held.set(message);
    // The service has lost what is held, and uses the numbers again.
    else if (known !== undefined) this.held.drop(0);
    return known?.id === message.id;
  }

  /** Holds a message until it can be delivered. */
  hold(message: Message, limit = MAX_HELD + PAGE): void {
    const { sequence } = message;
    if (sequence <= (this.last ?? 0)) return;
    const hasRoom = this.held.size < limit || sequence === this.next;
    if (hasRoom) this.held.set(message);
  }

  /** Delivers the held messages that follow on the last one. */
  drain(): void {
    if (this.last === undefined || !this.history.isSame) return;
    this.held.drop(0, this.last);
    for (;;) {
      const message = this.held.get(this.next);
      if (message === undefined) return;
      this.#deliver(message);
    }
  }

  /** Gives up what is no longer kept, except messages that were pushed. */
  skipTo(first: number): void {
    while (this.next < first) {
      const end = this.held.first(first);
      const { next } = this;
      if (end > next) {
        this.last = end - 1;
        this.#lose("evicted", next, end - 1);
      }
      this.drain();
    }
  }

  /** The service has lost what was delivered after a sequence: begins there. */
  goBack(sequence: number): void {
    const last = this.last ?? 0;
    this.history.confirm();
    this.history.cut(sequence);
    this.held.drop(0);
    this.last = sequence;
    this.#lose("forgotten", sequence + 1, last);
  }

  #deliver(message: Message): void {
    const { sequence } = message;
    this.last = sequence;
    this.history.add(message);
    this.held.delete(sequence);
    this.#options.out.message(this.#options.changes.apply(message));
  }

  #lose(reason: Missed["reason"], first: number, last: number): void {
    const { id, out } = this.#options;
    const missed = { session_id: id, reason };
    const count = last - first + 1;
    const isAll = reason === "forgotten" && first === 1;
    out.missed(
      isAll ? { ...missed, count: 0 } : { ...missed, count, first, last },
    );
  }
}
