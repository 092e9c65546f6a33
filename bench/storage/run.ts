/**
 * Compares the storages in memory, on disk and in Redis through the same
 * contract: sends per second, how long one takes, the commands and bytes of
 * Redis for it, and a page deep in a long conversation on disk. Then compares
 * the service in memory with one node and with two on one Redis. It starts each
 * redis-server and each node it needs, and prints tables in Markdown.
 *
 *     deno task bench:storage [--rounds 5] [--seconds 1]
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { privateConversation } from "../../src/domain/ids.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createMemory } from "../../tests/helpers/memory_storage.ts";
import { RedisServer } from "../../tests/helpers/redis_server.ts";
import { createRedis } from "../../tests/helpers/redis_storage.ts";
import { median, quantile } from "../load/numbers.ts";
import { measureDeepPages } from "./deep_pages.ts";
import { measureNodes } from "./nodes_sheet.ts";
import { openDisk } from "./opened_disk.ts";

const USAGE = "Usage: deno task bench:storage [--rounds 5] [--seconds 1]";
const flags = parseArgs(Deno.args, {
  string: ["rounds", "seconds"],
  boolean: ["help"],
  default: { rounds: "5", seconds: "1" },
  unknown: (flag) => end(2, `bench:storage: no such flag: ${flag}`),
}) as unknown as { rounds: string; seconds: string; help: boolean };
if (flags.help) end(0, USAGE);
const ROUNDS = numberOf("rounds", flags.rounds);
const SECONDS = numberOf("seconds", flags.seconds);
const SENDS = 4000;
const CONTENT = "x".repeat(200);
const PAIRS = 50;
/** Messages that each storage keeps per conversation. */
const historyLimit = 100_000;

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 60) return value;
  return end(2, `bench:storage: --${name}: got "${text}": expected 1 to 60`);
}

function end(status: number, line: string): never {
  print(line);
  Deno.exit(status);
}

interface Round {
  readonly rate: number;
  readonly times: readonly number[];
}

async function round(storage: Storage, inFlight: number): Promise<Round> {
  const times: number[] = [];
  let left = SENDS;
  async function sendOn(): Promise<void> {
    while (left-- > 0) {
      const pair = left % PAIRS;
      const started = performance.now();
      await storage.append({
        conversation: privateConversation(`ann${pair}`, `bob${pair}`),
        senderId: `ann${pair}`,
        category: "text",
        content: CONTENT,
        requestId: undefined,
      });
      times.push(performance.now() - started);
    }
  }
  const began = performance.now();
  await Promise.all(Array.from({ length: inFlight }, sendOn));
  return { rate: SENDS / ((performance.now() - began) / 1000), times };
}

function row(name: string, inFlight: number, rounds: readonly Round[]): string {
  const rates = rounds.map(({ rate }) => rate);
  const times = rounds.flatMap(({ times }) => times);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const cells = [
    name,
    inFlight,
    `${median(rates).toFixed(0)} (${low.toFixed(0)}–${high.toFixed(0)})`,
    quantile(times, 0.5).toFixed(3),
    quantile(times, 0.99).toFixed(3),
  ];
  return `| ${cells.join(" | ")} |`;
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function figure(server: RedisServer, key: string): Promise<number> {
  const info = await server.cli("info", "all");
  return Number(RegExp(`${key}[:=](\\d+)`).exec(info)?.[1] ?? 0);
}

await using server = await RedisServer.start();
const { storage: redis, connection } = await createRedis([server.url], {
  historyLimit,
});
const memory = createMemory({ historyLimit });
const full = await openDisk({ sync: "full", historyLimit });
const normal = await openDisk({ sync: "normal", historyLimit });
const storages = {
  memory,
  "disk, full": full.storage,
  "disk, normal": normal.storage,
  redis,
} satisfies Record<string, Storage>;
for (const storage of Object.values(storages)) await round(storage, 16);

print("| storage | in flight | sends/s | p50 ms | p99 ms |");
print("| --- | --- | --- | --- | --- |");
for (const inFlight of [1, 64]) {
  const rounds: Record<string, Round[]> = {};
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const [name, storage] of Object.entries(storages)) {
      (rounds[name] ??= []).push(await round(storage, inFlight));
    }
  }
  for (const [name, all] of Object.entries(rounds)) {
    print(row(name, inFlight, all));
  }
}

const before = {
  commands: await figure(server, "total_commands_processed"),
  scripts: await figure(server, "cmdstat_evalsha:calls"),
  bytes: await figure(server, "used_memory"),
  micros: await figure(server, "cmdstat_evalsha:calls=\\d+,usec"),
};
await round(redis, 64);
const asked = await figure(server, "total_commands_processed") -
  before.commands;
const scripts = await figure(server, "cmdstat_evalsha:calls") - before.scripts;
const bytes = await figure(server, "used_memory") - before.bytes;
const micros = await figure(server, "cmdstat_evalsha:calls=\\d+,usec") -
  before.micros;
print("");
print("| of a send in Redis | |");
print("| --- | --- |");
print(`| scripts, one round trip each | ${(scripts / SENDS).toFixed(3)} |`);
print(
  `| commands, those within the script too | ${(asked / SENDS).toFixed(1)} |`,
);
print(`| µs in Redis' thread | ${(micros / SENDS).toFixed(1)} |`);
print(`| bytes kept, for 200 of content | ${(bytes / SENDS).toFixed(0)} |`);
await connection.close();
await full.close();
await normal.close();
print("");
print(await measureDeepPages());
print("");
print(await measureNodes({ rounds: ROUNDS, seconds: SECONDS }));
