import { systemClock } from "../base/clock.ts";
import { LineWriter } from "./line_writer.ts";
import { createLog, type Log, type LogFormat, type LogLevel } from "./log.ts";

/** A log, and the writer that brings its lines to standard error. */
export interface StderrLog {
  readonly log: Log;
  readonly lines: LineWriter;
}

/**
 * Opens the log of one thread. A reader that does not read holds up nothing.
 */
export function openStderrLog(
  { level, format }: { readonly level: LogLevel; readonly format: LogFormat },
): StderrLog {
  const lines = new LineWriter({
    // Not `writeSync`, which blocks the thread while a pipe is full.
    write: (bytes) => Deno.stderr.write(bytes),
    onFlowing: (dropped) => log.warn("log lines dropped", { dropped }),
  });
  const write = (line: string) => lines.write(line);
  const log = createLog({ level, format, write, now: systemClock.now });
  return { log, lines };
}
