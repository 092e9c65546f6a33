// deno-lint-ignore-file no-console -- this is what speaks with the person at the terminal
import { parseArgs } from "@std/cli";
import { OP } from "../helpers/contract.ts";
import { withDirectory } from "../helpers/data_directory.ts";
import { Gim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { type Scrape, scrape, sumOf } from "../helpers/scrape.ts";

/** Clients that write at the same time. */
const WRITERS = 12;
/** Messages of a client's life, and how many of them are under way at a time. */
const OF_A_LIFE = 160;
const IN_FLIGHT = 8;
const CONTENT = "x".repeat(8000);
/** Milliseconds between two looks. */
const LOOK = 500;

/** Milliseconds for which a message is kept. */
const AGE = 3000;
const FLAGS = [
  ...["--enable-message-sequence=true", "--history-limit=60"],
  ...[`--history-age=${AGE}ms`, "--idle-expiry=2s", "--storage-limit=8MiB"],
  "--max-content-size=64KiB",
];

/** Bytes that a service which forgets must never take. */
const BOUNDS = { log: 160 * 1024 ** 2, memory: 700 * 1024 ** 2 } as const;
/**
 * The file may hold what was written in so many milliseconds, however fast the
 * machine is, and so much more for each byte of that, and in any case.
 */
const KEPT = AGE + 4000;
const SHARE = 1.5;
const SPARE = 32 * 1024 ** 2;
/** Milliseconds in which something has to be forgotten while anything is left. */
const PATIENCE = 10_000;

/** What a soak has come to: the most that was seen, and what was done. */
export interface Soaked {
  /** Bytes of the file, of its log, and of the process. */
  data: number;
  log: number;
  memory: number;
  /** Bytes that the file may take. */
  allowed: number;
  /** Messages stored, and bytes of their contents. */
  sent: number;
  written: number;
  /** Users, chatrooms and messages that are never forgotten. */
  left: number;
  /** Commits, and those that took longer than 50 ms. */
  commits: number;
  slow: number;
}

/** How long users write, and how much. */
export interface SoakOptions {
  readonly seconds: number;
  /** Most messages a second; as many as the machine allows if not given. */
  readonly perSecond?: number;
}

/**
 * Has a service on disk store and forget all that users write who come and go
 * for some seconds.
 */
export async function soak(
  { seconds, perSecond = Infinity }: SoakOptions,
): Promise<Soaked> {
  const crowd = new Crowd(perSecond);
  const soaked: Soaked = {
    data: 0,
    log: 0,
    memory: 0,
    allowed: SPARE,
    sent: 0,
    written: 0,
    left: 0,
    commits: 0,
    slow: 0,
  };
  await withDirectory(async (dataDir) => {
    await using gim = await Gim.start({ dataDir, args: FLAGS });
    const writers = Array.from(
      { length: WRITERS },
      (_, at) => crowd.write(gim, `w${at}`),
    );
    for (let passed = 0; passed < seconds * 1000; passed += LOOK) {
      await sleep(LOOK);
      await look(gim, soaked);
      soaked.allowed = Math.max(soaked.allowed, crowd.allowed());
    }
    crowd.isOver = true;
    await Promise.all(writers);
    soaked.left = await neverForgotten(gim);
  });
  soaked.sent = crowd.sent;
  soaked.written = soaked.sent * CONTENT.length;
  return soaked;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Users who come, write and go, and what they have written. */
class Crowd {
  #interval: number;
  #next = performance.now();
  #counts: { readonly at: number; readonly sent: number }[] = [];
  /** Messages stored. */
  sent = 0;
  /** Are they to go? */
  isOver = false;

  constructor(perSecond: number) {
    this.#interval = 1000 / perSecond;
  }

  /** Has one user after the other live. */
  async write(gim: Gim, name: string): Promise<void> {
    for (let life = 0; !this.isOver; life++) {
      await this.#live(gim, `${name}-${life}`);
    }
  }

  /** Bytes that the file may take by now. */
  allowed(): number {
    const { sent } = this;
    const at = performance.now();
    this.#counts.push({ at, sent });
    const since = this.#counts.findLast((each) => each.at <= at - KEPT);
    return SPARE + SHARE * CONTENT.length * (sent - (since?.sent ?? 0));
  }

  /** One user comes, writes to others and into a room of their own, and goes. */
  async #live(gim: Gim, id: string): Promise<void> {
    await using client = await ObservedClient.login(gim.ws, id);
    await client.ask(OP.join, { id: `room-${id}` });
    let left = OF_A_LIFE;
    const write = async () => {
      while (left-- > 0 && !this.isOver) {
        await this.#turn();
        if (left % 2 > 0) await client.tell(`${id}-peer${left % 5}`, CONTENT);
        else await client.say(`room-${id}`, CONTENT);
        this.sent++;
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, write));
    await client.ask(OP.history, { session_id: `1:room-${id}` });
    await client.ask(OP.leave, { id: `room-${id}` });
  }

  /** Waits until the next message may be written. */
  async #turn(): Promise<void> {
    const now = performance.now();
    const due = Math.max(this.#next, now - LOOK);
    this.#next = due + this.#interval;
    if (due > now) await sleep(due - now);
  }
}

async function look(gim: Gim, soaked: Soaked): Promise<void> {
  const metrics = await scrape(gim.http);
  const bytes = (file: string) =>
    sumOf(metrics, "gim_disk_file_bytes", `file="${file}"`);
  const commits = (le: string) =>
    sumOf(metrics, "gim_disk_commit_seconds_bucket", `le="${le}"`);
  soaked.data = Math.max(soaked.data, bytes("data"));
  soaked.log = Math.max(soaked.log, bytes("log"));
  soaked.memory = Math.max(soaked.memory, await gim.memory());
  soaked.commits = commits("+Inf");
  soaked.slow = soaked.commits - commits("0.05");
}

/**
 * Waits until all is forgotten; returns how much is left when nothing more is
 * forgotten for a while.
 */
async function neverForgotten(gim: Gim): Promise<number> {
  let least = Infinity;
  for (let since = performance.now(); performance.now() - since < PATIENCE;) {
    const left = stored(await scrape(gim.http));
    if (left === 0) return 0;
    if (left < least) since = performance.now();
    least = Math.min(least, left);
    await sleep(200);
  }
  return least;
}

function stored(metrics: Scrape): number {
  return sumOf(metrics, "gim_stored_users") +
    sumOf(metrics, "gim_stored_chatrooms") +
    sumOf(metrics, "gim_stored_messages");
}

/** What was over a bound; nothing if all is well. */
export function faultsOf(soaked: Soaked): string[] {
  const over = (["log", "memory"] as const)
    .filter((name) => soaked[name] > BOUNDS[name])
    .map((name) => `${name}: ${mib(soaked[name])}`);
  const { data, allowed, left } = soaked;
  if (data > allowed) over.push(`data: ${mib(data)} of ${mib(allowed)}`);
  if (left > 0) over.push(`${left} are never forgotten`);
  return over;
}

function mib(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
}

/** Reads the command line and soaks; returns the exit status. */
async function main(args: readonly string[]): Promise<number> {
  const { seconds } = parseArgs([...args], { string: ["seconds"] });
  const soaked = await soak({ seconds: Number(seconds ?? 120) });
  const { data, log, memory, allowed, sent, written, commits, slow } = soaked;
  const faults = faultsOf(soaked);
  const result = faults.length === 0 ? "ok" : "FAILED";
  const most = `${mib(data)} of file (${mib(allowed)} allowed), ` +
    `${mib(log)} of log, ${mib(memory)} of memory`;
  console.log(
    `soak: ${result}: ${sent} messages, ${mib(written)}; at most ${most}; ` +
      `${commits} commits, ${slow} over 50 ms`,
  );
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
