import type { Message } from "../../protocol/responses.ts";
import { compareMessages } from "./message_order.ts";

/**
 * Why messages are missing: a chatroom's push has `skipped` them, or they came
 * while the client was `away`: the history has them. `evicted`, `forgotten`: the
 * service does not have them any more.
 */
export type GapReason = "skipped" | "away" | "evicted" | "forgotten";

/** Messages that are missing between two others. */
export interface Gap {
  /** Why they are missing. */
  readonly reason: GapReason;
  /** How many; 0 where nobody knows. */
  readonly count: number;
}

/** Where a page of the history lies. */
export interface PagePlace {
  /** The message that it ends before; undefined: it is the newest page. */
  readonly before?: string | undefined;
  /** Is there nothing older? */
  readonly reachesStart: boolean;
}

/** After the last message. */
const END = "";

/**
 * A part of a conversation that ends with the newest message: messages in their
 * order, each once, and what is missing between them. Pure.
 */
export class Transcript {
  #messages: Message[] = [];
  #byId = new Map<string, Message>();
  /** By the id of the message that they are before. */
  #gaps = new Map<string, Gap>();

  /** All messages, in their order. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** Is this message here? */
  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** What is missing right before a message; without one, at the end. */
  gapBefore(id: string = END): Gap | undefined {
    return this.#gaps.get(id);
  }

  /** Takes a message that has come by itself. */
  add(message: Message): void {
    const gap = this.#gaps.get(END);
    this.#gaps.delete(END);
    this.#put(message);
    if (gap !== undefined) this.#gaps.set(message.id, gap);
  }

  /** Messages are missing after the last one, and before what comes. */
  skip({ reason, count }: Gap): void {
    const before = this.#gaps.get(END)?.count ?? 0;
    this.#gaps.set(END, { reason, count: count + before });
  }

  /** Takes a page of the history, which has no gap in itself. */
  merge(page: readonly Message[], { before, reachesStart }: PagePlace): void {
    const end = this.#byId.get(before ?? END);
    const block = end === undefined ? page : [...page, end];
    const [first, ...others] = block;
    const isKnown = first !== undefined && this.has(first.id);
    const size = this.#messages.length;
    for (const message of page) this.#put(message);
    const closed = this.#close([
      ...others.map(({ id }) => id),
      ...before === undefined ? [END] : [],
    ]);
    if (first === undefined) return;
    if (reachesStart) this.#gaps.delete(first.id);
    if (reachesStart || isKnown || first.id === this.#messages[0]?.id) return;
    const { reason = "away", count = 0 } = closed ?? {};
    const found = this.#messages.length - size;
    this.#gaps.set(first.id, { reason, count: Math.max(0, count - found) });
  }

  /** Puts something else in the place of a message. */
  change(id: string, change: (message: Message) => Message): void {
    const known = this.#byId.get(id);
    if (known !== undefined) this.#put(change(known));
  }

  /** Takes out what has this sequence or a greater one. */
  cut(sequence: number): void {
    this.#keep((message) => message.sequence < sequence);
  }

  /** Takes out the oldest, but for `max`. */
  trim(max: number): void {
    const oldest = this.#messages.at(-max);
    if (oldest === undefined) return;
    this.#keep((message) => compareMessages(message, oldest) >= 0);
    this.#gaps.delete(oldest.id);
  }

  #put(message: Message): void {
    const known = this.#byId.get(message.id);
    this.#byId.set(message.id, message);
    if (known !== undefined) {
      this.#messages[this.#messages.indexOf(known)] = message;
      return;
    }
    let at = this.#messages.length;
    while (at > 0 && compareMessages(this.#messages[at - 1]!, message) > 0) {
      at--;
    }
    this.#messages.splice(at, 0, message);
  }

  /** Nothing is missing before these any more; returns what was. */
  #close(ids: readonly string[]): Gap | undefined {
    let closed: Gap | undefined;
    for (const id of ids) {
      const gap = this.#gaps.get(id);
      if (gap === undefined) continue;
      this.#gaps.delete(id);
      closed = { ...gap, count: gap.count + (closed?.count ?? 0) };
    }
    return closed;
  }

  #keep(isKept: (message: Message) => boolean): void {
    for (const message of this.#messages) {
      if (isKept(message)) continue;
      this.#byId.delete(message.id);
      this.#gaps.delete(message.id);
    }
    this.#messages = this.#messages.filter(isKept);
  }
}
