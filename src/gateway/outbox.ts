import type { Codec, Encoded } from "../protocol/codec.ts";
import type { PushedSession } from "../protocol/responses.ts";
import { byteLength, roughLength, Weight } from "../push/weight.ts";

/** Most bytes of a frame of several envelopes, and of a joined push. */
export const JOINED_LIMIT = 64 * 1024;
/** A push has at least so many bytes around its items. */
const AROUND = 1024;

/** Messages of one conversation that go in one push. */
interface JoinedPush {
  readonly session: PushedSession;
  readonly items: Encoded[];
  readonly weight: Weight;
}

/** What {@linkcode Outbox} needs. */
export interface OutboxOptions {
  readonly codec: Codec;
  /** Sends a frame over the socket. */
  readonly send: (frame: Encoded) => void;
}

/**
 * What a connection is sent at the end of this turn, in order. Envelopes go in
 * one frame if the encoding has such frames; messages go in one push if nothing
 * else came between them. A frame without room for the next envelope is sent at
 * once, so that no more than a frame waits.
 */
export class Outbox {
  #options: OutboxOptions;
  #between: number;
  #waiting: Encoded[] = [];
  /** The weight of `waiting`. */
  #weight = new Weight();
  /** Comes after `waiting`, as long as more of its conversation may join it. */
  #joined: JoinedPush | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#between = options.codec.envelopes?.between ?? 0;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#joined === undefined;
  }

  /** A lower bound of the bytes that wait. */
  get roughBytes(): number {
    const joined = this.#joined;
    const push = joined === undefined ? 0 : AROUND + joined.weight.rough;
    return this.#weight.rough + push;
  }

  /** How many bytes wait. */
  get bytes(): number {
    const joined = this.#joined;
    const push = joined === undefined ? 0 : byteLength(this.#written(joined));
    return this.#weight.exact + push;
  }

  /** Takes an envelope. */
  add(encoded: Encoded): void {
    this.endPush();
    if (!this.#hasRoomFor(encoded, 0)) this.flush();
    this.#put(encoded);
  }

  /**
   * Adds messages of a conversation, encoded as items. Returns how many new
   * pushes they begin, besides the one that they join.
   */
  join(session: PushedSession, items: readonly Encoded[]): number {
    let begun = 0;
    for (const item of items) {
      const around = this.#isOf(session) ? 0 : AROUND;
      if (!this.#hasRoomFor(item, around)) this.flush();
      if (!this.#isOf(session)) {
        this.endPush();
        this.#joined = { session, items: [], weight: new Weight() };
        begun++;
      }
      this.#joined?.items.push(item);
      this.#joined?.weight.add(item);
      this.#joined?.weight.addBytes(1);
    }
    return begun;
  }

  /** Ends the current push; later messages go into another one. */
  endPush(): void {
    const joined = this.#joined;
    if (joined === undefined) return;
    this.#joined = undefined;
    this.#put(this.#written(joined));
  }

  /** Sends everything that waits. */
  flush(): void {
    this.endPush();
    const waiting = this.#waiting;
    this.clear();
    const { codec: { envelopes }, send } = this.#options;
    if (envelopes === undefined || waiting.length === 1) {
      for (const each of waiting) send(each);
    } else if (waiting.length > 0) send(envelopes.join(waiting));
  }

  /** Drops everything that waits. */
  clear(): void {
    this.#waiting = [];
    this.#weight = new Weight();
    this.#joined = undefined;
  }

  #put(encoded: Encoded): void {
    this.#waiting.push(encoded);
    this.#weight.add(encoded);
    this.#weight.addBytes(this.#between);
  }

  #written({ session, items }: JoinedPush): Encoded {
    return this.#options.codec.encodeItems(session, items);
  }

  #isOf({ id, title }: PushedSession): boolean {
    const session = this.#joined?.session;
    return session?.id === id && session.title === title;
  }

  /** Has the frame of this turn room for it and what stands around it? */
  #hasRoomFor(encoded: Encoded, around: number): boolean {
    if (this.isEmpty) return true;
    const room = JOINED_LIMIT - around;
    if (this.roughBytes + roughLength(encoded) <= room) return true;
    const joined = this.#joined;
    const push = joined === undefined ? 0 : AROUND + joined.weight.exact;
    return this.#weight.exact + push + byteLength(encoded) <= room;
  }
}
