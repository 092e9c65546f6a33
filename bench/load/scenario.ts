import type { Contestant } from "./contestants.ts";
import type { Plan } from "./load.ts";
import type { Round } from "./measures.ts";
import { type Generator, startGenerator } from "./processes.ts";
import { openStorage, STORAGE_NAMES } from "./storages.ts";

/** Seconds of the round that only warms up. */
const WARM_UP = 1.5;

/** One kind of load, and its lines in the sheet. */
export interface Scenario {
  readonly name: string;
  /** Titles of its lines, in the order of a round's results. */
  readonly titles: readonly string[];
  readonly plan: Plan;
  /** A second load at the same time, whose lines come after the first's. */
  readonly beside?: Plan;
  /** The flags for GIM. */
  readonly flags: readonly string[];
  /** Does GIM's load go through `GimClient`, like an application's? */
  readonly throughClient: boolean;
  /** Does a further line show the cost of `GimClient`? */
  readonly alsoThroughClient?: boolean;
  /** Does a further line show several envelopes in a frame? */
  readonly alsoLines?: boolean;
  /** Without peers, as none would keep up. */
  readonly gimOnly?: boolean;
  /** Does each contestant store in a Redis of its own? */
  readonly overRedis?: boolean;
  /** Does GIM take part once with each storage? */
  readonly overStorages?: boolean;
  /** Starts a fresh server for each round. */
  readonly isFresh?: boolean;
}

/** A contestant's results: for each round, for each line. */
export interface Result {
  readonly contestant: Contestant;
  readonly rounds: readonly (readonly Round[])[];
}

/** The contestants of a scenario, in the order of the sheet. */
export function contestantsOf(
  scenario: Scenario,
  all: readonly Contestant[],
): Contestant[] {
  const { throughClient, alsoThroughClient, alsoLines, gimOnly } = scenario;
  return all.flatMap((each) => {
    if (!each.isGim) return gimOnly ? [] : [each];
    if (scenario.overStorages) return overStorages(each);
    const client = { ...each, driver: "client" as const };
    if (throughClient) return [client];
    const lines = { ...each, driver: "gimLines" as const };
    return [
      each,
      ...alsoLines && each.isOwn
        ? [{ ...lines, name: `${each.name}, lines` }]
        : [],
      ...alsoThroughClient
        ? [{ ...client, name: `${each.name}, GimClient` }]
        : [],
    ];
  });
}

function overStorages(gim: Contestant): Contestant[] {
  return STORAGE_NAMES.map((storage) => ({
    ...gim,
    name: `${gim.name}, ${storage}`,
    storage,
  }));
}

/** Drives all alike, in turn; each is the first to go in some round. */
export async function alternate(
  scenario: Scenario,
  all: readonly Contestant[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Result[]> {
  const sides = contestantsOf(scenario, all).map((contestant) =>
    new Side(scenario, contestant)
  );
  try {
    for (let round = 0; round < rounds; round++) {
      for (const side of rotated(sides, round)) await side.round(seconds);
    }
    return sides;
  } finally {
    for (const side of sides) await side.stop();
  }
}

/** The same items, starting with another one. */
export function rotated<T>(all: readonly T[], by: number): T[] {
  const first = by % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

/** A contestant's server and load generators. */
class Side implements Result {
  readonly contestant: Contestant;
  readonly rounds: Round[][] = [];
  #scenario: Scenario;
  #running: Running | undefined;

  constructor(scenario: Scenario, contestant: Contestant) {
    this.#scenario = scenario;
    this.contestant = contestant;
  }

  async round(seconds: number): Promise<void> {
    const { isFresh = false } = this.#scenario;
    this.#running ??= await startAll(this.#scenario, this.contestant);
    const lines = await this.#running.round(seconds);
    this.rounds.push(lines);
    // What a server has not delivered yet would disturb its next round.
    if (isFresh || lines.some(({ lost = 0 }) => lost > 0)) await this.stop();
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }
}

interface Running {
  round(seconds: number): Promise<Round[]>;
  stop(): Promise<void>;
}

async function startAll(
  { plan, beside, flags, isFresh, overRedis }: Scenario,
  contestant: Contestant,
): Promise<Running> {
  const usual = overRedis ? "Redis" : "memory";
  const { driver, storage: name = usual } = contestant;
  const storage = await openStorage(name);
  const { permissions, redisPid } = storage;
  const more = [...flags, ...storage.flags];
  const server = await contestant.start(more, permissions);
  const target = { ...server, driver, redisPid };
  const generators: Generator[] = [];
  if (beside !== undefined) {
    // Raw frames: thousands of receivers would keep a client's core busy.
    const driver = contestant.isGim ? "gim" : contestant.driver;
    const noise = { ...target, driver } as const;
    generators.push(await startGenerator(noise, beside, { givesWay: true }));
  }
  generators.unshift(await startGenerator(target, plan));
  const run = async (seconds: number, isWarmUp: boolean) => {
    const extent = { seconds, isWarmUp };
    return (await Promise.all(generators.map((each) => each.round(extent))))
      .flat();
  };
  if (!isFresh) await run(WARM_UP, true);
  return {
    round: (seconds) => run(seconds, false),
    async stop() {
      for (const each of generators) await each.stop();
      await server.stop();
      await storage.close();
    },
  };
}
