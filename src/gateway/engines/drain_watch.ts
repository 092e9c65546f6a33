import type { Clock, Timer } from "../../base/clock.ts";

/** Turns of the event loop after an addition in which it checks each turn. */
export const QUICK_LOOKS = 10;
/** Milliseconds between two checks after those. */
const LOOK = 5;
/** Most sockets that are checked at once. */
export const LOOKS_AT_ONCE = 50;

/** Something with unsent bytes that become fewer. */
export interface Draining {
  /** Checks them; adds itself again if some are left. */
  look(): void;
}

/**
 * Checks sockets that had unsent bytes. What a socket leaves unread is the
 * number of unsent bytes at the last check before its end; without further
 * checks a peer that has read everything and disconnects at once would count as
 * one that did not read. Sockets that have waited longest come first, so that
 * many cost no more than a few.
 */
export class DrainWatch {
  #clock: Pick<Clock, "after" | "cancel" | "nextTurn">;
  #waiting = new Set<Draining>();
  #timer: Timer | undefined;
  /** Is a check under way, or due in the next turn? */
  #isSoon = false;
  #quick = 0;

  constructor(clock: Pick<Clock, "after" | "cancel" | "nextTurn">) {
    this.#clock = clock;
  }

  /** Has it checked soon; repeating it does nothing. */
  add(draining: Draining): void {
    this.#waiting.add(draining);
    this.#quick = QUICK_LOOKS;
    this.#arm();
  }

  /** Ends the checks; does nothing if it was not added. */
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
    // A socket that adds itself again during its check is not a new addition.
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
