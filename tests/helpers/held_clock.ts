import { type Clock, systemClock, type Timer } from "../../src/base/clock.ts";

/** A timer, and the machine's once time goes on. */
interface HeldTimer {
  readonly delay: number;
  readonly run: () => void;
  real: Timer | undefined;
}

/**
 * A clock that stands still until it is let go, for a service with real sockets:
 * what waits for a time waits, and everything else goes on.
 */
export class HeldClock implements Clock {
  #timers = new Set<HeldTimer>();
  #stood = performance.now();
  #isHeld = true;

  readonly now = Date.now;
  readonly nextTurn = systemClock.nextTurn;
  readonly elapsed = (): number =>
    this.#isHeld ? this.#stood : performance.now();
  readonly coarse = this.elapsed;

  after(delay: number, run: () => void): Timer {
    const timer: HeldTimer = { delay, run, real: undefined };
    if (this.#isHeld) this.#timers.add(timer);
    else this.#start(timer);
    return timer;
  }

  cancel(timer: Timer): void {
    if (timer === undefined) return;
    this.#timers.delete(timer as HeldTimer);
    systemClock.cancel((timer as HeldTimer).real);
  }

  /** Time passes from now on; doing it again does nothing. */
  letGo(): void {
    this.#isHeld = false;
    for (const timer of this.#timers) this.#start(timer);
    this.#timers.clear();
  }

  #start(timer: HeldTimer): void {
    timer.real = systemClock.after(timer.delay, timer.run);
  }
}
