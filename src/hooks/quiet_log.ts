import type { Clock } from "../base/clock.ts";
import type { Log } from "../observe/log.ts";

/** Milliseconds in which a line of a kind is written once. */
const ONCE_IN = 60_000;

/**
 * A log for what a back end may cause with every event: of each kind of line one
 * a minute. It knows only the kinds that the hooks have.
 */
export class QuietLog implements Pick<Log, "info" | "warn" | "error"> {
  #log: Pick<Log, "info" | "warn" | "error">;
  #clock: Pick<Clock, "elapsed">;
  #written = new Map<string, number>();

  constructor(
    log: Pick<Log, "info" | "warn" | "error">,
    clock: Pick<Clock, "elapsed">,
  ) {
    this.#log = log;
    this.#clock = clock;
  }

  info(...line: Parameters<Log["info"]>): void {
    if (this.#isDue(line[0])) this.#log.info(...line);
  }

  warn(...line: Parameters<Log["warn"]>): void {
    if (this.#isDue(line[0])) this.#log.warn(...line);
  }

  error(...line: Parameters<Log["error"]>): void {
    if (this.#isDue(line[0])) this.#log.error(...line);
  }

  #isDue(event: string): boolean {
    const now = this.#clock.elapsed();
    const last = this.#written.get(event) ?? -Infinity;
    if (now - last < ONCE_IN) return false;
    this.#written.set(event, now);
    return true;
  }
}
