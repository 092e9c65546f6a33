/**
 * Work that is done one round at a time. All who ask in one turn of the event
 * loop share a round; who asks while one runs gets another one after it, so
 * that nothing that was noted before asking is left lying. Nobody else starts
 * one: work that cannot be done now is not tried again by itself.
 */
export class CoalescedRun {
  #work: () => Promise<void>;
  #asked = false;
  #running: Promise<void> | undefined;

  /** Where `work` rejects, the rounds end, for all who asked; who asks later begins anew. */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Settles when the rounds that are asked for are over; undefined at rest. */
  get running(): Promise<void> | undefined {
    return this.#running;
  }

  /** Asks for a round; settles as `running`. */
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
      // In the same step as the last look: in between nobody can ask.
      this.#running = undefined;
    }
  }
}
