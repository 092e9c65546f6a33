import { deferred } from "./deferred.ts";
import { toError } from "./emitter.ts";
import { GimError, GimReplyError } from "./errors.ts";
import { isFrame, isLater } from "./shapes.ts";
import { limit } from "./limit.ts";
import { OutgoingFrames } from "./outgoing_frames.ts";
import type { Settings } from "./settings.ts";
import type { ClientSocket } from "./environment.ts";
import type { WireBatches, WireFrame } from "./wire_codec.ts";

/** `readyState` of an open socket. */
const OPEN = 1;
/** The code of an end without a close frame. */
export const BROKEN = 1006;
/** The only code below 3000 that a client may close with. */
const NORMAL = 1000;
const TOO_LARGE = 413;
/** Milliseconds for the peer to answer a close frame. */
const CLOSE_TIMEOUT = 2000;

/** The reason where the platform gives none, as in a browser. */
const NO_CONNECTION = "no connection";

/** How a connection ended. */
export interface LinkEnd {
  /** A close code; 1006 without a close frame. */
  readonly code: number;
  readonly reason: string;
}

/** What a {@linkcode Link} needs. */
export interface LinkOptions {
  readonly url: string;
  readonly settings: Pick<
    Settings,
    "codec" | "environment" | "connectTimeout" | "maxFrameSize"
  >;
  /** May several requests go in one frame, where the service takes that? */
  readonly joins: boolean;
  readonly onFrame: (frame: WireFrame) => void;
  /** Called with a frame that cannot be read, which is skipped. */
  readonly onError: (error: Error) => void;
}

/** One socket, from its opening to its end. */
export class Link {
  /** True when it is open, false when it ended before. */
  readonly opened: Promise<boolean>;
  /** Settles when it can no longer be used; never rejects. */
  readonly ended: Promise<LinkEnd>;
  /** Why there is no socket, if another attempt would fail as well. */
  failure: GimError | undefined;
  #options: LinkOptions;
  #socket: ClientSocket | undefined;
  /** Undefined unless the service chose to have several in a frame. */
  #batches: WireBatches | undefined;
  #outgoing: OutgoingFrames | undefined;
  #opened = deferred<boolean>();
  #ended = deferred<LinkEnd>();
  #gone = deferred<void>();
  #live = true;
  #isOpen = false;
  #received = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.opened = this.#opened.promise;
    this.ended = this.#ended.promise;
    this.#limitOpening();
    try {
      this.#attend();
    } catch (cause) {
      const { message } = toError(cause);
      this.failure = new GimError(`no socket: ${message}`, { cause });
      this.#gone.resolve();
      this.#finish({ code: BROKEN, reason: message });
    }
  }

  /** Can frames be sent? */
  get isOpen(): boolean {
    return this.#isOpen && this.#live;
  }

  /** Has a frame of several requests been sent? */
  get hasJoined(): boolean {
    return this.#outgoing?.hasJoined ?? false;
  }

  /** How many frames have arrived. */
  get received(): number {
    return this.#received;
  }

  /**
   * Sends a request; does nothing if the socket is not open.
   *
   * @throws {GimReplyError} when it is too large: the service would close with
   * 1009
   */
  send(op: number, seq: number, body: object): void {
    const socket = this.#socket;
    if (!this.#live || socket?.readyState !== OPEN) return;
    const { codec, maxFrameSize } = this.#options.settings;
    const frame = codec.encode(op, seq, body);
    const { length } = typeof frame === "string"
      ? new TextEncoder().encode(frame)
      : frame;
    if (length > maxFrameSize) {
      const message = `frame: expected at most ${maxFrameSize} bytes`;
      throw new GimReplyError(TOO_LARGE, message);
    }
    if (this.#outgoing === undefined) socket.send(frame);
    else this.#outgoing.add(frame, length);
  }

  /**
   * Ends it at once, whatever the peer does. Settles when the socket is closed,
   * within {@linkcode CLOSE_TIMEOUT}.
   */
  async close(end: LinkEnd): Promise<void> {
    this.#outgoing?.flush();
    this.#finish(end);
    this.#socket?.close(NORMAL);
    const { clock } = this.#options.settings.environment;
    const limits = { timeout: CLOSE_TIMEOUT };
    await limit(this.#gone.promise, limits, { clock }).catch(() => {});
  }

  #attend(): void {
    const { url, settings: { codec, environment } } = this.#options;
    const { batches, subprotocol } = codec;
    const offered = batches
      ? [batches.subprotocol, subprotocol]
      : [subprotocol];
    const socket = environment.createSocket(url, offered);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (batches?.subprotocol === socket.protocol) {
        this.#batch(batches, socket);
      }
      this.#isOpen = true;
      this.#opened.resolve(this.#live);
    };
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onerror = (event) => this.#fail(event);
    socket.onclose = ({ code, reason }) => {
      this.#gone.resolve();
      // Deno reports 0 where the standard has 1006.
      this.#finish({ code: code || BROKEN, reason });
    };
  }

  /**
   * In Node 22 no `close` follows when the handshake fails; elsewhere it does.
   */
  #fail(event: Event): void {
    if (this.#isOpen) return;
    this.#gone.resolve();
    const { message } = event as Partial<ErrorEvent>;
    this.#finish({ code: BROKEN, reason: message || NO_CONNECTION });
  }

  #limitOpening(): void {
    const { connectTimeout: timeout, environment } = this.#options.settings;
    const { clock } = environment;
    const timer = clock.after(timeout, () => {
      this.close({ code: BROKEN, reason: `not open within ${timeout} ms` });
    });
    this.opened.then(() => clock.cancel(timer));
  }

  /** The service has chosen to have several in a frame. */
  #batch(batches: WireBatches, socket: ClientSocket): void {
    const { joins, settings: { maxFrameSize } } = this.#options;
    this.#batches = batches;
    this.#outgoing = new OutgoingFrames({
      join: batches.join,
      limit: joins ? maxFrameSize : 0,
      send: (frame) => {
        if (this.#live && socket.readyState === OPEN) socket.send(frame);
      },
    });
  }

  #receive(data: string | ArrayBuffer): void {
    this.#received++;
    const { onError } = this.#options;
    try {
      const parts = this.#batches?.split(data) ?? [data];
      for (const part of parts) this.#take(part);
    } catch (cause) {
      onError(new GimError("a frame could not be read", { cause }));
    }
  }

  #take(data: string | ArrayBuffer): void {
    if (!this.#live) return;
    const { settings, onFrame, onError } = this.#options;
    try {
      const frame = settings.codec.decode(data);
      if (frame === undefined) return;
      if (!isFrame(frame)) throw new TypeError("it is none of the protocol");
      if (!isLater(frame)) onFrame(frame);
    } catch (cause) {
      onError(new GimError("a frame could not be read", { cause }));
    }
  }

  #finish(end: LinkEnd): void {
    this.#live = false;
    this.#opened.resolve(false);
    this.#ended.resolve(end);
  }
}
