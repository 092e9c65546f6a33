import type { Clock } from "../clock.ts";

/** A WebSocket, as far as the client uses one. */
export interface ClientSocket {
  readonly readyState: number;
  binaryType: BinaryType;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** Time as the client knows it: milliseconds, and timers that can be undone. */
export type ClientClock = Pick<Clock, "now" | "after" | "cancel">;

/** Everything that the client takes from the platform; a test passes its own. */
export interface Surroundings {
  readonly clock: ClientClock;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
  /** Opens a socket that offers one subprotocol. */
  readonly createSocket: (url: string, subprotocol: string) => ClientSocket;
  /** A new `request_id`: 1 to 64 printable ASCII characters, never used before. */
  readonly createRequestId: () => string;
}

/** A longer delay would make the platform's timer fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** The browser, Deno or Node. */
export const platform: Surroundings = {
  clock: {
    now: () => performance.now(),
    after: (delay, run) => setTimeout(run, Math.min(delay, LONGEST_DELAY)),
    cancel: (timer) => clearTimeout(timer as number),
  },
  random: Math.random,
  createSocket: (url, subprotocol) => new WebSocket(url, [subprotocol]),
  createRequestId,
};

/** Not by `randomUUID`, which pages that came over plain HTTP do not have. */
function createRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
