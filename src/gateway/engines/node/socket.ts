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

/** Milliseconds of silence after which the peer is pinged. */
const ASKED = 30_000;
/** Milliseconds of silence after which the peer is given up. */
const GIVEN_UP = 60_000;
/** With so many unsent bytes pings are not answered: the peer does not read. */
const PONG_BACKLOG = 64 * 1024;
/** The code of a close frame without one. */
const NO_CODE = 1005;
const NOTHING = Buffer.alloc(0);

/** What all sockets of an engine share. */
export interface SocketSurroundings {
  readonly clock: Clock;
  readonly encoder: FrameEncoder;
  readonly turnEnd: TurnEnd;
  /** Most bytes of a message from a peer. */
  readonly maxFrameSize: number;
  /** Milliseconds for a peer to answer a close frame. */
  readonly writeTimeout: number;
}

/** What {@linkcode NodeSocket.serve} needs. */
export interface NodeSocketOptions {
  /** Open; nothing after the head of the upgrade has been read from it. */
  readonly transport: Socket;
  /** Bytes that arrived together with the upgrade. */
  readonly head: Uint8Array;
  /** Undefined: no compression. */
  readonly agreement: Agreement | undefined;
  readonly admission: Pick<Admission, "open">;
  readonly surroundings: SocketSurroundings;
  /** Called once, when nothing of it is held any more. */
  readonly onEnd: (socket: NodeSocket) => void;
}

/**
 * A WebSocket over a transport of Node. The parser of `ws` reads it; its frames
 * are written without `ws`. A peer that does not answer a close frame in time
 * is cut off, which frees what was kept for it.
 */
export class NodeSocket implements EngineSocket {
  #surroundings: SocketSurroundings;
  #agreement: Agreement | undefined;
  #transport: Socket;
  #reader: FrameReader;
  #writer: FrameWriter;
  #heardAt: number;
  #isAsked = false;
  /**
   * Was a close frame sent, or has the peer gone? Then nothing more is sent.
   */
  #isOver = false;
  /** Is everything that arrives ignored? */
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

  expect(): void {
    if (!this.#isOver) this.#writer.expect();
  }

  close(close: Close): void {
    if (this.#isOver) return;
    this.#sendClose(close.code, close.reason);
    // A peer that has sent no valid frame cannot be read, so its answer is not
    // awaited.
    if (this.#isDeaf) this.#end();
  }

  onDrain(bytes: number, run: () => void): void {
    this.#writer.onDrain(bytes, run);
  }

  /** Pings a silent peer, or gives it up. */
  tend(now: number): void {
    const silence = now - this.#heardAt;
    if (silence < ASKED || this.#isOver) return;
    if (silence >= GIVEN_UP) {
      this.#sendClose(UNRESPONSIVE.code, UNRESPONSIVE.reason);
      this.#events?.closed();
    } else if (!this.#isAsked) {
      this.#isAsked = true;
      this.#writer.sendControl(OPCODE.ping, NOTHING);
    }
  }

  /** Cuts the socket off. */
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

  /**
   * Reading continues until it is closed, because a reset would discard the
   * close frame.
   */
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

  /** Ends our direction after everything unsent. */
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
