import {
  type Close,
  FLOODING,
  FRAME_TOO_BIG,
  INTERNAL_ERROR,
  MALFORMED,
  WRONG_FRAME_KIND,
} from "../base/close_codes.ts";
import type { Clock } from "../base/clock.ts";
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
import type { EngineSocket } from "./engine.ts";
import type { Peer } from "./peer.ts";
import { RequestTurns } from "./request_turns.ts";

const UNKNOWN_ORIGIN = {
  id: "",
  trace: "",
  client: undefined,
  span: undefined,
};

/** Requests of one connection that may be unanswered. */
export const MAX_UNANSWERED = 256;
/** Malformed frames that are answered; the last of them ends the connection. */
export const MAX_MALFORMED = 10;
/** With more unsent bytes than this a connection's requests wait. */
const REPLY_BACKLOG = 64 * 1024;
/** Characters of replies, of three bytes at most, between two looks at that. */
const UNCHECKED = REPLY_BACKLOG / 3;

/** What {@linkcode SocketConnection} needs. */
export interface SocketConnectionOptions {
  /** Its number at its gateway. */
  readonly id: number;
  readonly socket: EngineSocket;
  /** As the {@linkcode Peer} has them. */
  readonly origin?: Pick<Peer, "id" | "trace" | "client" | "span">;
  readonly codec: Codec;
  readonly dispatch: Pick<Dispatch, "handle">;
  readonly clock: Clock;
  /** Shared by all connections; without, the connection has its own. */
  readonly turns?: RequestTurns | undefined;
  /** Bytes. */
  readonly maxFrameSize: number;
  /** Told of a reply that could not be written; the connection is closed. */
  readonly onFault: (fault: unknown) => void;
  /**
   * Called once, at the moment from which nothing is sent any more; without a
   * close where it was not ours.
   */
  readonly onGone: (close: Close | undefined) => void;
  /** Told of a frame that is no request. */
  readonly onMalformed?: () => void;
}

/**
 * One socket: takes its frames in order, answers them one after the other, and
 * keeps it within its bounds. No engine waits with a frame until the one before
 * is answered: order, back-pressure and forgetting are done here.
 */
export class SocketConnection implements Connection {
  readonly id: number;
  readonly peer: Peer;
  #options: SocketConnectionOptions;
  #turns: RequestTurns;
  #waiting = new Deque<string | Uint8Array>();
  /** Is a request being answered? Then others wait. */
  #busy = false;
  #onIdle: (() => void)[] = [];
  /** Characters of replies since the socket was last seen to have drained. */
  #unchecked = 0;
  #malformed = 0;
  #open = true;
  /** Why it ends when all that came in before is answered. */
  #ending: Close | undefined;

  constructor(options: SocketConnectionOptions) {
    const now = options.clock.elapsed();
    this.#options = options;
    this.#turns = options.turns ?? new RequestTurns(options.clock);
    this.id = options.id;
    this.peer = {
      ...options.origin ?? UNKNOWN_ORIGIN,
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
    return this.#options.socket.bufferedBytes;
  }

  get userId(): string | undefined {
    return this.peer.login?.userId;
  }

  admit(userId: string, lifetime: number | undefined): void {
    const endsAt = lifetime === undefined
      ? undefined
      : this.#options.clock.elapsed() + lifetime;
    this.peer.login = { userId, endsAt };
    this.peer.lastUser = userId;
  }

  dismiss(): void {
    this.peer.login = undefined;
    this.peer.loggedOutSince = this.#options.clock.elapsed();
  }

  /** Has the peer read nothing for a while of what waits for it? */
  get stuck(): boolean {
    return this.#options.socket.stuck;
  }

  /** Requests behind the one that is being answered. */
  get waiting(): number {
    return this.#waiting.length;
  }

  send(frame: Encoded): void {
    if (this.#open) this.#options.socket.send(frame);
  }

  /** Ends it; whatever waits or comes in from now on is ignored. */
  close(close: Close): void {
    if (!this.#open) return;
    this.#options.socket.close(close);
    this.gone(close);
  }

  /** The socket has ended, or nobody cares for it any more. */
  gone(close?: Close): void {
    if (!this.#open) return;
    this.#open = false;
    this.#waiting.clear();
    this.#options.onGone(close);
  }

  /** Takes a frame from the socket, when the clock's `elapsed` was `at`. */
  receive(data: string | Uint8Array, at: number): void {
    // Not counted as a sign of life: a client that never reads could keep a
    // closing connection open for ever.
    if (!this.#open || this.#ending !== undefined) return;
    const { codec, maxFrameSize } = this.#options;
    this.peer.lastFrameAt = at;
    if (codec.binary !== (typeof data !== "string")) {
      return this.#end(WRONG_FRAME_KIND);
    }
    if (exceeds(data, maxFrameSize)) return this.#end(FRAME_TOO_BIG);
    if (!this.#busy) return this.#serve(data);
    if (this.#waiting.length + 1 >= MAX_UNANSWERED) return this.close(FLOODING);
    this.#waiting.pushBack(data);
  }

  /** Settles when every request that has come in is answered. */
  async idle(): Promise<void> {
    if (!this.#busy) return;
    await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  /** Closes it in its turn: the requests before this are owed their replies. */
  #end(close: Close): void {
    this.#ending = close;
    if (!this.#busy) this.close(close);
  }

  /**
   * Serves one frame, and then those that have come meanwhile. Callbacks, not
   * an async loop: this runs for every message, and each promise costs.
   */
  #serve(data: string | Uint8Array): void {
    this.#busy = this.#open;
    if (!this.#open) return this.#next();
    if (this.#unchecked > UNCHECKED && !this.#hasDrained()) {
      const { socket } = this.#options;
      return socket.onDrain(REPLY_BACKLOG, () => this.#serve(data));
    }
    const frame = this.#decode(data);
    if (frame instanceof MalformedFrame) {
      this.#refuse(frame);
      this.#next();
      return;
    }
    this.#options.dispatch.handle(frame, this.peer).then(this.#answer);
  }

  #answer = (reply: Reply): void => {
    this.#reply(reply);
    this.#next();
  };

  #next(): void {
    const data = this.#waiting.popFront();
    if (data !== undefined) {
      return this.#turns.take(() => this.#serve(data));
    }
    this.#busy = false;
    if (this.#ending !== undefined) this.close(this.#ending);
    for (const resolve of this.#onIdle.splice(0)) resolve();
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
    this.#options.onMalformed?.();
    const refusal = { op: MALFORMED_OP, seq: 0, code: 400, data: null };
    this.#reply({ ...refusal, msg: message });
    if (this.#malformed >= MAX_MALFORMED) this.close(MALFORMED);
  }

  #reply(reply: Reply): void {
    try {
      const encoded = this.codec.encodeReply(reply);
      this.#unchecked += encoded.length;
      this.send(encoded);
    } catch (fault) {
      // Without its reply the client would wait for ever, and so would we.
      this.#options.onFault(fault);
      this.close(INTERNAL_ERROR);
    }
  }

  /** On a connection that has gone nothing waits for its replies any more. */
  #hasDrained(): boolean {
    if (this.#open && this.bufferedBytes > REPLY_BACKLOG) return false;
    this.#unchecked = 0;
    return true;
  }
}

/** Counts bytes only where the number of characters leaves it open. */
function exceeds(data: string | Uint8Array, limit: number): boolean {
  if (data.length > limit) return true;
  return data.length * 3 > limit && byteLength(data as Encoded) > limit;
}
