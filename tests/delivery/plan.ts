import type { Action } from "./actions.ts";
import { planActions } from "./actions.ts";
import { type Random, randomFor } from "./random.ts";
import { drawTrouble, STORAGE_TIMEOUT } from "./troubles.ts";

/** In simulated time, or against the real process. */
export type Mode = "sim" | "real";

/** What the service is started with, as far as the oracle has to know. */
export interface Terms {
  readonly historyLimit: number;
  readonly pushCount: number;
  /** Milliseconds. */
  readonly pushDuration: number;
  /** May the storage be out of reach before the disturbances end? */
  readonly mayFail: boolean;
  /** May a list show a message before it is pushed? */
  readonly listLeads: boolean;
}

/** A user with their devices; the first one joins and leaves rooms. */
export interface PlannedUser {
  readonly id: string;
  readonly devices: readonly string[];
}

/** Everything that is going to happen, made from a seed alone. */
export interface Plan {
  readonly seed: number;
  readonly mode: Mode;
  /** Services on one Redis; undefined for one alone. */
  readonly nodes: number | undefined;
  /** How often a service with its storage on disk is killed; undefined: it is in memory. */
  readonly kills: number | undefined;
  readonly terms: Terms;
  readonly flags: readonly string[];
  readonly users: readonly PlannedUser[];
  readonly rooms: readonly string[];
  /** Milliseconds until all disturbance ends. */
  readonly duration: number;
  /** In the order of their time. */
  readonly actions: readonly Action[];
}

/** What a plan is made from; the same again gives the same plan. */
export interface PlanOptions {
  readonly seed: number;
  readonly mode: Mode;
  /** Users; drawn where it is left out. */
  readonly clients?: number | undefined;
  /** Services on one Redis; without it one alone. */
  readonly nodes?: number | undefined;
  /** How often a service with its storage on disk is killed. */
  readonly kills?: number | undefined;
}

/** Milliseconds of a schedule for each time that its service is killed. */
const KILLED_EVERY = 1500;

const REDIS_FLAGS = [
  "--storage=redis",
  `--storage-timeout=${STORAGE_TIMEOUT}ms`,
];

/** Makes the plan of a seed. */
export function createPlan(
  { seed, mode, clients, nodes, kills }: PlanOptions,
): Plan {
  const random = randomFor(seed, "plan");
  const count = clients ?? random.whole(2, mode === "sim" ? 7 : 12);
  const users = Array.from({ length: count }, (_, index) => {
    const id = `u${index + 1}`;
    const devices = random.chance(0.35) ? [`${id}.a`, `${id}.b`] : [`${id}.a`];
    return { id, devices };
  });
  const rooms = Array.from(
    { length: random.whole(1, 3) },
    (_, index) => `r${index + 1}`,
  );
  const mayFail = nodes !== undefined;
  // Other nodes are told later than Redis, and a file is read beside its writer.
  const listLeads = mayFail || kills !== undefined;
  const terms = { ...drawTerms(random, mode), mayFail, listLeads };
  const duration = durationOf(random, { mode, nodes, kills });
  const flags = [...flagsOf(terms), ...drawFlags(random, mode)];
  if (mayFail) flags.push(...REDIS_FLAGS);
  const stage = { users, rooms, duration, mode };
  const actions = [
    ...planActions(randomFor(seed, "actions"), stage),
    ...planTroubles(randomFor(seed, "troubles"), { nodes, kills, duration }),
  ].sort((a, b) => a.at - b.at);
  return {
    seed,
    mode,
    nodes,
    kills,
    terms,
    flags,
    users,
    rooms,
    duration,
    actions,
  };
}

function durationOf(
  random: Random,
  { mode, nodes, kills }: Pick<PlanOptions, "mode" | "nodes" | "kills">,
): number {
  if (mode === "sim") return random.whole(4, 16) * 1000;
  if (kills !== undefined) return kills * KILLED_EVERY;
  return nodes === undefined ? 3000 : 5000;
}

/** Nothing happens at the very beginning, when everybody still comes. */
function planTroubles(
  random: Random,
  { nodes, kills, duration }: {
    nodes: number | undefined;
    kills: number | undefined;
    duration: number;
  },
): Action[] {
  if (kills !== undefined) return planKills(random, { kills, duration });
  if (nodes === undefined) return [];
  return Array.from({ length: random.whole(2, 5) }, () => ({
    at: random.whole(1000, duration),
    kind: "trouble",
    trouble: drawTrouble(random, nodes),
  }));
}

/** One after the other: each begins when the service is there again. */
function planKills(
  random: Random,
  { kills, duration }: { kills: number; duration: number },
): Action[] {
  return Array.from({ length: kills }, () => ({
    at: random.whole(100, duration),
    kind: "trouble",
    trouble: { kind: "kill node", place: 0, ms: random.whole(0, 50) },
  }));
}

function drawTerms(
  random: Random,
  mode: Mode,
): Omit<Terms, "mayFail" | "listLeads"> {
  return {
    historyLimit: random.pick([5, 20, 60, 10_000, 10_000]),
    pushCount: random.pick([1, 2, 5, 10]),
    pushDuration: random.pick([20, 200, mode === "sim" ? 1000 : 300]),
  };
}

function flagsOf(terms: Terms): string[] {
  return [
    "--enable-message-sequence=true",
    `--history-limit=${terms.historyLimit}`,
    `--message-push-count=${terms.pushCount}`,
    `--message-push-duration=${terms.pushDuration}ms`,
  ];
}

/** In the simulation every unread byte counts, in the process the kernel's not. */
function drawFlags(random: Random, mode: Mode): string[] {
  const outbound = mode === "sim"
    ? random.pick(["4KiB", "16KiB", "4MiB"])
    : "64KiB";
  const backlog = random.pick(["0B", "512B", "2KiB", "8KiB"]);
  return [
    `--max-outbound-bytes=${outbound}`,
    `--push-backlog=${backlog}`,
    `--message-push-concurrency-limit=${random.pick([1, 2, 16])}`,
    `--heartbeat-interval=${random.pick(["5s", "10m"])}`,
    `--recall-window=${random.pick(["2s", "2m"])}`,
    "--max-content-size=64KiB",
    "--max-frame-size=256KiB",
  ];
}
