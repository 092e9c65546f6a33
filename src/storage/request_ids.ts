import { hash } from "node:crypto";

/** What a request_id stands for: the message it stored. */
interface Remembered<T> {
  readonly stored: T;
  readonly digest: string;
  readonly at: number;
}

/** Forgotten with each that is remembered, so that a quiet hour costs nobody. */
const FORGOTTEN_EACH_TIME = 8;

/** What is known of a request_id that is used now. */
export type Recollection<T> =
  | { readonly kind: "new" }
  | { readonly kind: "repeated"; readonly stored: T }
  | { readonly kind: "conflict" };

/**
 * The retention window of idempotent sends: the newest `limit` request ids of
 * all users, none older than `maxAge` milliseconds. One that has left the
 * window counts as new, so a client that repeats a send later than that may
 * store it twice. Contents are kept as digests: the window must not keep alive
 * what the timelines have let go.
 */
export class RequestIds<T> {
  #remembered = new Map<string, Remembered<T>>();
  #limit: number;
  #maxAge: number;

  constructor(bounds: { limit: number; maxAge: number }) {
    this.#limit = bounds.limit;
    this.#maxAge = bounds.maxAge;
  }

  /** How many ids are remembered. */
  get size(): number {
    return this.#remembered.size;
  }

  /** Looks a use of a request id up at `now`, which never jumps; `key` names sender and conversation too. */
  recall(key: string, content: string, now: number): Recollection<T> {
    const known = this.#remembered.get(key);
    if (known === undefined || now - known.at > this.#maxAge) {
      return { kind: "new" };
    }
    if (known.digest !== digestOf(content)) return { kind: "conflict" };
    return { kind: "repeated", stored: known.stored };
  }

  /** Remembers a use and forgets what has left the window. */
  remember(key: string, content: string, stored: T, now: number): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, { stored, digest: digestOf(content), at: now });
    this.forgetIdle(now, FORGOTTEN_EACH_TIME);
  }

  /**
   * Forgets what has left the window, at most so many; returns whether there is
   * more. The map is in order of age.
   */
  forgetIdle(now: number, limit: number): boolean {
    let left = limit;
    for (const [key, { at }] of this.#remembered) {
      const kept = this.#remembered.size <= this.#limit &&
        now - at <= this.#maxAge;
      if (kept) return false;
      if (left-- === 0) return true;
      this.#remembered.delete(key);
    }
    return false;
  }
}

function digestOf(content: string): string {
  return hash("sha256", content, "base64");
}
