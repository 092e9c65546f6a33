import { parseArgs } from "@std/cli";
import type { Mode } from "./plan.ts";

/** What the checker is to do. */
export interface CheckOptions {
  /** The first schedule's; each further one has the next. */
  readonly seed: number;
  readonly modes: readonly Mode[];
  /** Most schedules of each mode; undefined for as many as fit the time. */
  readonly schedules: number | undefined;
  /** No schedule begins after this time, but the first of its mode. */
  readonly seconds: number;
  /** Services on one Redis; undefined for one alone. */
  readonly nodes: number | undefined;
  /** How often a service with its storage on disk is killed in a schedule. */
  readonly kills: number | undefined;
  /** Schedules that are played at the same time, each with its own service. */
  readonly together: number;
  /** Users in a schedule; drawn for each where it is left out. */
  readonly clients: number | undefined;
  /** Print all that happens. */
  readonly trace: boolean;
}

/** Says how the checker is used. */
export const HELP = `Usage: deno task check:delivery [flags]

Proves over random schedules that nothing accepted is lost, doubled or
reordered for a client that syncs.

  --mode sim|real|both  simulated time, the real process, or both (both;
                        real with --storage disk and redis)
  --storage memory|disk|redis  where the real process keeps what it stores
                        (memory); with disk it is killed again and again; with
                        redis, which it starts, that is killed, hangs and comes
                        back with its log, and so are nodes
  --nodes 1|2|3         processes on the one Redis (2)
  --kills N             how often it is killed in a schedule on disk (40)
  --seed N              seed of the first schedule (drawn)
  --schedules N         most schedules of each mode (1000 sim, 3 real)
  --together N          schedules that are played at the same time (1)
  --seconds N           time budget of all together (90)
  --clients N           users in a schedule (drawn)
  --trace               print all that happens`;

interface Flags {
  readonly mode?: string;
  readonly seed?: string;
  readonly schedules?: string;
  readonly seconds?: string;
  readonly clients?: string;
  readonly storage?: string;
  readonly nodes?: string;
  readonly kills?: string;
  readonly together?: string;
  readonly trace?: boolean;
  readonly help?: boolean;
}

const MODES: Readonly<Record<string, readonly Mode[]>> = {
  sim: ["sim"],
  real: ["real"],
  both: ["sim", "real"],
};

/**
 * Reads the command line; undefined when help was asked for.
 *
 * @throws {RangeError} when a value is not allowed
 */
export function parseCheckOptions(
  args: readonly string[],
): CheckOptions | undefined {
  const flags = parseArgs([...args], {
    string: [
      ...["mode", "seed", "schedules", "seconds", "clients"],
      ...["storage", "nodes", "kills", "together"],
    ],
    boolean: ["trace", "help"],
    unknown: (argument) => {
      throw new RangeError(`${argument}: expected one of the flags of --help`);
    },
  }) as Flags;
  if (flags.help) return undefined;
  const number = (
    name: "seed" | "schedules" | "seconds" | "clients" | "together",
    least: number,
    most: number,
  ) => parseNumber(`--${name}`, flags[name], { least, most });
  return {
    modes: modesOf(flags),
    nodes: nodesOf(flags),
    kills: killsOf(flags),
    seed: number("seed", 0, 2 ** 31) ?? drawSeed(),
    schedules: number("schedules", 1, 1_000_000),
    seconds: number("seconds", 1, 86_400) ?? 90,
    together: number("together", 1, 16) ?? 1,
    clients: number("clients", 2, 100),
    trace: flags.trace ?? false,
  };
}

function modesOf({ mode, storage }: Flags): readonly Mode[] {
  const isReal = storage === "redis" || storage === "disk";
  if (isReal && mode !== undefined && mode !== "real") {
    throw new RangeError(
      `--mode: got "${mode}": expected real with --storage ${storage}`,
    );
  }
  const modes = MODES[mode ?? (isReal ? "real" : "both")];
  if (modes !== undefined) return modes;
  throw new RangeError(`--mode: got "${mode}": expected sim, real, both`);
}

function nodesOf({ storage = "memory", nodes }: Flags): number | undefined {
  if (storage === "redis") {
    return parseNumber("--nodes", nodes, { least: 1, most: 3 }) ?? 2;
  }
  if (storage !== "memory" && storage !== "disk") {
    throw new RangeError(
      `--storage: got "${storage}": expected memory, disk, redis`,
    );
  }
  if (nodes === undefined) return undefined;
  throw new RangeError(
    `--nodes: got "${nodes}": expected --storage redis beside it`,
  );
}

function killsOf({ storage, kills }: Flags): number | undefined {
  if (storage === "disk") {
    return parseNumber("--kills", kills, { least: 1, most: 1000 }) ?? 40;
  }
  if (kills === undefined) return undefined;
  throw new RangeError(
    `--kills: got "${kills}": expected --storage disk beside it`,
  );
}

function parseNumber(
  name: string,
  text: string | undefined,
  { least, most }: { least: number; most: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new RangeError(
    `${name}: got "${text}": expected a whole number from ${least} to ${most}`,
  );
}

function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! >>> 2;
}
