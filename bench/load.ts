/**
 * Drives GIM and a bare WebSocket server alike, in turn and on this machine
 * only, and prints one table. Needs Linux, whose /proc tells the CPU.
 *
 *     deno task bench:load [--rounds 5] [--seconds 3] [--scenario private-1,room]
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { measureFrameSizes } from "./load/frame_sizes.ts";
import { formatTable, type Row } from "./load/row.ts";
import { SCENARIOS } from "./load/scenarios.ts";

const DEFAULTS = {
  rounds: "5",
  seconds: "3",
  scenario: SCENARIOS.map(({ name }) => name).join(","),
};

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

function fail(line: string): never {
  Deno.stderr.writeSync(new TextEncoder().encode(`bench:load: ${line}\n`));
  Deno.exit(2);
}

function readFlags() {
  const flags = parseArgs(Deno.args, {
    string: Object.keys(DEFAULTS),
    default: DEFAULTS,
    unknown: (flag) => fail(`no such flag: ${flag}`),
  }) as unknown as typeof DEFAULTS;
  const rounds = Number(flags.rounds);
  const seconds = Number(flags.seconds);
  if (!(Number.isInteger(rounds) && rounds >= 1)) {
    fail(`--rounds: expected a whole number from 1, got ${flags.rounds}`);
  }
  if (!(seconds >= 0.5)) {
    fail(`--seconds: expected a number from 0.5, got ${flags.seconds}`);
  }
  const scenarios = flags.scenario.split(",").map((name) =>
    SCENARIOS.find((scenario) => scenario.name === name) ??
      fail(`--scenario: expected some of ${DEFAULTS.scenario}, got ${name}`)
  );
  return { rounds, seconds, scenarios };
}

const { rounds, seconds, scenarios } = readFlags();
const sizes = await measureFrameSizes();
const rows: Row[] = [];
for (const scenario of scenarios) {
  rows.push(...await scenario.run({ rounds, seconds, sizes }));
}
write(
  `${rounds} rounds of ${seconds} s, medians (lowest–highest); ` +
    `frames: reply ${sizes.reply} bytes, push ${sizes.push} bytes\n\n` +
    `${formatTable(rows)}\n`,
);
