import type { Clock, Timer } from "../../base/clock.ts";
import type { Log } from "../../observe/log.ts";

/** Milliseconds between two looks. */
const INTERVAL = 1000;
/** Milliseconds without a refusal after which a look is believed. */
const QUIET = 3000;

/** What {@linkcode RefusalWatch} needs. */
export interface RefusalWatchOptions {
  readonly log: Log;
  readonly clock: Pick<Clock, "elapsed" | "after" | "cancel">;
  /** Has Redis do something small that it would refuse as well. */
  readonly look: () => Promise<unknown>;
}

/**
 * Remembers that Redis answers and yet refuses: it is full, or may not be
 * written to, or does not let this user. That one request gets through says
 * little then, as reading may go on where writing does not. So it looks by
 * itself, and believes that it is over when a look gets through and nothing was
 * refused for a while.
 */
export class RefusalWatch {
  #options: RefusalWatchOptions;
  #word: string | undefined;
  /** What was told of since it began: a refusal of every request is one line. */
  #told = new Set<string>();
  #last = 0;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: RefusalWatchOptions) {
    this.#options = options;
  }

  /** Why it refuses, in a word; undefined while it does not. */
  get word(): string | undefined {
    return this.#word;
  }

  /** Something was refused. @param word one of few @param reason for the log */
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

  /** Looks no more. */
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
