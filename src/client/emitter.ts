import { BoundedStream, type StreamOptions } from "./bounded_stream.ts";

type Listener<T> = (value: T) => void;

/** A stream that has not ended. */
interface Open<Name> {
  readonly name: Name;
  readonly end: (error?: Error) => void;
}

/** What every emitter can tell. */
interface WithErrors {
  error: Error;
}

/**
 * Typed listeners and streams. A listener that throws hinders nobody: what it
 * threw goes to the listeners of `error`, and to the console where there are
 * none, or one of those throws.
 */
export class Emitter<Events extends WithErrors> {
  #listeners = new Map<keyof Events, Set<Listener<never>>>();
  #streams = new Set<Open<keyof Events>>();
  #ended = false;

  /** Calls `listener` with every value from now on; returns the way to stop. */
  on<K extends keyof Events>(
    name: K,
    listener: Listener<Events[K]>,
  ): () => void {
    // A wrapper of its own, so that the same function can listen twice.
    const own: Listener<Events[K]> = (value) => listener(value);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(own));
    return () => {
      listeners.delete(own);
    };
  }

  /** Every value from now on, to be read at the reader's own pace. */
  stream<K extends keyof Events>(
    name: K,
    options: StreamOptions = {},
  ): BoundedStream<Events[K]> {
    const stop = this.on(name, (value) => stream.push(value));
    const open = { name, end: (error?: Error) => stream.end(error) };
    const stream = new BoundedStream<Events[K]>(options, () => {
      stop();
      this.#streams.delete(open);
    });
    if (this.#ended) stream.end();
    if (!stream.ended) this.#streams.add(open);
    return stream;
  }

  /** Tells everybody who listens, in the order in which they began to. */
  emit<K extends keyof Events>(name: K, value: Events[K]): void {
    for (const listener of [...this.#listeners.get(name) ?? []]) {
      try {
        (listener as Listener<Events[K]>)(value);
      } catch (thrown) {
        this.#report(name, toError(thrown));
      }
    }
  }

  #report(name: keyof Events, error: Error): void {
    const isHeard = name !== "error" && this.#listeners.get("error")?.size;
    if (isHeard) return this.emit("error", error);
    // deno-lint-ignore no-console -- a fault of the application's must not vanish
    console.error(error);
  }

  /** Ends the streams of some kinds with an error; new ones may be opened. */
  fail(names: readonly (keyof Events)[], error: Error): void {
    for (const { name, end } of [...this.#streams]) {
      if (names.includes(name)) end(error);
    }
  }

  /** Ends all streams, for good. */
  end(): void {
    this.#ended = true;
    for (const { end } of [...this.#streams]) end();
  }
}

/** Whatever was thrown, as an error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
