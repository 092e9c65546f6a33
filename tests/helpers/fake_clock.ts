import type { Clock, Timer } from "../../src/base/clock.ts";

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/**
 * A clock that stands still until it is moved. Turns of the event loop are
 * taken by {@linkcode FakeClock.turn} and {@linkcode FakeClock.settle}.
 */
export class FakeClock implements Clock {
  #now: number;
  #elapsed = 0;
  #timers = new Map<number, Due>();
  #turns: (() => void)[] = [];
  #lastTimer = 0;

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  /** Timers that have not run and were not taken back. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Calls that wait for the next turn. */
  get pendingTurns(): number {
    return this.#turns.length;
  }

  readonly now = (): number => this.#now;

  readonly elapsed = (): number => this.#elapsed;

  readonly coarse = this.elapsed;

  after(delay: number, run: () => void): Timer {
    this.#timers.set(++this.#lastTimer, { at: this.#now + delay, run });
    return this.#lastTimer;
  }

  cancel(timer: Timer): void {
    this.#timers.delete(timer as number);
  }

  nextTurn(run: () => void): void {
    this.#turns.push(run);
  }

  /** Runs what waits for the next turn, and nothing that is added meanwhile. */
  turn(): void {
    for (const run of this.#turns.splice(0)) run();
  }

  /** Takes turns until nothing waits for one. */
  settle(): void {
    while (this.#turns.length > 0) this.turn();
  }

  /** Takes turns until a promise has settled, and all promises run between. */
  async turnUntil<T>(settled: Promise<T>): Promise<T> {
    let isOver = false;
    const end = () => void (isOver = true);
    settled.then(end, end);
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      this.turn();
    }
    return await settled;
  }

  /** Moves time on; timers run in their order, each after what it follows. */
  advance(ms: number): void {
    const end = this.#now + ms;
    this.#elapsed += ms;
    this.settle();
    for (;;) {
      const next = this.#next(end);
      if (next === undefined) break;
      const [timer, { at, run }] = next;
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, at);
      run();
      this.settle();
    }
    this.#now = end;
  }

  /** Time passes while something is done, so that nothing else runs. */
  work(ms: number): void {
    this.#elapsed += ms;
    this.#now += ms;
  }

  /** Sets the time without running anything, as when somebody sets a clock. */
  jumpTo(now: number): void {
    this.#now = now;
  }

  #next(end: number): [number, Due] | undefined {
    return [...this.#timers]
      .filter(([, { at }]) => at <= end)
      .sort(([a, { at: first }], [b, { at: second }]) =>
        first - second || a - b
      )[0];
  }
}
