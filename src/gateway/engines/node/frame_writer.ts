import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import type { Clock } from "../../../base/clock.ts";
import type { Encoded } from "../../../protocol/codec.ts";
import type { TurnEnd, TurnJob } from "../../turn_end.ts";
import { Backlog } from "./backlog.ts";
import { ControlFrame, type FrameEncoder, type Sent } from "./frame_encoder.ts";
import type { Opcode } from "./opcodes.ts";

/** Most bytes of one write. */
const PIECE = 64 * 1024;
/**
 * The same once the peer has left something unread: of a larger write it would
 * not show how much the peer has read.
 */
const SMALL_PIECE = 16 * 1024;
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
  /** Has the peer agreed to get frames compressed? */
  readonly isCompressed: boolean;
}

/** Waits until few enough bytes are unsent. */
interface Waiter {
  readonly bytes: number;
  readonly run: () => void;
}

/**
 * Writes the frames of one socket: those of a turn of the event loop together,
 * because a write costs far more than its content. As soon as the peer leaves
 * something unread, one write is under way at a time, so that its end shows how
 * far the peer has read; the rest waits in a {@linkcode Backlog}.
 */
export class FrameWriter implements TurnJob {
  #transport: Transport;
  #surroundings: FrameWriterOptions["surroundings"];
  #isCompressed: boolean;
  /** The frames of this turn, and their characters or bytes. */
  #frames: Sent[] = [];
  #size = 0;
  /** Bytes being written, and since when, as `elapsed`. */
  #writing = 0;
  #since = 0;
  /** What waits for that; undefined as long as the kernel takes everything. */
  #backlog: Backlog | undefined;
  /** Writes whose callback is still to come. */
  #untold = 0;
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

  /** Bytes that the kernel does not have yet; of this turn's texts, characters. */
  get bufferedBytes(): number {
    return this.#size + this.#writing + (this.#backlog?.length ?? 0);
  }

  /** Has the peer read nothing for a while, although bytes wait for it? */
  get isStuck(): boolean {
    if (this.#writing === 0) return false;
    return this.#surroundings.clock.elapsed() - this.#since >= STUCK;
  }

  /** Sends a frame at the end of this turn. */
  send(frame: Encoded): void {
    this.#add(frame);
  }

  /** A frame comes before the end of this turn: its place is here. */
  expect(): void {
    this.#leave();
  }

  /** Sends a ping, a pong or a close after everything before it. */
  sendControl(opcode: Opcode, payload: Uint8Array): void {
    this.#add(new ControlFrame(opcode, payload));
  }

  /** Ends our direction once everything is written. */
  end(): void {
    this.#isEnding = true;
    this.#leave();
  }

  /** The socket is gone, and what was unsent with it. */
  drop(): void {
    this.#frames = [];
    this.#size = this.#writing = 0;
    this.#backlog?.drop();
    this.#backlog = undefined;
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
    if (this.#frames.length > 0) {
      const bytes = this.#encode();
      if (this.#backlog === undefined) this.#write(bytes);
      else this.#backlog.add(bytes);
    }
    if (this.#isEnding && this.#backlog === undefined) this.#transport.end();
  }

  #add(frame: Sent): void {
    this.#frames.push(frame);
    this.#size += frame.length;
    this.#leave();
  }

  #leave(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#surroundings.turnEnd.addLast(this);
  }

  #encode(): Buffer {
    const frames = this.#frames;
    this.#frames = [];
    this.#size = 0;
    return this.#surroundings.encoder.encode(frames, this.#isCompressed);
  }

  /** Writes piece by piece; what the kernel does not take at once waits. */
  #write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      if (this.#isTaken(piece)) continue;
      this.#backlog = new Backlog();
      this.#backlog.add(bytes.subarray(at + PIECE));
      this.#surroundings.encoder.leave(piece);
      return;
    }
  }

  /** Writes what waits, until the kernel takes no more. */
  #writeBacklog(): void {
    for (;;) {
      const piece = this.#backlog?.take(SMALL_PIECE);
      if (piece === undefined) break;
      if (!this.#isTaken(piece)) return;
    }
    this.#backlog = undefined;
    if (this.#isEnding) this.#transport.end();
  }

  /** Has the kernel taken all of it at once? */
  #isTaken(piece: Buffer): boolean {
    const transport = this.#transport;
    this.#untold++;
    transport.write(piece, this.#onWritten);
    if (transport.writableLength === 0) return true;
    this.#writing = piece.length;
    this.#since = this.#surroundings.clock.elapsed();
    return false;
  }

  #onWritten = (fault?: Error | null): void => {
    this.#untold--;
    // The kernel has taken the earlier writes at once.
    if (fault || this.#untold > 0 || this.#writing === 0) return;
    this.#writing = 0;
    this.#writeBacklog();
    this.#tellWaiters();
  };

  #tellWaiters(): void {
    if (this.#waiters.length === 0) return;
    const unsent = this.bufferedBytes;
    const due = this.#waiters.filter(({ bytes }) => unsent <= bytes);
    this.#waiters = this.#waiters.filter(({ bytes }) => unsent > bytes);
    for (const { run } of due) run();
  }
}
