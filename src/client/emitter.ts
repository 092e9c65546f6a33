import { BoundedStream, type StreamOptions } from "./bounded_stream.ts";

type Listener<T> = (value: T) => void;

/** A stream that has not ended. */
interface Open<Name> {
  readonly name: Name;
  readonly end: (error?: Error) => void;
}

/** The events that every emitter has. */
interface WithErrors {
  error: Error;
}

/**
 * Typed listeners and streams. A listener that throws does not disturb others:
 * its error goes to the listeners of `error`, or to the console if there are
 * none or one of them throws.
 */
export class Emitter<Events extends WithErrors> {
  #listeners = new Map<keyof Events, Set<Listener<never>>>();
  #streams = new Set<Open<keyof Events>>();
  #ended = false;

  /**
   * Calls `listener` with every value from now on; returns a function that
   * stops it.
   */
  on<K extends keyof Events>(
    name: K,
    listener: Listener<Events[K]>,
  ): () => void {
    // A new function each time, so that the same listener can be added twice.
    const own: Listener<Events[K]> = (value) => listener(value);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(own));
    return () => {
      listeners.delete(own);
    };
  }

  /** Every value from now on, as fast as the reader takes them. */
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

  /** Calls all listeners, in the order in which they were added. */
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

  /** Ends the streams of some events with an error; new ones may be opened. */
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

/** Anything that was thrown, as an error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
