import { RedisServer } from "../../tests/helpers/redis_server.ts";
import type { Contestant } from "./contestants.ts";
import type { Plan } from "./load.ts";
import type { Round } from "./measures.ts";
import { type Generator, startGenerator } from "./processes.ts";

/** Seconds of the round that only warms up. */
const WARM_UP = 1.5;

/** One kind of load, and the lines of the sheet that come of it. */
export interface Scenario {
  readonly name: string;
  /** Titles of its lines, in the order of what a round comes to. */
  readonly titles: readonly string[];
  readonly plan: Plan;
  /** A second load beside the first, whose lines come after the first's. */
  readonly beside?: Plan;
  /** What GIM is started with. */
  readonly flags: readonly string[];
  /** Are GIM's clients `GimClient`s, as an application's? */
  readonly throughClient: boolean;
  /** Does a line of its own show what `GimClient` costs? */
  readonly alsoThroughClient?: boolean;
  /** GIM only: no peer comes near. */
  readonly gimOnly?: boolean;
  /** Does GIM store in a Redis, which each contestant has to itself? */
  readonly overRedis?: boolean;
  /** Begins each round with a fresh server. */
  readonly isFresh?: boolean;
}

/** What somebody's rounds came to: for each round, for each line. */
export interface Result {
  readonly contestant: Contestant;
  readonly rounds: readonly (readonly Round[])[];
}

/** Who takes part in a scenario, in the order of the sheet. */
export function contestantsOf(
  scenario: Scenario,
  all: readonly Contestant[],
): Contestant[] {
  const { throughClient, alsoThroughClient, gimOnly } = scenario;
  return all.flatMap((each) => {
    if (!each.isGim) return gimOnly ? [] : [each];
    const client = { ...each, driver: "client" as const };
    if (throughClient) return [client];
    if (!alsoThroughClient) return [each];
    return [each, { ...client, name: `${each.name}, GimClient` }];
  });
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

/** The same, beginning with another one. */
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
    // What a server still holds would come into its next round.
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
  const redis = overRedis ? await RedisServer.start() : undefined;
  const more = redis ? ["--storage=redis", `--redis-url=${redis.url}`] : [];
  const server = await contestant.start([...flags, ...more]);
  const { driver } = contestant;
  const target = { ...server, driver, redisPid: redis?.pid };
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
      await redis?.[Symbol.asyncDispose]();
    },
  };
}
