import { parseArgs } from "@std/cli";
import { namesOf, OPTION_KEYS, OPTIONS } from "./table.ts";
import { nearest } from "./nearest.ts";
import { quote, UsageError } from "./usage_error.ts";

/** A command line, split but not yet checked. */
export interface Arguments {
  /** Everything that is no flag: the command and its arguments. */
  readonly positionals: readonly string[];
  /** The texts given for each option, in order, by the option's long name. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** How each option was last written, dashes included, by its long name. */
  readonly spelling: ReadonlyMap<string, string>;
}

const HELP_FLAG = /^(?:--help|-h)(?:=true)?$/;
const VERSION_FLAG = /^(?:--version|-v)(?:=true)?$/;

const ENTRIES = OPTION_KEYS.map((key) => OPTIONS[key]);
const LONG_NAMES = new Map(
  ENTRIES.flatMap((option) =>
    namesOf(option).map((name) => [name, option.name])
  ),
);
/** Every name of the flags that need no value. */
const SWITCHES: ReadonlySet<string> = new Set(
  ENTRIES.filter(({ kind }) => kind.placeholder === "").flatMap(namesOf),
);
const SUGGESTIONS: readonly string[] = [
  ...ENTRIES.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
  "help",
  "version",
];
const SWITCH_VALUES: readonly string[] = ["true", "false", "1", "0"];

/** Do the arguments ask anywhere for the help, or for the version? */
export function askedFor(
  args: readonly string[],
): "help" | "version" | undefined {
  const flags = args.slice(0, endOfFlags(args));
  if (flags.some((arg) => HELP_FLAG.test(arg))) return "help";
  if (flags.some((arg) => VERSION_FLAG.test(arg))) return "version";
  return undefined;
}

/**
 * Splits a command line.
 *
 * @throws {UsageError} when a flag is unknown or has no value
 */
export function splitArguments(args: readonly string[]): Arguments {
  const spelling = new Map<string, string>();
  const { _, ...flags } = parseArgs(joinValues(args, spelling), {
    string: ["_", ...LONG_NAMES.values()],
    collect: [...LONG_NAMES.values()],
  });
  // The parser has an empty list for each flag that was not given.
  const values = Object.entries(flags)
    .map(([name, texts]) => [name, texts as string[]] as const)
    .filter(([, texts]) => texts.length > 0);
  return { positionals: _.map(String), values: new Map(values), spelling };
}

/**
 * Rewrites `--alias value` and `--alias=value` to `--name=value`, and records
 * how the flag was written. A flag takes the next argument whatever it begins
 * with: the parser would not take `-5`, and the error would be about a missing
 * value instead of the range.
 */
function joinValues(
  args: readonly string[],
  spelling: Map<string, string>,
): string[] {
  const end = endOfFlags(args);
  const joined: string[] = [];
  for (let at = 0; at < end; at++) {
    const [written = "", value] = splitAtEquals(args[at] ?? "");
    const name = longNameOf(written);
    if (name === undefined) {
      // Not left to the parser, for which `--no-ws=:1` sets `--ws`.
      if (/^-./.test(written)) refuseFlag(written);
      joined.push(args[at] ?? "");
      continue;
    }
    spelling.set(name, written);
    const next = value ?? valueBehind(name, args.slice(at + 1, end));
    if (next === undefined) throw missingValue(name, written);
    if (value === undefined && next === args[at + 1]) at++;
    joined.push(`--${name}=${next}`);
  }
  return [...joined, ...args.slice(end)];
}

/** The value of a flag written without `=`; a switch alone is true. */
function valueBehind(
  name: string,
  rest: readonly string[],
): string | undefined {
  const [next] = rest;
  if (SWITCHES.has(name)) {
    return next !== undefined && SWITCH_VALUES.includes(next) ? next : "true";
  }
  const [flag = ""] = splitAtEquals(next ?? "");
  return longNameOf(flag) === undefined ? next : undefined;
}

function longNameOf(written: string): string | undefined {
  return written.startsWith("--")
    ? LONG_NAMES.get(written.slice(2))
    : undefined;
}

function splitAtEquals(arg: string): [string, string?] {
  const at = arg.indexOf("=");
  return at === -1 ? [arg] : [arg.slice(0, at), arg.slice(at + 1)];
}

function endOfFlags(args: readonly string[]): number {
  const at = args.indexOf("--");
  return at === -1 ? args.length : at;
}

function missingValue(name: string, written: string): UsageError {
  const option = ENTRIES.find((option) => option.name === name);
  return new UsageError(
    `${written}: got no value: expected ${option?.kind.expected}`,
  );
}

function refuseFlag(written: string): never {
  const [, no, name = ""] = /^-*(no-(?=.))?(.*)$/s.exec(written) ?? [];
  const closest = nearest(name, SUGGESTIONS);
  const unknown = `unknown flag ${quote(written)}`;
  if (closest === undefined) {
    throw new UsageError(`${unknown}: gim help lists all of them`);
  }
  if (written === `--${closest}`) {
    throw new UsageError(`${written}: expected no value`);
  }
  const off = no !== undefined && closest === name && SWITCHES.has(closest);
  const end = off ? "=false" : "";
  throw new UsageError(`${unknown}: did you mean --${closest}${end}?`);
}
