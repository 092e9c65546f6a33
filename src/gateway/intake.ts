import { Deque } from "@std/data-structures";
import type { EnvelopeReader, Part } from "../protocol/codec.ts";

/**
 * What has arrived on a connection and waits for its turn: envelopes that were
 * read, and after them frames that are not read to their end.
 */
export class Intake {
  #read = new Deque<Part>();
  #frames: EnvelopeReader[] = [];

  /** How many envelopes were read, plus one for each unread frame. */
  get size(): number {
    return this.#read.length + this.#frames.length;
  }

  /** Is there a frame that is not read to its end? */
  get hasUnread(): boolean {
    return this.#frames.length > 0;
  }

  /** Adds an envelope; only while there is no unread frame. */
  add(part: Part): void {
    this.#read.pushBack(part);
  }

  /** Adds a frame of several envelopes, or the rest of one. */
  addFrame(frame: EnvelopeReader): void {
    if (!frame.done) this.#frames.push(frame);
  }

  /** The next envelope, if there is one. */
  next(): Part | undefined {
    const part = this.#read.popFront();
    if (part !== undefined) return part;
    const [frame] = this.#frames;
    if (frame === undefined) return undefined;
    const next = frame.next();
    if (frame.done) this.#frames.shift();
    return next;
  }

  /**
   * Reads until there are more than so many envelopes, or everything is read.
   */
  readAll(limit: number): void {
    for (const frame of this.#frames) {
      while (!frame.done && this.#read.length <= limit) {
        this.#read.pushBack(frame.next());
      }
    }
    this.#frames = this.#frames.filter((frame) => !frame.done);
  }

  /** Drops everything. */
  clear(): void {
    this.#read.clear();
    this.#frames = [];
  }
}
