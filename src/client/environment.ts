import { GimError } from "./errors.ts";

/** A WebSocket, as far as the client uses one. */
export interface ClientSocket {
  /** 1 while it takes frames. */
  readonly readyState: number;
  /** The subprotocol that the service chose; empty before the handshake. */
  readonly protocol: string;
  /** The client sets it to `arraybuffer`. */
  binaryType: BinaryType;
  /** The handshake succeeded. */
  onopen: ((event: Event) => void) | null;
  /** A frame arrived: a text or an `ArrayBuffer`. */
  onmessage: ((event: MessageEvent) => void) | null;
  /** It has ended. */
  onclose: ((event: CloseEvent) => void) | null;
  /** Something failed; if it was not open yet, it has ended. */
  onerror: ((event: Event) => void) | null;
  /** Sends a text frame or a binary one. */
  send(data: string | Uint8Array<ArrayBuffer>): void;
  /** Begins to close it. */
  close(code?: number, reason?: string): void;
}

/** Time for the client: milliseconds, and timers that can be cancelled. */
export interface ClientClock {
  /** Milliseconds since some fixed point. */
  now(): number;
  /** Runs something once, later; returns a handle for {@linkcode cancel}. */
  after(delay: number, run: () => void): unknown;
  /** Cancels a timer of {@linkcode after}; does nothing if it has run. */
  cancel(timer: unknown): void;
}

/** Everything the client takes from the platform; a test passes its own. */
export interface Environment {
  /** Time and timers. */
  readonly clock: ClientClock;
  /** A random number from 0 up to, but not including, 1. */
  readonly random: () => number;
  /**
   * Opens a socket that offers these subprotocols. If it throws, the first login
   * is rejected at once, so it must not throw for a socket that merely fails to
   * connect.
   */
  readonly createSocket: (url: string, subprotocols: string[]) => ClientSocket;
  /** A new `request_id`: 1 to 64 printable ASCII characters, never used before. */
  readonly createRequestId: () => string;
}

const NO_WEBSOCKET = "WebSocket is missing, as in Node before 22";

/** The longest delay of the platform's timers; a longer one fires at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** The browser, Deno or Node. */
export const platform: Environment = {
  clock: {
    now: () => performance.now(),
    after: (delay, run) => setTimeout(run, Math.min(delay, LONGEST_DELAY)),
    cancel: (timer) => clearTimeout(timer as number),
  },
  random: Math.random,
  createSocket(url, subprotocols) {
    if (typeof WebSocket === "undefined") throw new GimError(NO_WEBSOCKET);
    return new WebSocket(url, subprotocols);
  },
  createRequestId,
};

/** Without `randomUUID`, which pages loaded over plain HTTP do not have. */
function createRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
