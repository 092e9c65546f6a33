import { Deque } from "@std/data-structures";
import { attempt } from "../base/attempt.ts";

/** Something that waits for a slot. */
export interface Waiter {
  /** Called with a slot, which it holds until it calls `release`. */
  begin(): void;
  /** Called when `begin` threw: the slot has already been released. */
  failed(): void;
}

/** What {@linkcode RoomSemaphore} needs. */
export interface RoomSemaphoreOptions {
  /** How many slots there are. */
  readonly limit: number;
  /** Called with what a waiter threw. */
  readonly onFault: (fault: unknown) => void;
}

/**
 * A semaphore: a number of slots, and a queue of waiters, first come first
 * served.
 */
export class RoomSemaphore {
  #options: RoomSemaphoreOptions;
  #waiting = new Deque<Waiter>();
  #held = 0;
  #admitting = false;

  constructor(options: RoomSemaphoreOptions) {
    this.#options = options;
  }

  /** How many wait for a slot. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Begins the waiter now if a slot is free, otherwise in its turn. */
  acquire(waiter: Waiter): void {
    this.#waiting.pushBack(waiter);
    this.#admit();
  }

  /** Gives back a slot. */
  release(): void {
    this.#held--;
    this.#admit();
  }

  /** A loop instead of recursion: a waiter may release its slot at once. */
  #admit(): void {
    if (this.#admitting) return;
    this.#admitting = true;
    while (this.#held < this.#options.limit) {
      const waiter = this.#waiting.popFront();
      if (waiter === undefined) break;
      this.#held++;
      this.#begin(waiter);
    }
    this.#admitting = false;
  }

  #begin(waiter: Waiter): void {
    const { onFault } = this.#options;
    if (attempt(() => waiter.begin(), onFault)) return;
    this.#held--;
    attempt(() => waiter.failed(), onFault);
  }
}
