/**
 * Drives GIM and its peers alike, in turn and on this machine only, and prints
 * one sheet: the results, how GIM compares, and which of its goals it meets.
 * Needs Linux, as it reads CPU and memory from /proc.
 *
 *     deno task bench:load --help
 *
 * @module
 */

import { type Contestant, gim, peer } from "./contestants.ts";
import { FlagError, HELP, parseFlags, type SheetFlags } from "./flags.ts";
import { formatGoals } from "./goals.ts";
import { measurePages } from "./pages.ts";
import { alternate, type Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios.ts";
import { formatRatios, formatSheet, type Line } from "./sheet.ts";

function write(stream: typeof Deno.stdout, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) {
    at += stream.writeSync(bytes.subarray(at));
  }
}

function readFlags(): SheetFlags {
  try {
    const flags = parseFlags(Deno.args);
    if (flags !== undefined) return flags;
    write(Deno.stdout, `${HELP}\n`);
    Deno.exit(0);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    write(Deno.stderr, `bench:load: ${error.message}\n`);
    Deno.exit(2);
  }
}

async function linesOf(
  scenario: Scenario,
  contestants: readonly Contestant[],
  flags: SheetFlags,
): Promise<Line[]> {
  write(Deno.stderr, `${scenario.name}\n`);
  const results = await alternate(scenario, contestants, flags);
  return scenario.titles.flatMap((title, at) =>
    results.map(({ contestant: { name, isGim }, rounds }) => ({
      title,
      name,
      isGim,
      rounds: rounds.flatMap((lines) => lines[at] ?? []),
    }))
  );
}

const flags = readFlags();
const contestants = [
  ...flags.gims.map(gim),
  ...await Promise.all(flags.peers.map(peer)),
];
const lines: Line[] = [];
for (const scenario of SCENARIOS) {
  if (!flags.loads.includes(scenario.name)) continue;
  lines.push(...await linesOf(scenario, contestants, flags));
}
const others = [
  ...flags.peers,
  ...flags.gims.filter(({ main }) => main !== undefined)
    .map(({ name }) => name),
];
const pages = measurePages(flags.rounds).map(({ p50, p99 }) =>
  `${(p50 * 1000).toFixed(1)} and ${(p99 * 1000).toFixed(1)} µs`
);
write(
  Deno.stdout,
  `${flags.rounds} rounds of ${flags.seconds} s in turn, medians:\n\n` +
    `${formatSheet(lines)}\n\n` +
    `GIM's share, median (lowest–highest round):\n\n` +
    `${formatRatios(lines, others)}\n\n` +
    `Goals:\n\n${formatGoals(lines)}\n\n` +
    `A page of 50 anywhere in a timeline of 100,000, p50 and p99: ` +
    `${pages.join(", ")}\n`,
);
Deno.exit(0);
