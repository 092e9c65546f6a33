import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import type { Clock } from "../../../base/clock.ts";
import type { Encoded } from "../../../protocol/codec.ts";
import { controlFrame, type FrameEncoder } from "./frame_encoder.ts";
import type { Opcode } from "./opcodes.ts";
import type { TurnEnd, TurnJob } from "../../turn_end.ts";

/**
 * Most bytes of one write: of a larger one it would not show how much the peer
 * has read.
 */
const PIECE = 64 * 1024;
/** Milliseconds without reading after which a peer counts as stuck. */
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
  /** Has the peer agreed to compressed frames? */
  readonly isCompressed: boolean;
}

/** Waits until few enough bytes are unsent. */
interface Waiter {
  readonly bytes: number;
  readonly run: () => void;
}

/**
 * Writes the frames of one socket: those of a turn of the event loop together,
 * because a write costs far more than its content. One write is under way at a
 * time, so that its end shows how far the peer has read.
 */
export class FrameWriter implements TurnJob {
  #transport: Transport;
  #surroundings: FrameWriterOptions["surroundings"];
  #isCompressed: boolean;
  /** The frames of this turn, and their characters or bytes. */
  #frames: Encoded[] = [];
  #size = 0;
  /** What waits for the end of the current write, and its bytes. */
  #queue: Buffer[] = [];
  #queued = 0;
  /** Bytes being written, and since when, as `elapsed`. */
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

  /** Bytes that the kernel does not have yet. */
  get bufferedBytes(): number {
    return this.#size + this.#queued + this.#writing;
  }

  /** Has the peer read nothing for a while, although bytes wait for it? */
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

  /** Sends a ping, a pong or a close after everything before it. */
  sendControl(opcode: Opcode, payload: Uint8Array): void {
    this.#encode();
    this.#enqueue(controlFrame(opcode, payload));
    this.#leave();
  }

  /** Ends our direction once everything is written. */
  end(): void {
    this.#isEnding = true;
    this.#leave();
  }

  /** The socket is gone, and what was unsent with it. */
  drop(): void {
    this.#frames = [];
    this.#queue = [];
    this.#size = this.#queued = this.#writing = 0;
    this.#tellWaiters();
  }

  /**
   * Calls `run` once, later, when at most so many bytes are unsent, or the
   * socket ends.
   */
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
    // If the kernel has taken everything the callback follows soon, and nobody
    // waits for it.
    if (transport.writableLength === 0) return;
    this.#since = this.#surroundings.clock.elapsed();
  }

  #onWritten = (fault?: Error | null): void => {
    if (fault) return;
    this.#writing = 0;
    this.#writeNext();
    this.#tellWaiters();
  };

  /** What fits into one write; undefined if nothing waits. */
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
