// deno-lint-ignore-file no-console -- this is what speaks with the person at the terminal
import { type CheckOptions, HELP, parseCheckOptions } from "./check_options.ts";
import { addCounts, type Counts, noCounts } from "./counts.ts";
import { linesAbout } from "./lines_about.ts";
import type { Outcome } from "./outcome.ts";
import { createPlan, type Mode, type Plan, type PlanOptions } from "./plan.ts";
import { runDisk } from "./run_disk.ts";
import { runReal } from "./run_real.ts";
import { runRedis } from "./run_redis.ts";
import { HAS_REDIS } from "../helpers/redis_server.ts";
import { simulate } from "./simulate.ts";

const RUN: Readonly<Record<Mode, (plan: Plan) => Promise<Outcome>>> = {
  sim: (plan) => simulate(plan),
  real(plan) {
    if (plan.kills !== undefined) return runDisk(plan);
    return plan.nodes === undefined ? runReal(plan) : runRedis(plan);
  },
};
const SCHEDULES: Readonly<Record<Mode, number>> = { sim: 1000, real: 3 };
/** Share of the time that the simulation leaves to the real process. */
const REAL_SHARE = 0.4;
/** Faults shown of one schedule. */
const SHOWN = 5;

interface Tally {
  schedules: number;
  failures: number;
  readonly counts: Counts;
}

/** Checks in each mode; returns whether nothing was wrong. */
async function check(options: CheckOptions): Promise<boolean> {
  const end = performance.now() + options.seconds * 1000;
  let fine = true;
  for (const [index, mode] of options.modes.entries()) {
    const isLast = index === options.modes.length - 1;
    const share = isLast ? 0 : REAL_SHARE * options.seconds * 1000;
    const start = performance.now();
    const tally = await checkMode(mode, options, end - share);
    const seconds = (performance.now() - start) / 1000;
    console.log(summary(mode, tally, seconds));
    fine &&= tally.failures === 0;
  }
  return fine;
}

async function checkMode(
  mode: Mode,
  options: CheckOptions,
  end: number,
): Promise<Tally> {
  const tally = { schedules: 0, failures: 0, counts: noCounts() };
  const most = options.schedules ?? SCHEDULES[mode];
  async function goOn(): Promise<void> {
    while (tally.schedules < most) {
      if (tally.schedules > 0 && performance.now() >= end) return;
      await checkOne(mode, options, tally);
    }
  }
  await Promise.all(Array.from({ length: options.together }, goOn));
  return tally;
}

/** Plays the next schedule and adds what comes of it. */
async function checkOne(
  mode: Mode,
  { seed: first, clients, nodes, kills, trace }: CheckOptions,
  tally: Tally,
): Promise<void> {
  const seed = first + tally.schedules++;
  const choice = { seed, mode, clients, nodes, kills };
  const { journal } = await RUN[mode](createPlan(choice));
  addCounts(tally.counts, journal.counts);
  if (trace) { for (const line of journal.log) console.log(line); }
  if (journal.faults.length === 0) return;
  tally.failures++;
  console.log(failure(choice, journal.faults));
  if (trace) return;
  const [fault = ""] = journal.faults;
  for (const line of linesAbout(fault, journal.log)) console.log(`  ${line}`);
}

function failure(
  { seed, mode, clients, nodes, kills }: PlanOptions,
  faults: readonly string[],
): string {
  const users = clients === undefined ? "" : ` --clients ${clients}`;
  const redis = nodes === undefined ? "" : ` --storage redis --nodes ${nodes}`;
  const disk = kills === undefined ? "" : ` --storage disk --kills ${kills}`;
  return [
    `seed ${seed} failed (${mode}):`,
    ...faults.slice(0, SHOWN).map((fault) => `  ${fault}`),
    `  replay: deno task check:delivery --mode ${mode} --seed ${seed} ` +
    `--schedules 1${redis}${disk}${users} --trace`,
  ].join("\n");
}

function summary(mode: Mode, tally: Tally, seconds: number): string {
  const { schedules, failures, counts } = tally;
  const result = failures === 0 ? "ok" : `${failures} FAILED`;
  return `delivery ${mode}: ${result}: ${schedules} schedules, ` +
    `${counts.sends} sends, ${counts.deliveries} deliveries, ` +
    `${counts.kills} cuts, ${counts.restarts} kills of the service, ` +
    `${counts.slowCloses} slow closes, ` +
    `${counts.gaps} gaps closed by sync, ${counts.retries} retried sends, ` +
    `${counts.missed} left out of pushes, ${counts.recalls} recalls, ` +
    `${counts.evictions} syncs told of evictions, ` +
    `${counts.unavailable} requests answered 503 in ${seconds.toFixed(1)} s`;
}

/** Reads the command line and checks; returns the exit status. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseCheckOptions(args);
    if (options === undefined) {
      console.log(HELP);
      return 0;
    }
    if (options.nodes !== undefined && !HAS_REDIS) {
      console.error(
        "--storage: redis needs redis-server, which is not installed",
      );
      return 2;
    }
    console.log(`seed ${options.seed}`);
    return await check(options) ? 0 : 1;
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    console.error(fault.message);
    return 2;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
