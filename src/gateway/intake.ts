import { Deque } from "@std/data-structures";
import type { EnvelopeReader, Part } from "../protocol/codec.ts";

/**
 * What has come in of a connection and waits for its turn: envelopes that were
 * read, and behind them frames of which some are still to be read.
 */
export class Intake {
  #read = new Deque<Part>();
  #frames: EnvelopeReader[] = [];

  /** Envelopes that were read, and one of each frame. */
  get size(): number {
    return this.#read.length + this.#frames.length;
  }

  /** Is there a frame that is not read to its end? */
  get hasUnread(): boolean {
    return this.#frames.length > 0;
  }

  /** Takes an envelope; to be called where no frame is left to be read. */
  add(part: Part): void {
    this.#read.pushBack(part);
  }

  /** Takes a frame of several envelopes, or what is left of one. */
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

  /** Reads until there are more than so many envelopes, or all is read. */
  readAll(limit: number): void {
    for (const frame of this.#frames) {
      while (!frame.done && this.#read.length <= limit) {
        this.#read.pushBack(frame.next());
      }
    }
    this.#frames = this.#frames.filter((frame) => !frame.done);
  }

  /** Forgets everything. */
  clear(): void {
    this.#read.clear();
    this.#frames = [];
  }
}
