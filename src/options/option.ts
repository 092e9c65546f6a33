import type { Kind } from "./kinds.ts";

/** One option on the command line and in the environment. */
export interface Option<T> {
  /** The long name, without dashes. */
  readonly name: string;
  /** Other names, shown in the help. */
  readonly aliases?: readonly string[];
  /** Other names, accepted but not shown. */
  readonly hidden?: readonly string[];
  /** How its text is read. */
  readonly kind: Kind<T>;
  /** The default as a user would write it; without it, `kind.absent`. */
  readonly fallback?: string;
  /** The default when the log is not written to a terminal. */
  readonly fallbackOffTerminal?: string;
  /** How the help describes a default that is no text. */
  readonly fallbackNote?: string;
  /** One sentence for the help. */
  readonly help: string;
}
