import { Deque } from "@std/data-structures";
import { attempt } from "../base/attempt.ts";

/** Something that needs a place. */
export interface Waiter {
  /** A place is free, and is this waiter's until it is given back. */
  begin(): void;
  /** Beginning threw: there is no place to give back. */
  failed(): void;
}

/** What {@linkcode RoomSemaphore} needs. */
export interface RoomSemaphoreOptions {
  /** How many places there are. */
  readonly limit: number;
  /** Told of what a waiter threw; its place is free again. */
  readonly onFault: (fault: unknown) => void;
}

/** A number of places, and the line of those who wait for one, in order. */
export class RoomSemaphore {
  #options: RoomSemaphoreOptions;
  #waiting = new Deque<Waiter>();
  #taken = 0;
  #admitting = false;

  constructor(options: RoomSemaphoreOptions) {
    this.#options = options;
  }

  /** Those that wait for a place. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Begins the waiter at once where a place is free, or puts it in line. */
  take(waiter: Waiter): void {
    this.#waiting.pushBack(waiter);
    this.#admit();
  }

  /** Takes back a place that a waiter was given. */
  giveBack(): void {
    this.#taken--;
    this.#admit();
  }

  /** A waiter that gives back at once is followed by a round, not a call. */
  #admit(): void {
    if (this.#admitting) return;
    this.#admitting = true;
    while (this.#taken < this.#options.limit) {
      const waiter = this.#waiting.popFront();
      if (waiter === undefined) break;
      this.#taken++;
      this.#begin(waiter);
    }
    this.#admitting = false;
  }

  #begin(waiter: Waiter): void {
    const { onFault } = this.#options;
    if (attempt(() => waiter.begin(), onFault)) return;
    this.#taken--;
    attempt(() => waiter.failed(), onFault);
  }
}
