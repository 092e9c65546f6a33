import { LARGEST_SHARE } from "../../domain/quotas.ts";
import { digestOf } from "../shared/draft.ts";
import { Shares } from "./shares.ts";
import { textBytes } from "./text_bytes.ts";

/**
 * Bytes of a request id besides its key, as measured by
 * `bench/storage/heap.ts`.
 */
export const REMEMBERED_OVERHEAD = 240;

/** The same of each user who has any. */
export const LINE_OVERHEAD = 250;

/** The bounds of {@linkcode RequestIds}. */
export interface RequestIdBounds {
  /** Most ids. */
  readonly limit: number;
  /** Most ids of one user; their own oldest are removed. */
  readonly limitEach: number;
  /** Most estimated bytes of all ids. */
  readonly maxBytes: number;
  /** Milliseconds until an id is removed. */
  readonly maxAge: number;
}

/** A use of a request id. */
export interface RequestIdUse<T> {
  /** Names sender and conversation, too. */
  readonly key: string;
  readonly userId: string;
  readonly content: string;
  /** What it stored. */
  readonly stored: T;
}

/** A request id that was used, and the next one that its user used. */
interface Remembered<T> {
  readonly key: string;
  readonly userId: string;
  readonly stored: T;
  readonly digest: string;
  readonly at: number;
  next: Remembered<T> | undefined;
}

/** A user's ids, from the oldest on. */
interface Line<T> {
  oldest: Remembered<T>;
  newest: Remembered<T>;
  size: number;
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
 * all users, none older than `maxAge` milliseconds. When there are too many, a
 * user with more than a share of them loses their own oldest, else the oldest of
 * all goes. An id that has left the window counts as new, so a client that
 * repeats a send later than that may store it twice. Contents are kept as
 * digests, because the window must not keep alive what the timelines have
 * evicted.
 */
export class RequestIds<T> {
  #remembered = new Map<string, Remembered<T>>();
  #lines = new Map<string, Line<T>>();
  /** In parts of what all may take together. */
  #shares = new Shares(LARGEST_SHARE);
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

  /** How many users they are of. */
  get users(): number {
    return this.#lines.size;
  }

  /** Looks up a use of a request id. `now` is of a clock that never jumps. */
  recall(key: string, content: string, now: number): Recollection<T> {
    const known = this.#remembered.get(key);
    if (known === undefined || now - known.at > this.#bounds.maxAge) {
      return { kind: "new" };
    }
    if (known.digest !== digestOf(content)) return { kind: "conflict" };
    return { kind: "repeated", stored: known.stored };
  }

  /** Remembers a use, and removes what has left the window. */
  remember(use: RequestIdUse<T>, now: number): void {
    const { key, userId, stored, content } = use;
    const known = this.#remembered.get(key);
    if (known !== undefined) this.#forget(known);
    const digest = digestOf(content);
    const id = { key, userId, stored, digest, at: now, next: undefined };
    this.#remembered.set(key, id);
    this.#count(id, 1);
    if (this.#append(id).size > this.#bounds.limitEach) {
      this.#forgetOldestOf(userId);
    }
    this.forgetIdle(now, FORGOTTEN_EACH_TIME);
  }

  /** Removes all of a user's. */
  forgetAllOf(userId: string): void {
    while (this.#lines.has(userId)) this.#forgetOldestOf(userId);
  }

  /**
   * Removes what has left the window, at most so many; returns whether there is
   * more. The map is in order of age.
   */
  forgetIdle(now: number, limit: number): boolean {
    let left = limit;
    for (const oldest of this.#remembered.values()) {
      const isTooMuch = this.#isTooMuch();
      if (!isTooMuch && now - oldest.at <= this.#bounds.maxAge) return false;
      if (left-- === 0) return true;
      const [heaviest] = isTooMuch ? this.#shares.heaviestFirst() : [];
      if (heaviest === undefined) this.#forget(oldest);
      else this.#forgetOldestOf(heaviest);
    }
    return false;
  }

  #isTooMuch(): boolean {
    const { limit, maxBytes } = this.#bounds;
    return this.#remembered.size > limit || this.#bytes > maxBytes;
  }

  #append(id: Remembered<T>): Line<T> {
    const known = this.#lines.get(id.userId);
    if (known !== undefined) {
      known.newest = known.newest.next = id;
      known.size++;
      return known;
    }
    const line = { oldest: id, newest: id, size: 1 };
    this.#lines.set(id.userId, line);
    this.#bytes += LINE_OVERHEAD;
    return line;
  }

  #forgetOldestOf(userId: string): void {
    const line = this.#lines.get(userId);
    if (line !== undefined) this.#forget(this.#oldestOf(line));
  }

  /** Those that were removed before their turn are passed over. */
  #oldestOf(line: Line<T>): Remembered<T> {
    while (this.#remembered.get(line.oldest.key) !== line.oldest) {
      line.oldest = line.oldest.next ?? line.newest;
    }
    return line.oldest;
  }

  #forget(id: Remembered<T>): void {
    this.#remembered.delete(id.key);
    this.#count(id, -1);
    const line = this.#lines.get(id.userId);
    if (line === undefined) return;
    if (line.oldest === id && id.next) line.oldest = id.next;
    if (--line.size > 0) return;
    this.#lines.delete(id.userId);
    this.#bytes -= LINE_OVERHEAD;
  }

  #count({ key, userId }: Remembered<T>, sign: 1 | -1): void {
    const { limit, maxBytes } = this.#bounds;
    const cost = costOf(key);
    this.#bytes += sign * cost;
    this.#shares.add(userId, sign * Math.max(1 / limit, cost / maxBytes));
  }
}

function costOf(key: string): number {
  return REMEMBERED_OVERHEAD + textBytes(key);
}
