import type { Clock, Timer } from "../base/clock.ts";
import type { Log, LogFields, LogLevel } from "./log.ts";

/** Lines of one level in a second that clients may cause. */
export const LINES_PER_SECOND = 1000;
/** Milliseconds after which lines are counted anew. */
const WINDOW = 1000;

/** What {@linkcode BoundedLog} needs. */
export interface BoundedLogOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** Told of each line that was not written. */
  readonly onSuppressed?: () => void;
}

interface Window {
  endsAt: number;
  written: number;
  suppressed: number;
  summary: Timer | undefined;
}

/**
 * A log that clients cannot fill: what they cause beyond
 * {@linkcode LINES_PER_SECOND} of a level is counted, and told in one line when
 * the second is over. Levels do not share: requests cannot hide faults.
 */
export class BoundedLog implements Log {
  #options: BoundedLogOptions;
  #windows = new Map<LogLevel, Window>();

  constructor(options: BoundedLogOptions) {
    this.#options = options;
  }

  debug(event: string, fields?: LogFields): void {
    this.#write("debug", event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.#write("info", event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#write("warn", event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.#write("error", event, fields);
  }

  /** Tells at once what was suppressed, and takes the timers back. */
  stop(): void {
    for (const [level, window] of this.#windows) this.#tell(level, window);
  }

  #write(level: LogLevel, event: string, fields?: LogFields): void {
    const { log, clock, onSuppressed } = this.#options;
    const window = this.#windowOf(level, clock.elapsed());
    if (window.written < LINES_PER_SECOND) {
      window.written++;
      return log[level](event, fields);
    }
    window.suppressed++;
    onSuppressed?.();
    const left = window.endsAt - clock.elapsed();
    window.summary ??= clock.after(left, () => this.#tell(level, window));
  }

  #windowOf(level: LogLevel, now: number): Window {
    const known = this.#windows.get(level) ??
      { endsAt: 0, written: 0, suppressed: 0, summary: undefined };
    this.#windows.set(level, known);
    if (now < known.endsAt) return known;
    this.#tell(level, known);
    known.endsAt = now + WINDOW;
    known.written = 0;
    return known;
  }

  #tell(level: LogLevel, window: Window): void {
    const { log, clock } = this.#options;
    clock.cancel(window.summary);
    window.summary = undefined;
    const { suppressed } = window;
    window.suppressed = 0;
    if (suppressed > 0) log[level]("lines suppressed", { suppressed });
  }
}
