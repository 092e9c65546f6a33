import type { Clock } from "../../base/clock.ts";
import type { Close } from "../../base/close_codes.ts";
import type { Encoded } from "../../protocol/codec.ts";
import type { Admission, EngineSocket, SocketEvents } from "../engine.ts";
import type { DrainWatch } from "./drain_watch.ts";
import { DeferredClose } from "./deferred_close.ts";
import { SocketEnd } from "./socket_end.ts";

/** Milliseconds between two checks whether enough has drained. */
const LOOK = 10;
/** Milliseconds without reading after which a peer counts as stuck. */
const STUCK = 1000;
/** Characters of a frame after which the unsent bytes are checked. */
const LARGE = 64 * 1024 / 3;

/** The part of the runtime's socket that is used. */
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
 * A socket of the runtime. The runtime dispatches a message without waiting for
 * the handler of the one before, never stops reading, has no event for bytes
 * that have left, and cannot cut off a peer that does not read. So unsent bytes
 * are polled, and a closed socket is held until it has ended.
 */
export class DenoSocket implements EngineSocket {
  #socket: RuntimeSocket;
  #clock: Clock;
  #drains: DrainWatch;
  #heardAt: number;
  /** Unsent bytes at the last check; after the end the runtime reports 0. */
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

  /** Checks the unsent bytes, again and again while they become fewer. */
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

  /** From now on nothing is sent, and the number of unsent bytes stays. */
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
