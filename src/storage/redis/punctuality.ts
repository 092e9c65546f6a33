/** Milliseconds that are considered. */
const WINDOW = 10_000;
/** The last milliseconds of these, which decide whether all is well again. */
const RECENT = 5000;
/** Milliseconds that share a count. */
const STEP = 1000;
/** Fewer late requests than this may be chance. */
const LEAST_LATE = 5;
/**
 * Share of late calls from which the server counts as late. A client's request
 * whose call is late makes no further call; one in time makes about six.
 */
const LATE_SHARE = 0.25;
/** Least answered requests before the server counts as well again. */
const LEAST_ANSWERED = 3;
/**
 * Share of late requests below which it counts as well again; well below the
 * other share, so that the state does not flap.
 */
const WELL_SHARE = 0.1;

interface Step {
  readonly at: number;
  answered: number;
  late: number;
}

/**
 * Does a server answer in time? It counts as late when a quarter of the
 * requests of ten seconds were late, and as well again when hardly any of the
 * last five seconds were.
 */
export class Punctuality {
  #elapsed: () => number;
  #steps: Step[] = [];
  #late = false;

  /** @param elapsed milliseconds on a clock that never jumps */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** Does it count as late? */
  get isLate(): boolean {
    return this.#late;
  }

  /**
   * How many requests there were within the window, and how many of them were
   * late.
   */
  counts(within = WINDOW): { asked: number; late: number } {
    const since = this.#elapsed() - within;
    let [asked, late] = [0, 0];
    for (const step of this.#steps) {
      if (step.at + STEP <= since) continue;
      asked += step.answered + step.late;
      late += step.late;
    }
    return { asked, late };
  }

  /** So many requests were answered in time, or not. */
  note(inTime: boolean, requests = 1): void {
    const step = this.#step();
    if (inTime) step.answered += requests;
    else step.late += requests;
    // While all is well, answers in time change nothing.
    if (this.#late || !inTime) this.#late = this.#judge();
  }

  /** Starts anew, as after a reconnect. */
  forget(): void {
    this.#steps = [];
    this.#late = false;
  }

  #judge(): boolean {
    if (this.#late) {
      const { asked, late } = this.counts(RECENT);
      const isWell = asked - late >= LEAST_ANSWERED &&
        late <= asked * WELL_SHARE;
      return !isWell;
    }
    const { asked, late } = this.counts();
    return late >= LEAST_LATE && late >= asked * LATE_SHARE;
  }

  #step(): Step {
    const now = this.#elapsed();
    const last = this.#steps.at(-1);
    if (last !== undefined && now < last.at + STEP) return last;
    const step = { at: now, answered: 0, late: 0 };
    this.#steps = this.#steps.filter(({ at }) => at + STEP > now - WINDOW);
    this.#steps.push(step);
    return step;
  }
}
