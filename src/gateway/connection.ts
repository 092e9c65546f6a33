import { attempt } from "../base/attempt.ts";
import {
  type Close,
  FRAME_TOO_BIG,
  INTERNAL_ERROR,
  WRONG_FRAME_KIND,
} from "../base/close_codes.ts";
import type { Clock } from "../base/clock.ts";
import type { ConnectionCounts } from "../observe/metrics/connection_counts.ts";
import type { Codec, Encoded } from "../protocol/codec.ts";
import type { PushedSession } from "../protocol/responses.ts";
import type { Connection } from "../push/hub.ts";
import { byteLength, roughLength } from "../push/weight.ts";
import type { EngineSocket } from "./engine.ts";
import { Outbox } from "./outbox.ts";
import type { Peer } from "./peer.ts";
import { RequestLoop, type RequestLoopOptions } from "./request_loop.ts";
import type { TurnJob } from "./turn_end.ts";

const UNKNOWN_ORIGIN = {
  id: "",
  trace: "",
  client: undefined,
  span: undefined,
};

/** What {@linkcode SocketConnection} needs. */
export interface SocketConnectionOptions extends RequestLoopOptions {
  /** Its number at its gateway. */
  readonly id: number;
  readonly socket: EngineSocket;
  /** The same fields as in {@linkcode Peer}. */
  readonly origin?: Pick<Peer, "id" | "trace" | "client" | "span">;
  readonly clock: Clock;
  /** Bytes. */
  readonly maxFrameSize: number;
  /**
   * Called once, when nothing can be sent any more. Without a close when the
   * other end ended the connection.
   */
  readonly onGone: (close: Close | undefined) => void;
  readonly counts?: ConnectionCounts | undefined;
}

/**
 * One socket: receives its frames, has its requests answered, sends pushes and
 * replies, and keeps within the bounds of a connection.
 */
export class SocketConnection implements Connection, TurnJob {
  readonly id: number;
  readonly peer: Peer;
  #options: SocketConnectionOptions;
  #requests: RequestLoop;
  /**
   * Holds the frames that go out at the end of this turn; undefined until the
   * first.
   */
  #outbox: Outbox | undefined;
  #open = true;

  constructor(options: SocketConnectionOptions) {
    const now = options.clock.elapsed();
    this.#options = options;
    this.id = options.id;
    this.peer = {
      ...options.origin ?? UNKNOWN_ORIGIN,
      connection: this,
      login: undefined,
      loggedOutSince: now,
      lastFrameAt: now,
    };
    this.#requests = new RequestLoop(this.peer, options);
  }

  get codec(): Codec {
    return this.#options.codec;
  }

  get open(): boolean {
    return this.#open;
  }

  get bufferedBytes(): number {
    return this.#options.socket.bufferedBytes + (this.#outbox?.bytes ?? 0);
  }

  get roughlyBufferedBytes(): number {
    return this.#options.socket.bufferedBytes + (this.#outbox?.roughBytes ?? 0);
  }

  get userId(): string | undefined {
    return this.peer.login?.userId;
  }

  admit(userId: string, lifetime: number | undefined): void {
    const endsAt = lifetime === undefined
      ? undefined
      : this.#options.clock.elapsed() + lifetime;
    // The user before may have had a conversation with the same id.
    this.#outbox?.endPush();
    this.peer.login = { userId, endsAt };
    this.peer.lastUser = userId;
  }

  dismiss(): void {
    this.peer.login = undefined;
    this.peer.loggedOutSince = this.#options.clock.elapsed();
  }

  /** Has the peer read nothing for a while although bytes wait for it? */
  get stuck(): boolean {
    return this.#options.socket.stuck;
  }

  /** Requests behind the one that is being answered. */
  get waiting(): number {
    return this.#requests.waiting;
  }

  send(encoded: Encoded): void {
    if (!this.#open) return;
    if (this.codec.envelopes === undefined && this.#isFlushed) {
      this.#write(encoded);
    } else this.#await().add(encoded);
  }

  deliver(session: PushedSession, items: readonly Encoded[]): number {
    if (!this.#open) return 0;
    // Ending a turn for a single frame would cost more than it saves.
    const isAlone = this.codec.envelopes === undefined && this.#isFlushed &&
      !this.#options.turnEnd.isAwaited;
    if (!isAlone) return this.#await().join(session, items);
    this.#write(this.codec.encodeItems(session, items));
    return 1;
  }

  /** Closes the connection; waiting and later frames are ignored. */
  close(close: Close): void {
    if (!this.#open) return;
    this.#flush();
    this.#options.socket.close(close);
    this.gone(close);
  }

  /** The socket has ended, or is not waited for any more. */
  gone(close?: Close): void {
    if (!this.#open) return;
    this.#open = false;
    this.#outbox?.clear();
    this.#requests.stop();
    this.#options.onGone(close);
  }

  /** Takes a frame from the socket, when the clock's `elapsed` was `at`. */
  receive(data: string | Uint8Array, at: number): void {
    // Not counted as a sign of life: a client that never reads could keep a
    // closing connection open for ever.
    if (this.#requests.ends) return;
    const { codec, maxFrameSize, counts } = this.#options;
    this.peer.lastFrameAt = at;
    if (counts !== undefined) counts.framesReceived++;
    if (codec.binary !== (typeof data !== "string")) {
      return this.#requests.end(WRONG_FRAME_KIND);
    }
    if (exceeds(data, maxFrameSize)) return this.#requests.end(FRAME_TOO_BIG);
    this.#requests.take(data, at);
  }

  /**
   * Closes the connection after the replies to the requests that came before
   * the invalid frame.
   */
  refuse(close: Close): void {
    if (!this.#requests.ends) this.#requests.end(close);
  }

  /** Settles when every request that has come in is answered. */
  idle(): Promise<void> {
    return this.#requests.idle();
  }

  endTurn(): void {
    if (this.#open && !this.#flush()) this.close(INTERNAL_ERROR);
  }

  get #isFlushed(): boolean {
    return this.#outbox === undefined || this.#outbox.isEmpty;
  }

  /** The outbox for the end of this turn. */
  #await(): Outbox {
    const outbox = this.#outbox ??= new Outbox({
      codec: this.codec,
      send: (frame) => this.#write(frame),
    });
    if (outbox.isEmpty) {
      const { socket, turnEnd } = this.#options;
      turnEnd.add(this);
      socket.expect?.();
    }
    return outbox;
  }

  /** Returns false where something could not be written. */
  #flush(): boolean {
    return attempt(() => this.#outbox?.flush(), this.#options.onFault);
  }

  #write(frame: Encoded): void {
    const { socket, counts } = this.#options;
    if (counts !== undefined) counts.framesSent++;
    socket.send(frame);
  }
}

/** Counts bytes only if the number of characters does not decide. */
function exceeds(data: string | Uint8Array, limit: number): boolean {
  if (data.length > limit) return true;
  return roughLength(data as Encoded) > limit &&
    byteLength(data as Encoded) > limit;
}
