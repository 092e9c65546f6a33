import { Buffer } from "node:buffer";
import type { Clock } from "../../src/base/clock.ts";
import type { RuntimeSocket } from "../../src/gateway/engines/deno_socket.ts";
import type { Random } from "./random.ts";
import { SimPipe } from "./sim_pipe.ts";
import type { Data, LinkEvents } from "./transport.ts";
import { envelopesOf, framesOf } from "./wire.ts";

/** Changes what a connection is sent: the envelopes that go out instead of one. */
export type Tamper = (envelope: Data) => readonly Data[];

/** What {@linkcode SimConnection} needs. */
export interface SimConnectionOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: LinkEvents;
  /** The one that was chosen. */
  readonly subprotocol: string;
  /** Hands the service its side. */
  readonly attend: (socket: RuntimeSocket) => void;
  readonly tamper: Tamper;
}

type Down =
  | { readonly data: Data; readonly bytes: number }
  | { readonly close: number; readonly bytes: 0 };

/** Longest time, in milliseconds, that the service takes a cut one for open. */
const LATE_NOTICE = 3000;

/** A simulated connection: two pipes with a client and the service at the ends. */
export class SimConnection implements RuntimeSocket {
  onmessage: RuntimeSocket["onmessage"] = null;
  onclose: RuntimeSocket["onclose"] = null;
  onerror: RuntimeSocket["onerror"] = null;
  readyState: number = WebSocket.OPEN;
  #options: SimConnectionOptions;
  #down: SimPipe<Down>;
  #up: SimPipe<Data>;
  /** Bytes that the service wrote and the client has not read. */
  #unread = 0;
  #clientGone = false;
  #broken = false;

  constructor(options: SimConnectionOptions) {
    const { clock, random, events, attend, subprotocol } = options;
    this.#options = options;
    this.#down = new SimPipe(options, (frame) => this.#arrive(frame));
    this.#up = new SimPipe(options, (data) => this.#deliver(data));
    clock.after(random.whole(1, 20), () => {
      attend(this);
      clock.after(random.whole(1, 20), () => {
        if (!this.#clientGone) events.opened(subprotocol);
      });
    });
  }

  get bufferedAmount(): number {
    return this.#unread;
  }

  /** The service writes. */
  send(frame: Parameters<RuntimeSocket["send"]>[0]): void {
    const written = typeof frame === "string"
      ? frame
      : new Uint8Array(frame as Uint8Array);
    const { subprotocol, tamper } = this.#options;
    const left = envelopesOf(written, subprotocol)
      .flatMap((each) => tamper(each));
    for (const data of framesOf(left, subprotocol)) {
      const bytes = Buffer.byteLength(data);
      this.#unread += bytes;
      this.#down.put({ data, bytes });
    }
  }

  close(code = 1005): void {
    if (this.readyState !== WebSocket.OPEN) return;
    this.readyState = WebSocket.CLOSING;
    this.#down.put({ close: code, bytes: 0 });
  }

  /** The client writes. */
  write(data: Data): void {
    if (!this.#clientGone) this.#up.put(data);
  }

  /** The client goes: what it wrote last may or may not arrive. */
  end(): void {
    if (this.#clientGone) return;
    this.#clientGone = true;
    this.#sever();
  }

  /** The line breaks: both directions lose what is under way from a point on. */
  cut(): void {
    if (this.#clientGone) return;
    const { clock, random } = this.#options;
    this.#down.resume();
    this.#sever();
    // One in four clients is not told and finds out by waiting in vain.
    this.#broken = true;
    if (random.chance(0.25)) return;
    clock.after(random.whole(0, 50), () => this.#lose(1006));
  }

  pause(): void {
    this.#down.pause();
  }

  /** Reads again, and finds out if the line is broken. */
  resume(): void {
    this.#down.resume();
    if (this.#broken) this.#lose(1006);
  }

  #arrive(frame: Down): void {
    this.#unread -= frame.bytes;
    if (this.#clientGone) return;
    if ("data" in frame) return this.#options.events.received(frame.data);
    this.#lose(frame.close);
    this.#notice(this.#options.random.whole(1, 30), frame.close);
  }

  #deliver(data: Data): void {
    const received = typeof data === "string"
      ? data
      : new Uint8Array(data).buffer;
    this.onmessage?.({ data: received } as MessageEvent);
  }

  #lose(code: number): void {
    if (this.#clientGone) return;
    this.#clientGone = true;
    this.#options.events.closed(code);
  }

  #sever(): void {
    this.#down.sever();
    this.#up.sever();
    this.#notice(this.#options.random.whole(30, LATE_NOTICE), 1006);
  }

  /** The service learns of the end, after the last frame that gets through. */
  #notice(delay: number, code: number): void {
    this.#options.clock.after(delay, () => {
      this.readyState = WebSocket.CLOSED;
      // Of a peer that has answered, or is gone, nothing is held any more.
      this.onclose?.(new CloseEvent("close", { code }));
    });
  }
}
