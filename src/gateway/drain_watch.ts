import type { Clock, Timer } from "../base/clock.ts";

/** Milliseconds between two looks. */
const LOOK = 5;
/** Connections that are looked at together. */
export const LOOKS_AT_ONCE = 50;

/** Something whose unsent bytes become fewer. */
export interface Draining {
  /** Looks at them; adds itself again where some are left. */
  look(): void;
}

/**
 * Looks again at connections that were seen with something unsent. What a
 * socket has left unread is what was unsent at the last look before its end: a
 * peer that has read all and goes at once would be taken for one that did not
 * read. Those that have waited for longest come first, so that many cost no
 * more than some.
 */
export class DrainWatch {
  #clock: Pick<Clock, "after" | "cancel">;
  #waiting = new Set<Draining>();
  #timer: Timer | undefined;

  constructor(clock: Pick<Clock, "after" | "cancel">) {
    this.#clock = clock;
  }

  /** Has it looked at soon; again changes nothing. */
  add(draining: Draining): void {
    this.#waiting.add(draining);
    this.#timer ??= this.#clock.after(LOOK, () => this.#look());
  }

  /** Looks at nothing more of what was added. */
  stop(): void {
    this.#waiting.clear();
    this.#clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    this.#timer = undefined;
    for (const each of this.#waiting.values().take(LOOKS_AT_ONCE).toArray()) {
      this.#waiting.delete(each);
      each.look();
    }
    if (this.#waiting.size === 0) return;
    this.#timer ??= this.#clock.after(LOOK, () => this.#look());
  }
}
