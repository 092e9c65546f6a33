import type { Plan, Rounds } from "./drive.ts";
import {
  type FrameSizes,
  type Generator,
  startBare,
  startGenerator,
  startGim,
} from "./processes.ts";
import type { Row } from "./row.ts";

/** Seconds of the round that only warms up. */
const FIRST_ROUND = 1.5;

/** How much is measured. */
export interface Extent {
  readonly rounds: number;
  readonly seconds: number;
  readonly sizes: FrameSizes;
}

/** One kind of load, and the lines of the table that come of it. */
export interface Scenario {
  readonly name: string;
  run(extent: Extent): Promise<Row[]>;
}

/** The rounds of both servers; those with one index ran one after the other. */
export interface Sides<Round> {
  readonly gim: readonly Round[];
  readonly bare: readonly Round[];
}

/** Drives both servers alike, in turn. */
export async function alternate<K extends keyof Rounds>(
  plan: Plan<K>,
  flags: readonly string[],
  extent: Extent,
): Promise<Sides<Rounds[K]>> {
  return await withServers(flags, extent, async (gim, bare) => {
    const generators = {
      gim: await startGenerator(gim, plan),
      bare: await startGenerator(bare, plan),
    };
    const sides = await inTurn(extent, {
      gim: (seconds) => generators.gim.round(seconds),
      bare: (seconds) => generators.bare.round(seconds),
    });
    await stopAll(generators.gim, generators.bare);
    return sides;
  });
}

/** As {@linkcode alternate}, with a second load beside the first. */
export async function alternateBeside<
  K extends keyof Rounds,
  L extends keyof Rounds,
>(
  plans: { measured: Plan<K>; beside: Plan<L> },
  flags: readonly string[],
  extent: Extent,
): Promise<Sides<{ measured: Rounds[K]; beside: Rounds[L] }>> {
  return await withServers(flags, extent, async (gim, bare) => {
    const all: Generator<unknown>[] = [];
    const both = async (server: typeof gim) => {
      const beside = await startGenerator(server, plans.beside, {
        givesWay: true,
      });
      const measured = await startGenerator(server, plans.measured);
      all.push(beside, measured);
      return async (seconds: number) => {
        const [a, b] = [measured.round(seconds), beside.round(seconds)];
        return { measured: await a, beside: await b };
      };
    };
    const sides = { gim: await both(gim), bare: await both(bare) };
    const measured = await inTurn(extent, sides);
    await stopAll(...all);
    return measured;
  });
}

async function withServers<T>(
  flags: readonly string[],
  { sizes }: Extent,
  use: (
    gim: Awaited<ReturnType<typeof startGim>>,
    bare: Awaited<ReturnType<typeof startBare>>,
  ) => Promise<T>,
): Promise<T> {
  const gim = await startGim(flags);
  const bare = await startBare(sizes);
  try {
    return await use(gim, bare);
  } finally {
    await stopAll(gim, bare);
  }
}

/** One goes first in one round, the other in the next. */
async function inTurn<Round>(
  { rounds, seconds }: Extent,
  run: Record<"gim" | "bare", (seconds: number) => Promise<Round>>,
): Promise<Sides<Round>> {
  await run.gim(FIRST_ROUND);
  await run.bare(FIRST_ROUND);
  const sides: Record<"gim" | "bare", Round[]> = { gim: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    const order = ["gim", "bare"] as const;
    for (const side of round % 2 === 0 ? order : order.toReversed()) {
      sides[side].push(await run[side](seconds));
    }
  }
  return sides;
}

async function stopAll(
  ...processes: { stop(): Promise<void> }[]
): Promise<void> {
  for (const each of processes) await each.stop();
}
