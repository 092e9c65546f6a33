import type { Clock, Timer } from "../base/clock.ts";
import type { Log, LogFields, LogLevel } from "./log.ts";

/** Most lines of one level in a second. */
export const LINES_PER_SECOND = 1000;
/** Milliseconds after which counting starts anew. */
const WINDOW = 1000;

/** What {@linkcode BoundedLog} needs. */
export interface BoundedLogOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** Called for each line that was suppressed. */
  readonly onSuppressed?: () => void;
}

interface Window {
  endsAt: number;
  written: number;
  suppressed: number;
  summary: Timer | undefined;
}

/**
 * A log that clients cannot fill. Lines beyond {@linkcode LINES_PER_SECOND} of
 * a level are counted, and one line says how many when the second is over. Each
 * level has its own limit, so requests cannot hide faults.
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

  /** Logs at once how many lines were suppressed, and cancels the timers. */
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
