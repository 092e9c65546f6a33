import type { Clock } from "../../base/clock.ts";
import type { Close } from "../../base/close_codes.ts";
import type { Encoded } from "../../protocol/codec.ts";
import type { Admission, EngineSocket, SocketEvents } from "../engine.ts";
import type { DrainWatch } from "./drain_watch.ts";
import { DeferredClose } from "./deferred_close.ts";
import { SocketEnd } from "./socket_end.ts";

/** Milliseconds between two looks whether enough has drained. */
const LOOK = 10;
/** Milliseconds for which a peer that reads nothing is given credit. */
const STUCK = 1000;
/** Characters of a frame after which it is looked how much is unsent. */
const LARGE = 64 * 1024 / 3;

/** The runtime's socket, as far as it is used. */
export interface RuntimeSocket
  extends Pick<WebSocket, "send" | "close" | "bufferedAmount"> {
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
}

/** What {@linkcode DenoSocket.serve} needs. */
export interface DenoSocketOptions {
  /** Open. */
  readonly socket: RuntimeSocket;
  readonly clock: Clock;
  /** Shared by all sockets. */
  readonly drains: DrainWatch;
  readonly admission: Pick<Admission, "open">;
  /** Called once, when the runtime holds nothing of it any more. */
  readonly onEnd?: () => void;
}

/**
 * A socket of the runtime, which dispatches a message without waiting for the
 * handler of the one before, never stops reading, does not tell when what was
 * sent has left, and cannot cut off a peer that does not read: so what is unsent
 * is looked at, and a socket that has closed is held until it has ended.
 */
export class DenoSocket implements EngineSocket {
  #socket: RuntimeSocket;
  #clock: Clock;
  #drains: DrainWatch;
  #heardAt: number;
  /** Unsent bytes at the last look: after the end the runtime says 0. */
  #unsent = 0;
  /** Since when they have not become fewer, as `elapsed`. */
  #unreadSince: number | undefined;
  #isOver = false;
  #deferredClose: DeferredClose | undefined;

  private constructor({ socket, clock, drains }: DenoSocketOptions) {
    this.#socket = socket;
    this.#clock = clock;
    this.#drains = drains;
    this.#heardAt = clock.elapsed();
  }

  /** Serves a socket until it ends. */
  static serve(options: DenoSocketOptions): void {
    const opened = new DenoSocket(options);
    opened.#listen(options.admission.open(opened), options.onEnd);
  }

  get bufferedBytes(): number {
    this.look();
    return this.#unsent;
  }

  get stuck(): boolean {
    this.look();
    return this.#isStuck();
  }

  send(frame: Encoded): void {
    if (this.#isOver) return;
    this.#socket.send(frame);
    if (frame.length > LARGE) this.look();
  }

  /** Looks at what is unsent, again and again for as long as it becomes less. */
  look(): void {
    if (this.#isOver) return;
    const unsent = this.#socket.bufferedAmount;
    if (unsent === 0) this.#unreadSince = undefined;
    else this.#watchDrain(unsent);
    this.#unsent = unsent;
  }

  close(close: Close): void {
    if (this.#isOver) return;
    this.look();
    this.#end();
    const [socket, clock] = [this.#socket, this.#clock];
    const quietFor = clock.elapsed() - this.#heardAt;
    this.#deferredClose = new DeferredClose({ socket, clock, close, quietFor });
  }

  onDrain(bytes: number, run: () => void): void {
    this.#clock.after(LOOK, () => {
      if (this.#isOver || this.bufferedBytes <= bytes) run();
      else this.onDrain(bytes, run);
    });
  }

  #listen(events: SocketEvents, onEnd?: () => void): void {
    const socket = this.#socket;
    const end = new SocketEnd({
      clock: this.#clock,
      hasUnread: () => this.#unsent > 0,
      onEnd: () => {
        onEnd?.();
        events.ended();
      },
    });
    socket.onmessage = ({ data }) => {
      if (this.#deferredClose !== undefined) return this.#deferredClose.heard();
      this.#heardAt = this.#clock.coarse();
      events.received(toFrame(data), this.#heardAt);
    };
    socket.onclose = ({ code }) => {
      const isOurs = this.#deferredClose !== undefined;
      this.#end();
      events.closed();
      end.closed(code, { isOurs });
    };
    socket.onerror = (event) => {
      this.#end();
      events.closed();
      end.failed((event as ErrorEvent).message ?? "");
    };
  }

  /** From now on nothing is sent, and nothing new known of what is unsent. */
  #end(): void {
    this.#isOver = true;
    this.#drains.remove(this);
  }

  #watchDrain(unsent: number): void {
    if (unsent < this.#unsent) this.#unreadSince = undefined;
    this.#unreadSince ??= this.#clock.elapsed();
    if (!this.#isStuck()) this.#drains.add(this);
  }

  #isStuck(): boolean {
    if (this.#unreadSince === undefined) return false;
    return this.#clock.elapsed() - this.#unreadSince >= STUCK;
  }
}

function toFrame(data: unknown): string | Uint8Array {
  return typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
}
