import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { type Close, UNRESPONSIVE } from "../../../base/close_codes.ts";
import type { Clock, Timer } from "../../../base/clock.ts";
import type { Encoded } from "../../../protocol/codec.ts";
import type { Admission, EngineSocket, SocketEvents } from "../../engine.ts";
import type { Agreement } from "./compression.ts";
import type { FrameEncoder } from "./frame_encoder.ts";
import { FrameReader } from "./frame_reader.ts";
import { FrameWriter } from "./frame_writer.ts";
import { OPCODE } from "./opcodes.ts";
import type { TurnEnd } from "../../turn_end.ts";

/** Milliseconds without a sign of life after which the peer is asked for one. */
const ASKED = 30_000;
/** The same after which it is given up. */
const GIVEN_UP = 60_000;
/** Unsent bytes from which on pings are not answered: the peer does not read. */
const PONG_BACKLOG = 64 * 1024;
/** Stands for a close frame without a code. */
const NO_CODE = 1005;
const NOTHING = Buffer.alloc(0);

/** What all sockets of an engine share. */
export interface SocketSurroundings {
  readonly clock: Clock;
  readonly encoder: FrameEncoder;
  readonly turnEnd: TurnEnd;
  /** Bytes of a message that a peer sends. */
  readonly maxFrameSize: number;
  /** Milliseconds for a peer to answer a close. */
  readonly writeTimeout: number;
}

/** What {@linkcode NodeSocket.serve} needs. */
export interface NodeSocketOptions {
  /** Open, and nothing was read from it behind the head of the upgrade. */
  readonly transport: Socket;
  /** What came in together with that. */
  readonly head: Uint8Array;
  /** Undefined: nothing is compressed. */
  readonly agreement: Agreement | undefined;
  readonly admission: Pick<Admission, "open">;
  readonly surroundings: SocketSurroundings;
  /** Called once, when nothing is held of it any more. */
  readonly onEnd: (socket: NodeSocket) => void;
}

/**
 * A WebSocket over a transport of Node's: the parser of `ws` reads it, and its
 * frames are written past `ws`. A peer that does not answer a close in time is cut
 * off, and what was kept for it is free.
 */
export class NodeSocket implements EngineSocket {
  #surroundings: SocketSurroundings;
  #agreement: Agreement | undefined;
  #transport: Socket;
  #reader: FrameReader;
  #writer: FrameWriter;
  #heardAt: number;
  #isAsked = false;
  /** Is a close sent, or the peer gone? Then nothing is sent any more. */
  #isOver = false;
  /** Does nothing that comes in matter any more? */
  #isDeaf = false;
  #timer: Timer | undefined;
  #events: SocketEvents | undefined;

  private constructor(
    { transport, agreement, surroundings }: NodeSocketOptions,
  ) {
    this.#surroundings = surroundings;
    this.#agreement = agreement;
    this.#transport = transport;
    this.#heardAt = surroundings.clock.elapsed();
    const isCompressed = agreement !== undefined;
    this.#writer = new FrameWriter(transport, { surroundings, isCompressed });
    this.#reader = this.#createReader();
  }

  /** Serves an open socket until it ends. */
  static serve(options: NodeSocketOptions): NodeSocket {
    const opened = new NodeSocket(options);
    opened.#events = options.admission.open(opened);
    opened.#listen(options.head, options.onEnd);
    return opened;
  }

  get bufferedBytes(): number {
    return this.#writer.bufferedBytes;
  }

  get stuck(): boolean {
    return this.#writer.isStuck;
  }

  send(frame: Encoded): void {
    if (!this.#isOver) this.#writer.send(frame);
  }

  close(close: Close): void {
    if (this.#isOver) return;
    this.#sendClose(close.code, close.reason);
    // A peer that sent what is no frame cannot be heard to answer.
    if (this.#isDeaf) this.#end();
  }

  onDrain(bytes: number, run: () => void): void {
    this.#writer.onDrain(bytes, run);
  }

  /** Asks a silent peer for a sign of life, or gives it up. */
  tend(now: number): void {
    const silence = now - this.#heardAt;
    if (silence < ASKED || this.#isOver) return;
    this.#agreement?.rest();
    if (silence >= GIVEN_UP) {
      this.#sendClose(UNRESPONSIVE.code, UNRESPONSIVE.reason);
      this.#events?.closed();
    } else if (!this.#isAsked) {
      this.#isAsked = true;
      this.#writer.sendControl(OPCODE.ping, NOTHING);
    }
  }

  /** Cuts it. */
  abort(): void {
    this.#transport.destroy();
  }

  #createReader(): FrameReader {
    return new FrameReader({
      maxFrameSize: this.#surroundings.maxFrameSize,
      extensions: this.#agreement?.extensions ?? {},
      events: {
        message: (frame) => {
          if (!this.#isOver) this.#events?.received(frame, this.#heardAt);
        },
        ping: (data) => this.#answerPing(data),
        closing: (code) => this.#answerClose(code),
        refused: (close) => this.#refuse(close),
        drained: () => this.#transport.resume(),
      },
    });
  }

  #listen(head: Uint8Array, onEnd: (socket: NodeSocket) => void): void {
    const transport = this.#transport;
    transport.on("error", () => {});
    transport.on("end", () => this.#peerEnded());
    transport.on("close", () => {
      this.#ended();
      onEnd(this);
    });
    transport.on("data", (chunk: Uint8Array) => this.#read(chunk));
    if (head.length > 0) this.#read(head);
  }

  #read(chunk: Uint8Array): void {
    this.#heardAt = this.#surroundings.clock.coarse();
    this.#isAsked = false;
    if (this.#isDeaf) return;
    if (!this.#reader.write(chunk)) this.#transport.pause();
  }

  #answerPing(data: Uint8Array): void {
    if (this.#isOver || this.bufferedBytes > PONG_BACKLOG) return;
    this.#writer.sendControl(OPCODE.pong, data);
  }

  #answerClose(code: number): void {
    this.#isDeaf = true;
    if (!this.#isOver) {
      this.#sendClose(code, "");
      this.#events?.closed();
    }
    this.#end();
  }

  /** Reads on only when it is closed, as a reset would take the close with it. */
  #refuse(close: Close): void {
    this.#isDeaf = true;
    if (this.#isOver) return this.#end();
    this.#transport.pause();
    this.#events?.refused(close);
  }

  #peerEnded(): void {
    this.#isOver = this.#isDeaf = true;
    this.#events?.closed();
    this.#end();
  }

  #sendClose(code: number, reason: string): void {
    this.#isOver = true;
    this.#writer.sendControl(OPCODE.close, closePayload(code, reason));
    this.#limitEnd();
  }

  /** Ends our direction, behind all that is unsent. */
  #end(): void {
    this.#limitEnd();
    this.#writer.end();
    this.#transport.resume();
  }

  #limitEnd(): void {
    const { clock, writeTimeout } = this.#surroundings;
    this.#timer ??= clock.after(writeTimeout, () => this.abort());
  }

  #ended(): void {
    this.#isOver = this.#isDeaf = true;
    this.#surroundings.clock.cancel(this.#timer);
    this.#writer.drop();
    this.#agreement?.rest();
    this.#events?.closed();
    this.#events?.ended();
  }
}

function closePayload(code: number, reason: string): Uint8Array {
  if (code === NO_CODE) return NOTHING;
  const payload = Buffer.allocUnsafe(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return payload;
}
