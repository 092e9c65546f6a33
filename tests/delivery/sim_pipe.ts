import type { Clock } from "../../src/base/clock.ts";
import type { Random } from "./random.ts";

/** What {@linkcode SimPipe} needs. */
export interface SimPipeOptions {
  readonly clock: Clock;
  readonly random: Random;
}

/** One direction of a connection: in order, with a delay, and stoppable. */
export class SimPipe<T> {
  #options: SimPipeOptions;
  #arrive: (frame: T) => void;
  #frames: T[] = [];
  #moving = false;
  #paused = false;
  #severed = false;

  constructor(options: SimPipeOptions, arrive: (frame: T) => void) {
    this.#options = options;
    this.#arrive = arrive;
  }

  /** Takes a frame; into a severed pipe it goes and is never seen again. */
  put(frame: T): void {
    if (this.#severed) return;
    this.#frames.push(frame);
    this.#move(1, 25);
  }

  /** Nobody reads at the other end. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#move(0, 3);
  }

  /** From some point on everything is lost, now and later. */
  sever(): void {
    if (this.#severed) return;
    this.#severed = true;
    const kept = this.#options.random.whole(0, this.#frames.length);
    this.#frames.length = this.#paused ? 0 : kept;
  }

  #move(low: number, high: number): void {
    if (this.#moving || this.#paused || this.#frames.length === 0) return;
    this.#moving = true;
    const { clock, random } = this.#options;
    clock.after(random.whole(low, high), () => {
      this.#moving = false;
      if (this.#paused) return;
      const [frame] = this.#frames.splice(0, 1);
      if (frame !== undefined) this.#arrive(frame);
      this.#move(0, 2);
    });
  }
}
