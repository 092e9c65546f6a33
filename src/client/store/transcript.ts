import type { Message } from "../../protocol/responses.ts";
import { compareMessages } from "./message_order.ts";

/**
 * Why messages are missing. A chatroom's push has `skipped` them, or they came
 * while the client was `away`: these are in the history. `evicted` and
 * `forgotten`: the service no longer has them.
 */
export type GapReason = "skipped" | "away" | "evicted" | "forgotten";

/** Messages that are missing between two others. */
export interface Gap {
  /** Why they are missing. */
  readonly reason: GapReason;
  /** How many; 0 if unknown. */
  readonly count: number;
}

/** The position of a page in the history. */
export interface PagePlace {
  /** The message that it ends before; undefined: it is the newest page. */
  readonly before?: string | undefined;
  /** Is there nothing older? */
  readonly reachesStart: boolean;
}

/** After the last message. */
const END = "";

/**
 * A part of a conversation up to the newest message: messages in order, each
 * once, and the gaps between them. It is pure.
 */
export class Transcript {
  #messages: Message[] = [];
  #byId = new Map<string, Message>();
  /** By the id of the message after the gap. */
  #gaps = new Map<string, Gap>();

  /** All messages, in order. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** Is this message here? */
  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** The gap just before a message; without a message, at the end. */
  gapBefore(id: string = END): Gap | undefined {
    return this.#gaps.get(id);
  }

  /** Adds a message that was pushed. */
  add(message: Message): void {
    const gap = this.#gaps.get(END);
    this.#gaps.delete(END);
    this.#put(message);
    if (gap !== undefined) this.#gaps.set(message.id, gap);
  }

  /** Adds a gap after the last message. */
  skip({ reason, count }: Gap): void {
    const before = this.#gaps.get(END)?.count ?? 0;
    this.#gaps.set(END, { reason, count: count + before });
  }

  /** Adds a page of the history, which has no gaps. */
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

  /** Replaces a message. */
  change(id: string, change: (message: Message) => Message): void {
    const known = this.#byId.get(id);
    if (known !== undefined) this.#put(change(known));
  }

  /** Removes messages with this sequence or a greater one. */
  cut(sequence: number): void {
    this.#keep((message) => message.sequence < sequence);
  }

  /** Removes the oldest messages except the last `max`. */
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

  /** Closes the gaps before these messages; returns what was missing. */
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
