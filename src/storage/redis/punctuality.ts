/** Milliseconds that are looked back on. */
const WINDOW = 10_000;
/** Milliseconds of them that have to have been well for it to be well again. */
const RECENT = 5000;
/** Milliseconds that are counted together. */
const STEP = 1000;
/** Requests that have to be late before it is a matter of more than chance. */
const LEAST_LATE = 5;
/** Of all; one that is late is all that its request asks, one in time one of six. */
const LATE_SHARE = 0.25;
/** Requests that have to have been answered lately before that is believed. */
const LEAST_ANSWERED = 3;
/** Of the latest; below, it is well again. Well below the other: no flapping. */
const WELL_SHARE = 0.1;

interface Step {
  readonly at: number;
  answered: number;
  late: number;
}

/**
 * Does a server answer in time, as far as its latest answers show? It does not
 * where of what was asked in ten seconds a quarter was late, and does again when in
 * the last five hardly anything was.
 */
export class Punctuality {
  #elapsed: () => number;
  #steps: Step[] = [];
  #late = false;

  /** @param elapsed milliseconds on a clock that never jumps */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** Does it answer too late? */
  get isLate(): boolean {
    return this.#late;
  }

  /** What was asked of it within the window, and how much of that was late. */
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

  /** So many requests were answered in time, or were not. */
  note(inTime: boolean, requests = 1): void {
    const step = this.#step();
    if (inTime) step.answered += requests;
    else step.late += requests;
    // Answers change nothing while all is well.
    if (this.#late || !inTime) this.#late = this.#judge();
  }

  /** It is another one now, or the same anew. */
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
