/**
 * Times a data directory that holds much: how long the service takes to listen
 * and how much memory it has then, a page of a long conversation and of a long
 * list of conversations, and how long one step takes of giving space back. Makes
 * the directory itself, and prints a table in Markdown.
 *
 *     deno task bench:disk [--messages 10000000] [--conversations 100000]
 *       [--size 55] [--steps 20000]
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { LIFTED_LIMITS } from "../../scripts/lifted_limits.ts";
import { SERVICE_FLAGS } from "../../scripts/service_flags.ts";
import {
  DATA,
  openDirectory,
  openToRead,
} from "../../src/storage/disk/file/data_directory.ts";
import { DISK_BOUNDS } from "../../src/storage/disk/disk_bounds.ts";
import { FIRST_STEP } from "../../src/storage/disk/disk_tending.ts";
import { DiskReader } from "../../src/storage/disk/reader/disk_reader.ts";
import { WriterEnd } from "../../src/storage/disk/writer/writer_end.ts";
import { USER_QUOTAS } from "../../src/domain/quotas.ts";
import { quantile } from "../load/numbers.ts";
import { startServer } from "../load/processes.ts";
import { memoryOf } from "../load/usage.ts";
import {
  BUSY,
  fillDirectory,
  LONG,
  OF_BUSY,
  USUAL_SIZE,
} from "./fill_directory.ts";

const MAIN = new URL("../../main.ts", import.meta.url).href;
const NOW = Date.now();
const PAGES = 2000;
const STARTS = 5;
/** Milliseconds for which no write of others should have to wait. */
const STALL = 50;

const flags = parseArgs(Deno.args, {
  string: ["messages", "conversations", "size", "steps"],
  default: {
    messages: "10000000",
    conversations: "100000",
    size: String(USUAL_SIZE),
    steps: "20000",
  },
});
const messages = Number(flags.messages);
const conversations = Number(flags.conversations);
const size = Number(flags.size);
/** Most batches of clearing, and of shrinking. */
const steps = Number(flags.steps);
const long = Math.min(1_000_000, Math.floor(messages / 2));
const BOUNDS = {
  ...DISK_BOUNDS,
  historyLimit: 2_000_000,
  historyAge: undefined,
  maxMembers: 100_000,
  storageLimit: 1024 ** 3,
  idleExpiry: 365 * 86_400_000,
  quotas: { maxJoined: 0, ...USER_QUOTAS },
};

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

function row(name: string, ...cells: string[]): void {
  print(`| ${[name, ...cells].join(" | ")} |`);
}

/** Milliseconds, in the middle and at the end. */
function times(name: string, each: readonly number[]): void {
  const of = (share: number) => `${quantile(each, share).toFixed(3)} ms`;
  row(name, of(0.5), of(0.99), of(1));
}

function timed(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}

/** How long a service takes until it listens, and its memory then. */
async function start(directory: string): Promise<[number, number]> {
  const args = ["run", ...SERVICE_FLAGS, "--allow-read"];
  args.push(`--allow-write=${directory}`, MAIN, ...LIFTED_LIMITS);
  args.push("--ws=127.0.0.1:0", "--http=127.0.0.1:0", "--log-format=json");
  args.push("--storage=disk", `--data-dir=${directory}`);
  const began = performance.now();
  const server = await startServer(Deno.execPath(), args);
  const took = performance.now() - began;
  const memory = memoryOf(server.pid) / 1024;
  await server.stop();
  return [took, memory];
}

async function starts(name: string, directory: string): Promise<void> {
  const all: [number, number][] = [];
  while (all.length < STARTS) all.push(await start(directory));
  times(`start, ${name}`, all.map(([took]) => took));
  const memory = quantile(all.map(([, each]) => each), 0.5);
  row(`memory when it listens, ${name}`, `${memory.toFixed(0)} MiB`, "", "");
}

function pages(directory: string): void {
  const file = openToRead(directory);
  const reader = new DiskReader(file, BOUNDS);
  const sync = (after: number) => ({
    after,
    count: 50,
    changedAfter: undefined,
  });
  const anywhere = () => sync(Math.floor(Math.random() * long));
  const deep = Array.from(
    { length: PAGES },
    () => timed(() => reader.sync(LONG, "ann", anywhere())),
  );
  times(`page of 50 anywhere in ${long}`, deep);
  const newest = { before: undefined, count: 50 };
  times(
    "newest page of 50",
    Array.from(
      { length: PAGES },
      () => timed(() => reader.history(LONG, "ann", newest)),
    ),
  );
  const list = { type: undefined, after: undefined, count: 20 };
  times(
    `first 20 of ${OF_BUSY - 1} conversations`,
    Array.from(
      { length: 200 },
      () => timed(() => reader.conversations(BUSY, list)),
    ),
  );
  file.close();
}

/** Removes half of all messages by their age, and gives the space back. */
function shrinking(directory: string): void {
  const { file, close, measure } = openDirectory(directory, "full");
  const bounds = { ...BOUNDS, historyAge: 86_400_000 / 2 };
  const elapsed = () => performance.now();
  const writer = new WriterEnd({ file, bounds, elapsed, measure });
  const took: Record<string, number[]> = { clear: [], shrink: [] };
  for (const [name, ...args] of [["clear", FIRST_STEP], ["shrink"]] as const) {
    for (let number = 1; number <= steps; number++) {
      const now = { time: NOW, steady: NOW };
      const batch = { number, now, calls: [[name, args]] as const };
      const began = performance.now();
      const { outcomes } = writer.answer(batch);
      took[name]!.push(performance.now() - began);
      const [, upkeep] = outcomes[0] as [string, { more: boolean }];
      if (!upkeep.more) break;
    }
    const { length } = took[name]!;
    times(`a step of ${name}, of ${length}`, took[name]!);
    const stalls = took[name]!.filter((each) => each > STALL).length;
    row(`steps of ${name} over ${STALL} ms`, `${stalls}`, "", "");
  }
  close();
}

const directory = await Deno.makeTempDir({ prefix: "gim-bench-" });
const empty = await Deno.makeTempDir({ prefix: "gim-bench-" });
try {
  const filling = timed(() =>
    fillDirectory(directory, { messages, conversations, long, now: NOW, size })
  );
  const { size: bytes } = await Deno.stat(`${directory}/${DATA}`);
  print(
    `${messages} messages in ${conversations} conversations: ` +
      `${(bytes / 1024 ** 2).toFixed(0)} MiB, ` +
      `made in ${(filling / 1000).toFixed(0)} s`,
  );
  print("");
  row("measured", "median", "99 of 100 within", "most");
  row("---", "---", "---", "---");
  await starts("nothing stored", empty);
  await starts("all of it", directory);
  pages(directory);
  shrinking(directory);
} finally {
  await Deno.remove(directory, { recursive: true });
  await Deno.remove(empty, { recursive: true });
}
