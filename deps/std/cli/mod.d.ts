/**
 * What {@linkcode parseArgs} is to do with the arguments. The JSR package
 * infers the result from these; here the result stays `unknown` per flag, so
 * that the caller has to look.
 */
export interface ParseOptions {
  /** Flags that take no value, or `true`: every `--flag` without `=`. */
  boolean?: boolean | string | readonly string[];
  /** Flags whose value stays text, even one that looks like a number. */
  string?: string | readonly string[];
  /** Flags whose values add up to an array. */
  collect?: string | readonly string[];
  /** Flags that `--no-<flag>` sets to false. */
  negatable?: string | readonly string[];
  /** Other names of a flag; a value is stored under all of them. */
  alias?: Record<string, string | readonly string[]>;
  /** Values of the flags that are not given. */
  default?: Record<string, unknown>;
  /** `true`: put what follows `--` into the key `--` instead of `_`. */
  "--"?: boolean;
  /** `true`: everything after the first positional goes to `_`. */
  stopEarly?: boolean;
  /**
   * Called for each argument no other option knows, with the argument as
   * written, its key and its value; `false` drops it.
   */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The parsed flags by name, and the positionals in `_`. */
export interface Args {
  /** Numbers only where a positional looks like one and `_` is not in `string`. */
  _: Array<string | number>;
  /** Present with the option `"--"` only. */
  "--"?: string[];
  [flag: string]: unknown;
}

/**
 * Takes command-line arguments apart.
 *
 * @param args the arguments, without the program's name
 * @param options which flags there are
 * @throws {TypeError} when an alias is undefined
 */
export function parseArgs(
  args: readonly string[],
  options?: ParseOptions,
): Args;
