import { GimOverflowError } from "./errors.ts";

/** How a stream keeps values that its reader has not taken yet. */
export interface StreamOptions {
  /** Most values that wait; 1000 by default. */
  readonly limit?: number;
  /**
   * What happens when a value arrives while `limit` others wait. `fail`, the
   * default: the stream takes no more values, and throws a {@linkcode
   * GimOverflowError} once the waiting ones are read. `drop-oldest`: the oldest
   * waiting value is dropped, and {@linkcode BoundedStream.dropped} counts it.
   */
  readonly onFull?: "fail" | "drop-oldest";
  /** Ends the stream; the values that wait are dropped. */
  readonly signal?: AbortSignal;
}

interface Reader<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const END = { done: true, value: undefined } as const;
const DEFAULT_LIMIT = 1000;

/** Values as they arrive, for a `for await` loop; it is never unbounded. */
export class BoundedStream<T>
  implements AsyncIterableIterator<T, undefined>, AsyncDisposable {
  #values: T[] = [];
  #readers: Reader<T>[] = [];
  #limit: number;
  #drops: boolean;
  #dropped = 0;
  #ended = false;
  #error: unknown;
  #onEnd: () => void;

  /**
   * `onEnd` is called once, when the stream takes no more values.
   *
   * @throws {RangeError} when the limit is not a whole number above 0
   */
  constructor(options: StreamOptions, onEnd: () => void = () => {}) {
    const { limit = DEFAULT_LIMIT, onFull = "fail", signal } = options;
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw new RangeError(`limit: got ${limit}: expected a whole number > 0`);
    }
    this.#limit = limit;
    this.#drops = onFull === "drop-oldest";
    const abort = () => this.#finish();
    this.#onEnd = () => {
      signal?.removeEventListener("abort", abort);
      onEnd();
    };
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) this.#finish();
  }

  /** Has it taken its last value? */
  get ended(): boolean {
    return this.#ended;
  }

  /** Values that wait for the reader. */
  get size(): number {
    return this.#values.length;
  }

  /** Values that were dropped and never read. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds a value; ignored after the end. */
  push(value: T): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) return reader.resolve({ done: false, value });
    if (this.#values.length >= this.#limit && !this.#makeRoom()) return;
    this.#values.push(value);
  }

  /**
   * Ends the stream; values that wait can still be read. With an error the
   * reader gets it after them, once.
   */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    const [first, ...others] = this.#readers.splice(0);
    if (error === undefined) first?.resolve(END);
    else if (first !== undefined) first.reject(error);
    else this.#error = error;
    for (const reader of others) reader.resolve(END);
    this.#onEnd();
  }

  /**
   * The next value, now or when it arrives.
   *
   * @throws {GimOverflowError | GimClosedError} once, when it ended with that
   */
  next(): Promise<IteratorResult<T, undefined>> {
    const value = this.#values.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    if (this.#error !== undefined) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve(END);
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
    });
  }

  /** Ends the stream, as leaving a `for await` loop does. */
  return(): Promise<IteratorResult<T, undefined>> {
    this.#finish();
    return Promise.resolve(END);
  }

  /** The stream itself. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** `return()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #finish(): void {
    this.end();
    this.#values = [];
    this.#error = undefined;
  }

  #makeRoom(): boolean {
    if (this.#drops) {
      this.#values.shift();
      this.#dropped++;
      return true;
    }
    const late = `the reader is too slow: ${this.#limit} values wait`;
    this.end(new GimOverflowError(late));
    return false;
  }
}
