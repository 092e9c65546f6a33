import type { Clock, Timer } from "../../base/clock.ts";
import type { Log } from "../../observe/log.ts";

/** Milliseconds between two checks. */
const INTERVAL = 1000;
/** Milliseconds without a refusal after which a successful check counts. */
const QUIET = 3000;

/** What {@linkcode RefusalWatch} needs. */
export interface RefusalWatchOptions {
  readonly log: Log;
  readonly clock: Pick<Clock, "elapsed" | "after" | "cancel">;
  /** Makes Redis do something small that it would refuse as well. */
  readonly look: () => Promise<unknown>;
}

/**
 * Remembers that Redis answers but refuses: it is full, may not be written to,
 * or does not permit this user. A request that succeeds says little then, as
 * reading may work while writing does not. So this checks by itself, and
 * considers the refusals over when a check succeeds and nothing was refused for
 * a while.
 */
export class RefusalWatch {
  #options: RefusalWatchOptions;
  #word: string | undefined;
  /**
   * What was logged since the refusals began: refusing every request is one
   * line.
   */
  #told = new Set<string>();
  #last = 0;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: RefusalWatchOptions) {
    this.#options = options;
  }

  /** Why it refuses, in a word; undefined if it does not. */
  get word(): string | undefined {
    return this.#word;
  }

  /**
   * A command was refused. @param word one of a few @param reason for the log
   */
  note(word: string, reason: string): void {
    if (this.#stopped) return;
    this.#last = this.#options.clock.elapsed();
    this.#word = word;
    if (!this.#told.has(word)) {
      this.#options.log.warn("redis refuses", { reason });
    }
    this.#told.add(word);
    this.#timer ??= this.#lookLater();
  }

  /** Ends the checks. */
  stop(): void {
    this.#stopped = true;
    this.#options.clock.cancel(this.#timer);
  }

  async #look(): Promise<void> {
    const passed = await this.#options.look().then(() => true, () => false);
    if (this.#stopped) return;
    const quietFor = this.#options.clock.elapsed() - this.#last;
    if (passed && quietFor >= QUIET) return this.#end();
    this.#timer = this.#lookLater();
  }

  #lookLater(): Timer {
    return this.#options.clock.after(INTERVAL, () => this.#look());
  }

  #end(): void {
    this.#timer = undefined;
    this.#word = undefined;
    this.#told.clear();
    this.#options.log.info("redis takes requests again");
  }
}
