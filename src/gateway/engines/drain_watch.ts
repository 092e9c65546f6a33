import type { Clock, Timer } from "../../base/clock.ts";

/** Turns of the event loop, after something was added, in which it looks. */
export const QUICK_LOOKS = 10;
/** Milliseconds between two looks after those. */
const LOOK = 5;
/** Sockets that are looked at together. */
export const LOOKS_AT_ONCE = 50;

/** Something whose unsent bytes become fewer. */
export interface Draining {
  /** Looks at them; adds itself again where some are left. */
  look(): void;
}

/**
 * Looks again at sockets that were seen with something unsent. What a
 * socket has left unread is what was unsent at the last look before its end: a
 * peer that has read all and goes at once would be taken for one that did not
 * read. Those that have waited for longest come first, so that many cost no
 * more than some.
 */
export class DrainWatch {
  #clock: Pick<Clock, "after" | "cancel" | "nextTurn">;
  #waiting = new Set<Draining>();
  #timer: Timer | undefined;
  /** Is a look under way, or to come in the next turn? */
  #isSoon = false;
  #quick = 0;

  constructor(clock: Pick<Clock, "after" | "cancel" | "nextTurn">) {
    this.#clock = clock;
  }

  /** Has it looked at soon; again changes nothing. */
  add(draining: Draining): void {
    this.#waiting.add(draining);
    this.#quick = QUICK_LOOKS;
    this.#arm();
  }

  /** Looks at it no more; one that was not added changes nothing. */
  remove(draining: Draining): void {
    this.#waiting.delete(draining);
    if (this.#waiting.size > 0) return;
    this.#clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  #arm(): void {
    if (this.#isSoon || this.#waiting.size === 0) return;
    if (this.#quick > 0) {
      this.#isSoon = true;
      this.#clock.nextTurn(this.#look);
    } else this.#timer ??= this.#clock.after(LOOK, this.#look);
  }

  #look = (): void => {
    this.#clock.cancel(this.#timer);
    this.#timer = undefined;
    // Whoever adds itself again in its look is no news.
    const quick = Math.max(this.#quick - 1, 0);
    this.#isSoon = true;
    for (const each of this.#waiting.values().take(LOOKS_AT_ONCE).toArray()) {
      this.#waiting.delete(each);
      each.look();
    }
    this.#isSoon = false;
    this.#quick = quick;
    this.#arm();
  };
}
