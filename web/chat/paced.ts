/** Calls something after milliseconds; returns what keeps it from that. */
type Later = (run: () => void, ms: number) => () => void;

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** What {@linkcode Paced} needs. */
export interface PacedOptions {
  /**
   * Settles with the milliseconds of the pause after it. What it throws is as
   * if nothing had come.
   */
  readonly run: () => Promise<number>;
  /** Milliseconds of the pause after a run that failed. */
  readonly pause: number;
  readonly later?: Later;
}

/**
 * Runs something when it is asked for, but not again before it has ended and a
 * pause is over; what was asked for meanwhile is one more run. So a crowd that
 * joins does not cost a request each.
 */
export class Paced {
  #options: PacedOptions;
  #isResting = false;
  #isAsked = false;
  #isOver = false;
  #cancel = () => {};

  constructor(options: PacedOptions) {
    this.#options = options;
  }

  /** Asks for a run. */
  ask(): void {
    if (this.#isResting) this.#isAsked = true;
    else void this.#begin();
  }

  /** There are no more runs. */
  stop(): void {
    this.#isOver = true;
    this.#cancel();
  }

  async #begin(): Promise<void> {
    this.#isResting = true;
    this.#isAsked = false;
    const { run, pause, later: wait = later } = this.#options;
    const rest = await run().catch(() => pause);
    if (this.#isOver) return;
    this.#cancel = wait(() => {
      this.#isResting = false;
      if (this.#isAsked) void this.#begin();
    }, rest);
  }
}
