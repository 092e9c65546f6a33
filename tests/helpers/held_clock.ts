import { type Clock, systemClock, type Timer } from "../../src/base/clock.ts";

/** A timer, and the machine's once time goes on. */
interface HeldTimer {
  /** When it is due, by the clock's own time. */
  readonly at: number;
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
  /** How much more has passed than by the machine's clock. */
  #ahead = 0;
  #isHeld = true;

  readonly now = Date.now;
  readonly nextTurn = systemClock.nextTurn;
  readonly elapsed = (): number =>
    this.#isHeld ? this.#stood : performance.now() + this.#ahead;
  readonly coarse = this.elapsed;

  after(delay: number, run: () => void): Timer {
    const at = this.#stood + delay;
    const timer: HeldTimer = { at, run, real: undefined };
    if (this.#isHeld) this.#timers.add(timer);
    else timer.real = systemClock.after(delay, run);
    return timer;
  }

  cancel(timer: Timer): void {
    if (timer === undefined) return;
    this.#timers.delete(timer as HeldTimer);
    systemClock.cancel((timer as HeldTimer).real);
  }

  /** So much time passes at once, while it is held; timers run in their order. */
  pass(ms: number): void {
    const end = this.#stood + ms;
    this.#ahead += ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end)
        .sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#stood = Math.max(this.#stood, next.at);
      next.run();
    }
    this.#stood = end;
  }

  /** It stands still again; timers that have begun go on. */
  hold(): void {
    this.#stood = performance.now();
    this.#isHeld = true;
  }

  /** Time passes from now on; doing it again does nothing. */
  letGo(): void {
    this.#isHeld = false;
    for (const timer of this.#timers) {
      timer.real = systemClock.after(timer.at - this.#stood, timer.run);
    }
    this.#timers.clear();
  }
}
