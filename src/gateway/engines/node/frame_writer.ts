import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import type { Clock } from "../../../base/clock.ts";
import type { Encoded } from "../../../protocol/codec.ts";
import { controlFrame, type FrameEncoder } from "./frame_encoder.ts";
import type { Opcode } from "./opcodes.ts";
import type { TurnEnd, TurnJob } from "../../turn_end.ts";

/** Bytes that are written at a time: what the peer takes of more would not show. */
const PIECE = 64 * 1024;
/** Milliseconds for which a peer that takes nothing is given credit. */
const STUCK = 1000;

/** Where frames go. */
type Transport = Pick<Socket, "write" | "end" | "writableLength">;

/** What {@linkcode FrameWriter} needs beside its transport. */
export interface FrameWriterOptions {
  /** Shared by all sockets. */
  readonly surroundings: {
    readonly clock: Pick<Clock, "elapsed" | "nextTurn">;
    readonly encoder: FrameEncoder;
    readonly turnEnd: TurnEnd;
  };
  /** Has the peer agreed to get frames compressed? */
  readonly isCompressed: boolean;
}

/** Somebody who waits until little enough is unsent. */
interface Waiter {
  readonly bytes: number;
  readonly run: () => void;
}

/**
 * Writes the frames of one socket: those of a turn of the event loop together, as
 * a write costs far more than what is in it. One write is under way at a time, so
 * that its end tells how far the peer has come.
 */
export class FrameWriter implements TurnJob {
  #transport: Transport;
  #surroundings: FrameWriterOptions["surroundings"];
  #isCompressed: boolean;
  /** Those of this turn, and their characters or bytes. */
  #frames: Encoded[] = [];
  #size = 0;
  /** What waits for the write under way to end, and its bytes. */
  #queue: Buffer[] = [];
  #queued = 0;
  /** Bytes under way, and since when, as `elapsed`. */
  #writing = 0;
  #since = 0;
  #isDue = false;
  #isEnding = false;
  #waiters: Waiter[] = [];

  constructor(
    transport: Transport,
    { surroundings, isCompressed }: FrameWriterOptions,
  ) {
    this.#transport = transport;
    this.#surroundings = surroundings;
    this.#isCompressed = isCompressed;
  }

  /** Bytes that are not with the kernel yet. */
  get bufferedBytes(): number {
    return this.#size + this.#queued + this.#writing;
  }

  /** Has the peer taken nothing for a while of what waits for it? */
  get isStuck(): boolean {
    if (this.#writing === 0) return false;
    return this.#surroundings.clock.elapsed() - this.#since >= STUCK;
  }

  /** Sends a frame at the end of this turn. */
  send(frame: Encoded): void {
    this.#frames.push(frame);
    this.#size += frame.length;
    this.#leave();
  }

  /** Sends a ping, a pong or a close, behind what was sent before it. */
  sendControl(opcode: Opcode, payload: Uint8Array): void {
    this.#encode();
    this.#enqueue(controlFrame(opcode, payload));
    this.#leave();
  }

  /** Says that nothing follows, once everything has gone. */
  end(): void {
    this.#isEnding = true;
    this.#leave();
  }

  /** The socket has gone, and with it what was unsent. */
  drop(): void {
    this.#frames = [];
    this.#queue = [];
    this.#size = this.#queued = this.#writing = 0;
    this.#tellWaiters();
  }

  /** Calls once, later, when at most so many bytes are unsent, or none will be. */
  onDrain(bytes: number, run: () => void): void {
    this.#waiters.push({ bytes, run });
    this.#surroundings.clock.nextTurn(() => this.#tellWaiters());
  }

  endTurn(): void {
    this.#isDue = false;
    this.#encode();
    if (this.#writing === 0) this.#writeNext();
  }

  #leave(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#surroundings.turnEnd.addLast(this);
  }

  #encode(): void {
    if (this.#frames.length === 0) return;
    const { encoder } = this.#surroundings;
    this.#enqueue(encoder.encode(this.#frames, this.#isCompressed));
    this.#frames = [];
    this.#size = 0;
  }

  #enqueue(bytes: Buffer): void {
    this.#queue.push(bytes);
    this.#queued += bytes.length;
  }

  #writeNext(): void {
    const transport = this.#transport;
    const bytes = this.#takePiece();
    if (bytes === undefined) {
      if (this.#isEnding) transport.end();
      return;
    }
    this.#writing = bytes.length;
    transport.write(bytes, this.#onWritten);
    // Where the kernel has taken all, that is told soon, and nobody waits.
    if (transport.writableLength === 0) return;
    this.#since = this.#surroundings.clock.elapsed();
  }

  #onWritten = (fault?: Error | null): void => {
    if (fault) return;
    this.#writing = 0;
    this.#writeNext();
    this.#tellWaiters();
  };

  /** What fits into one write; undefined where nothing waits. */
  #takePiece(): Buffer | undefined {
    const [first] = this.#queue;
    if (first === undefined) return undefined;
    if (this.#queue.length === 1 && first.length <= PIECE) {
      this.#queue.pop();
      return this.#taken(first);
    }
    if (first.length > PIECE) {
      this.#queue[0] = first.subarray(PIECE);
      return this.#taken(first.subarray(0, PIECE));
    }
    let [count, size] = [0, 0];
    for (const { length } of this.#queue) {
      if (size + length > PIECE) break;
      count++;
      size += length;
    }
    const pieces = this.#queue.splice(0, count);
    return this.#taken(count === 1 ? first : Buffer.concat(pieces, size));
  }

  #taken(piece: Buffer): Buffer {
    this.#queued -= piece.length;
    return piece;
  }

  #tellWaiters(): void {
    if (this.#waiters.length === 0) return;
    const unsent = this.bufferedBytes;
    const due = this.#waiters.filter(({ bytes }) => unsent <= bytes);
    this.#waiters = this.#waiters.filter(({ bytes }) => unsent > bytes);
    for (const { run } of due) run();
  }
}
