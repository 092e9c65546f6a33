import { digestOf } from "../shared/draft.ts";
import { textBytes } from "./text_bytes.ts";

/**
 * Bytes of a request id besides its key, as measured by
 * `bench/storage/heap.ts`.
 */
export const REMEMBERED_OVERHEAD = 240;

/** The bounds of {@linkcode RequestIds}. */
export interface RequestIdBounds {
  /** Most ids; the oldest are removed. */
  readonly limit: number;
  /** Most estimated bytes of them; the oldest are removed. */
  readonly maxBytes: number;
  /** Milliseconds until an id is removed. */
  readonly maxAge: number;
}

/** A request id: the message it stored. */
interface Remembered<T> {
  readonly stored: T;
  readonly digest: string;
  readonly at: number;
}

/**
 * How many expired ids are removed with each new one, so that no request pays
 * for all those of a busy hour.
 */
const FORGOTTEN_EACH_TIME = 8;

/** The result of looking up a request id. */
export type Recollection<T> =
  | { readonly kind: "new" }
  | { readonly kind: "repeated"; readonly stored: T }
  | { readonly kind: "conflict" };

/**
 * The retention window of idempotent sends: the newest `limit` request ids of
 * all users, none older than `maxAge` milliseconds. An id that has left the
 * window counts as new, so a client that repeats a send later than that may
 * store it twice. Contents are kept as digests, because the window must not
 * keep alive what the timelines have evicted.
 */
export class RequestIds<T> {
  #remembered = new Map<string, Remembered<T>>();
  #bounds: RequestIdBounds;
  #bytes = 0;

  constructor(bounds: RequestIdBounds) {
    this.#bounds = bounds;
  }

  /** Estimated bytes of the remembered ids. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many ids are remembered. */
  get size(): number {
    return this.#remembered.size;
  }

  /**
   * Looks up a use of a request id. `now` is of a clock that never jumps; `key`
   * names sender and conversation, too.
   */
  recall(key: string, content: string, now: number): Recollection<T> {
    const known = this.#remembered.get(key);
    if (known === undefined || now - known.at > this.#bounds.maxAge) {
      return { kind: "new" };
    }
    if (known.digest !== digestOf(content)) return { kind: "conflict" };
    return { kind: "repeated", stored: known.stored };
  }

  /** Remembers a use, and removes what has left the window. */
  remember(key: string, content: string, stored: T, now: number): void {
    this.#forget(key);
    this.#bytes += costOf(key);
    this.#remembered.set(key, { stored, digest: digestOf(content), at: now });
    this.forgetIdle(now, FORGOTTEN_EACH_TIME);
  }

  /**
   * Removes what has left the window, at most so many; returns whether there is
   * more. The map is in order of age.
   */
  forgetIdle(now: number, limit: number): boolean {
    let left = limit;
    for (const [key, { at }] of this.#remembered) {
      const kept = !this.#isTooMuch() && now - at <= this.#bounds.maxAge;
      if (kept) return false;
      if (left-- === 0) return true;
      this.#forget(key);
    }
    return false;
  }

  #isTooMuch(): boolean {
    const { limit, maxBytes } = this.#bounds;
    return this.#remembered.size > limit || this.#bytes > maxBytes;
  }

  #forget(key: string): void {
    if (this.#remembered.delete(key)) this.#bytes -= costOf(key);
  }
}

function costOf(key: string): number {
  return REMEMBERED_OVERHEAD + textBytes(key);
}
