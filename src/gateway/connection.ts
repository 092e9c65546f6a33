import {
  type Close,
  FLOODING,
  FRAME_TOO_BIG,
  MALFORMED,
  WRONG_FRAME_KIND,
} from "../close_codes.ts";
import type { Clock } from "../clock.ts";
import { Deque } from "@std/data-structures";
import {
  type Codec,
  type Encoded,
  type Frame,
  MalformedFrame,
  type Reply,
} from "../protocol/codec.ts";
import { MALFORMED_OP } from "../protocol/operations.ts";
import type { Connection } from "../push/hub.ts";
import { byteLength } from "../push/outbound.ts";
import type { Dispatch } from "./dispatch.ts";
import type { Peer } from "./peer.ts";

/** Requests of one connection that may be unanswered. */
export const MAX_UNANSWERED = 256;
/** Malformed frames that are answered; the last of them ends the connection. */
export const MAX_MALFORMED = 10;
/** With more unsent bytes than this a connection's requests wait. */
const REPLY_BACKLOG = 256 * 1024;
/** Milliseconds between two looks whether the replies have been read. */
const REPLY_POLL = 10;

/** The runtime's socket, as far as a connection uses it. */
export type Socket = Pick<
  WebSocket,
  "send" | "close" | "bufferedAmount" | "readyState"
>;

/** What {@linkcode SocketConnection} needs. */
export interface SocketConnectionOptions {
  readonly socket: Socket;
  readonly codec: Codec;
  readonly dispatch: Pick<Dispatch, "handle">;
  readonly clock: Clock;
  /** Bytes. */
  readonly maxFrameSize: number;
  /** Called once, at the moment from which nothing is sent any more. */
  readonly onGone: () => void;
}

/**
 * One socket: takes its frames in order, answers them one after the other, and
 * keeps it within its bounds. The runtime dispatches a message without waiting
 * for the handler of the one before, never stops reading, and cannot cut off a
 * peer that does not read: order, back-pressure and forgetting are done here.
 */
export class SocketConnection implements Connection {
  readonly peer: Peer;
  #options: SocketConnectionOptions;
  #waiting = new Deque<string | Uint8Array>();
  #serving: Promise<void> | undefined;
  #malformed = 0;
  #open = true;

  constructor(options: SocketConnectionOptions) {
    const now = options.clock.now();
    this.#options = options;
    this.peer = {
      connection: this,
      login: undefined,
      loggedOutSince: now,
      lastFrameAt: now,
    };
  }

  get codec(): Codec {
    return this.#options.codec;
  }

  get open(): boolean {
    return this.#open;
  }

  get bufferedBytes(): number {
    return this.#options.socket.bufferedAmount;
  }

  send(frame: Encoded): void {
    const { socket } = this.#options;
    if (this.#open && socket.readyState === WebSocket.OPEN) socket.send(frame);
  }

  /**
   * A close frame that is sent while a message is being handled gets lost in
   * the runtime, so it goes out a moment later; whatever comes in until then is
   * ignored.
   */
  close({ code, reason }: Close): void {
    if (!this.#open) return;
    const { socket, clock } = this.#options;
    this.gone();
    clock.after(0, () => socket.close(code, reason));
  }

  /** The socket has ended, or nobody cares for it any more. */
  gone(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#waiting.clear();
    this.#options.onGone();
  }

  /** Takes a frame from the socket. */
  receive(data: string | Uint8Array): void {
    if (!this.#open) return;
    const { clock, codec, maxFrameSize } = this.#options;
    this.peer.lastFrameAt = clock.now();
    if (codec.binary !== (typeof data !== "string")) {
      return this.close(WRONG_FRAME_KIND);
    }
    if (exceeds(data, maxFrameSize)) return this.close(FRAME_TOO_BIG);
    const unanswered = this.#waiting.length + (this.#serving ? 1 : 0);
    if (unanswered >= MAX_UNANSWERED) return this.close(FLOODING);
    this.#waiting.pushBack(data);
    this.#serving ??= this.#serve();
  }

  /** Settles when every request that has come in is answered. */
  async idle(): Promise<void> {
    await this.#serving;
  }

  async #serve(): Promise<void> {
    try {
      for (;;) {
        if (this.bufferedBytes > REPLY_BACKLOG) await this.#drained();
        const data = this.#waiting.popFront();
        if (data === undefined) return;
        await this.#answer(data);
      }
    } finally {
      this.#serving = undefined;
    }
  }

  async #answer(data: string | Uint8Array): Promise<void> {
    const frame = this.#decode(data);
    if (frame instanceof MalformedFrame) return this.#refuse(frame);
    this.#reply(await this.#options.dispatch.handle(frame, this.peer));
  }

  #decode(data: string | Uint8Array): Frame | MalformedFrame {
    try {
      return this.codec.decode(data);
    } catch (thrown) {
      if (thrown instanceof MalformedFrame) return thrown;
      return new MalformedFrame("malformed frame");
    }
  }

  #refuse({ message }: MalformedFrame): void {
    this.#malformed++;
    const refusal = { op: MALFORMED_OP, seq: 0, code: 400, data: null };
    this.#reply({ ...refusal, msg: message });
    if (this.#malformed >= MAX_MALFORMED) this.close(MALFORMED);
  }

  #reply(reply: Reply): void {
    this.send(this.codec.encodeReply(reply));
  }

  /** The runtime does not tell when a socket has drained: one has to look. */
  async #drained(): Promise<void> {
    while (this.#open && this.bufferedBytes > REPLY_BACKLOG) {
      await new Promise<void>((resolve) => {
        this.#options.clock.after(REPLY_POLL, resolve);
      });
    }
  }
}

/** Counts bytes only where the number of characters leaves it open. */
function exceeds(data: string | Uint8Array, limit: number): boolean {
  if (data.length > limit) return true;
  return data.length * 3 > limit && byteLength(data as Encoded) > limit;
}
