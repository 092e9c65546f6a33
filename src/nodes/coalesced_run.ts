/**
 * Work of which one run serves everybody who asked before it began. All
 * requests of one turn of the event loop share a run; a request during a run
 * gets another one after it, so that nothing recorded before a request is
 * missed. It never runs by itself: work that cannot be done now is not tried
 * again unasked.
 */
export class CoalescedRun {
  #work: () => Promise<void>;
  #asked = false;
  #running: Promise<void> | undefined;

  /**
   * If `work` rejects, all who asked are rejected and the runs end; a later
   * request begins anew.
   */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Settles when all requested runs are over; undefined if there are none. */
  get running(): Promise<void> | undefined {
    return this.#running;
  }

  /** Requests a run; settles as `running`. */
  ask(): Promise<void> {
    this.#asked = true;
    return this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (this.#asked) {
        await Promise.resolve();
        this.#asked = false;
        await this.#work();
      }
    } finally {
      // In the same step as the last check, so that no request can come in
      // between.
      this.#running = undefined;
    }
  }
}
