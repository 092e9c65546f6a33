import { median } from "../load/numbers.ts";
import { table } from "../load/sheet.ts";
import { commandsOf } from "./commands.ts";
import { Setup } from "./setup.ts";
import { type Round, Talkers, TALKS } from "./talk.ts";

/** Sends whose commands are counted, separately from the timed ones. */
const COUNTED = 200;

/** How long it is measured. */
export interface Extent {
  readonly rounds: number;
  /** Of each round. */
  readonly seconds: number;
}

/** One line: a talk over a setup. */
interface Entry {
  readonly talk: string;
  readonly setup: Setup;
  readonly talkers: Talkers;
  readonly rounds: Round[];
}

/**
 * Measures talks over GIM with its storage in memory, over one node on Redis
 * and over two, in turn. Returns a table in Markdown: medians (lowest–highest
 * round).
 */
export async function measureNodes(extent: Extent): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const setups = [
    stack.use(await Setup.memory()),
    stack.use(await Setup.redis(1)),
    stack.use(await Setup.redis(2)),
  ];
  const rows: string[][] = [];
  for (const talk of TALKS) {
    const entries: Entry[] = [];
    for (const setup of setups) {
      const talkers = await Talkers.enter(setup, talk);
      entries.push({ talk: talk.name, setup, talkers, rounds: [] });
    }
    await measure(entries, extent);
    for (const entry of entries) rows.push(await rowOf(entry));
    for (const { talkers } of entries) await talkers.close();
  }
  return table(HEAD, rows);
}

/** The first round of each only warms up. */
async function measure(
  entries: readonly Entry[],
  { rounds, seconds }: Extent,
): Promise<void> {
  for (let turn = 0; turn <= rounds; turn++) {
    for (const entry of entries) {
      const round = await entry.talkers.round(seconds);
      if (turn > 0) entry.rounds.push(round);
    }
  }
}

const HEAD = [
  ...["talk", "storage", "sends/s", "p99 ms", "delivered p99 ms"],
  ...["CPU µs, GIM", "CPU µs, Redis", "commands to Redis"],
];

async function rowOf(entry: Entry): Promise<string[]> {
  const spread = (pick: (round: Round) => number, digits: number) => {
    const values = entry.rounds.map(pick);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return `${median(values).toFixed(digits)} ` +
      `(${low.toFixed(digits)}–${high.toFixed(digits)})`;
  };
  const { server } = entry.setup;
  return [
    entry.talk,
    entry.setup.name,
    spread(({ sends }) => sends, 0),
    spread(({ p99 }) => p99, 1),
    spread(({ deliveredP99 }) => deliveredP99, 1),
    spread(({ gim }) => gim, 0),
    server === undefined ? "–" : spread(({ redis }) => redis, 0),
    await askedOf(entry),
  ];
}

/** The commands to Redis for one send. */
async function askedOf({ setup, talkers }: Entry): Promise<string> {
  const { server } = setup;
  if (server === undefined) return "–";
  const counts = await commandsOf(server, () => talkers.few(COUNTED));
  const shares = [...counts].map(([name, count]) =>
    `${(count / COUNTED).toFixed(2)} ${name}`
  );
  return shares.join(", ");
}
