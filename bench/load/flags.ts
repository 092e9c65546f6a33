import { parseArgs } from "@std/cli";
import { type GimChoice, PEERS } from "./contestants.ts";
import { SCENARIOS } from "./scenarios.ts";

/** The flags of the sheet. */
export interface SheetFlags {
  readonly rounds: number;
  readonly seconds: number;
  /** Names of scenarios. */
  readonly loads: readonly string[];
  readonly peers: readonly string[];
  readonly gims: readonly GimChoice[];
}

/** The help of the flags. */
export const HELP = `Usage: deno task bench:load [flags]

Drives GIM and its peers alike, in turn, and prints one sheet.

  --rounds N          rounds of each, in turn (5)
  --seconds N         length of a round (3)
  --quick             one round of one second: does it work?
  --loads A,B         some of ${SCENARIOS.map(({ name }) => name).join(", ")}
  --peers A,B         some of ${PEERS.join(", ")} (bare,ws,socket.io)
  --gim-flags "…"     flags of GIM; repeated, it takes part once with each
                      (none, and --gateway-engine=node)
  --gim-main FILE     another checkout's main.ts, beside this one's`;

/** A wrong flag; the message is for the person who typed it. */
export class FlagError extends Error {}

const USAGE = {
  rounds: "5",
  seconds: "3",
  loads: SCENARIOS.map(({ name }) => name).join(","),
  peers: "bare,ws,socket.io",
};
/** The flags of those who take part where none are given. */
const ENGINES = ["", "--gateway-engine=node"];
/** For `--quick`: enough to see that it works. */
const QUICK = { rounds: "1", seconds: "1" };

/** Undefined if help was asked for. @throws {FlagError} */
export function parseFlags(args: readonly string[]): SheetFlags | undefined {
  const flags = parseArgs([...args], {
    string: [...Object.keys(USAGE), "gim-flags", "gim-main"],
    collect: ["gim-flags", "gim-main"],
    boolean: ["quick", "help"],
    unknown: (flag) => {
      throw new FlagError(`no such flag: ${flag}`);
    },
  }) as unknown as
    & Partial<typeof USAGE>
    & { "gim-flags"?: string[]; "gim-main"?: string[] }
    & { quick?: boolean; help?: boolean };
  if (flags.help) return undefined;
  const all = { ...USAGE, ...(flags.quick ? QUICK : {}), ...flags };
  return {
    rounds: number("rounds", all.rounds, 1),
    seconds: number("seconds", all.seconds, 0.5),
    loads: names("loads", all.loads, SCENARIOS.map(({ name }) => name)),
    peers: names("peers", all.peers, PEERS),
    gims: gimsOf(flags["gim-flags"] ?? [], flags["gim-main"] ?? []),
  };
}

/** One GIM for each set of flags, and one for each other checkout. */
function gimsOf(
  flagSets: readonly string[],
  mains: readonly string[],
): GimChoice[] {
  const own = flagSets.length === 0 ? ENGINES : flagSets;
  const flagged = own.map((text) => {
    const flags = text.split(" ").filter((flag) => flag !== "");
    return { name: ["GIM", ...flags].join(" "), flags };
  });
  const others = mains.map((main) => ({
    name: `GIM of ${main.split("/").at(-2) ?? main}`,
    flags: flagged[0]?.flags ?? [],
    main,
  }));
  return [...flagged, ...others];
}

function number(flag: string, text: string, least: number): number {
  const value = Number(text);
  const isWhole = flag !== "rounds" || Number.isInteger(value);
  if (value >= least && isWhole) return value;
  throw new FlagError(`--${flag}: expected a number from ${least}: ${text}`);
}

function names(
  flag: string,
  text: string,
  known: readonly string[],
): string[] {
  const chosen = text.split(",").filter((name) => name !== "");
  const unknown = chosen.find((name) => !known.includes(name));
  if (unknown === undefined) return chosen;
  throw new FlagError(
    `--${flag}: expected some of ${known.join(",")}: ${unknown}`,
  );
}
