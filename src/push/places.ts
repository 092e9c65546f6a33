import { Deque } from "@std/data-structures";
import { attempt } from "../base/attempt.ts";

/** Something that needs a place. */
export interface Visitor {
  /** A place is free, and is this visitor's until it is given back. */
  begin(): void;
  /** Beginning threw: there is no place to give back. */
  failed(): void;
}

/** What {@linkcode Places} needs. */
export interface PlacesOptions {
  /** How many places there are. */
  readonly limit: number;
  /** Told of what a visitor threw; its place is free again. */
  readonly onFault: (fault: unknown) => void;
}

/** A number of places, and the line of those who wait for one, in order. */
export class Places {
  #options: PlacesOptions;
  #waiting = new Deque<Visitor>();
  #taken = 0;
  #admitting = false;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /** Visitors that wait for a place. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Begins the visitor at once where a place is free, or puts it in line. */
  take(visitor: Visitor): void {
    this.#waiting.pushBack(visitor);
    this.#admit();
  }

  /** Takes back a place that a visitor was given. */
  giveBack(): void {
    this.#taken--;
    this.#admit();
  }

  /** A visitor that gives back at once is followed by a round, not a call. */
  #admit(): void {
    if (this.#admitting) return;
    this.#admitting = true;
    while (this.#taken < this.#options.limit) {
      const visitor = this.#waiting.popFront();
      if (visitor === undefined) break;
      this.#taken++;
      this.#begin(visitor);
    }
    this.#admitting = false;
  }

  #begin(visitor: Visitor): void {
    const { onFault } = this.#options;
    if (attempt(() => visitor.begin(), onFault)) return;
    this.#taken--;
    attempt(() => visitor.failed(), onFault);
  }
}
