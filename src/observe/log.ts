import { printable } from "../base/printable.ts";

/** How severe a line is, from least to most. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = typeof LOG_LEVELS[number];
/** `text` for people, `json` for machines; both write one line per event. */
export type LogFormat = "text" | "json";
/** The details of an event. Never a message's content, never a token. */
export type LogFields = Readonly<
  Record<string, string | number | boolean | undefined>
>;

/**
 * Logs events at their level; those below the configured level cost nothing.
 */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** What {@linkcode createLog} needs. */
export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Takes one whole line, its newline included. */
  readonly write: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/**
 * Creates a log that writes lines of the given format, from the given level up.
 */
export function createLog(options: LogOptions): Log {
  const format = options.format === "json" ? jsonLine : textLine;
  const at = (level: LogLevel) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(options.level)) {
      return () => {};
    }
    return (event: string, fields: LogFields = {}) => {
      const time = new Date(options.now()).toISOString();
      options.write(format(time, level, event, fields) + "\n");
    };
  };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
  };
}

function jsonLine(
  time: string,
  level: LogLevel,
  event: string,
  fields: LogFields,
): string {
  return printable(JSON.stringify({ time, level, event, ...fields }));
}

function textLine(
  time: string,
  level: LogLevel,
  event: string,
  fields: LogFields,
): string {
  const words = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${quoted(String(value))}`);
  return [time, level.toUpperCase().padEnd(5), event, ...words].join(" ");
}

/**
 * A client can put anything into a value; quoted, it stays visible and on one
 * line.
 */
function quoted(value: string): string {
  return /^[\w.:@/[\]+-]+$/.test(value)
    ? value
    : printable(JSON.stringify(value));
}
