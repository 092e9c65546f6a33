/**
 * The cost of webhooks for a private message: two services in one process take
 * turns, one of which tells a back end of each message. The back end is a
 * process of its own, and takes all it can.
 *
 *     deno task bench:hooks
 *
 * @module
 */

// deno-lint-ignore-file no-console -- prints what it measured

import { parseCommand } from "../src/options/command.ts";
import { readSmallFile } from "../src/options/value_files.ts";
import { LIFTED_LIMITS } from "../scripts/lifted_limits.ts";
import { FRAME, type QuietSocket, startQuietService } from "./quiet_service.ts";

const ROUNDS = 40;
const MESSAGES = 5000;
/** A receiver that answers and keeps nothing. */
const RECEIVER = `Deno.serve({ hostname: "127.0.0.1", port: 0,
  onListen: ({ port }) => console.log(port) },
  async (request) => { await request.arrayBuffer();
    return new Response(null, { status: 204 }); });`;

async function startReceiver() {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", RECEIVER],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const port = Number(new TextDecoder().decode(value));
  reader.releaseLock();
  return { child, port };
}

async function microsPerMessage(ann: QuietSocket): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < MESSAGES; i++) await ann.ask(FRAME);
  return (performance.now() - start) * 1000 / MESSAGES;
}

function quantile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(2);
}

function optionsOf(args: readonly string[]) {
  const command = parseCommand({
    args: [...LIFTED_LIMITS, ...args],
    environment: () => ({}),
    isTerminal: false,
    readFile: readSmallFile,
    version: "",
  });
  if (command.verb !== "serve") throw new Error("no options of a service");
  return command.options;
}

const { child, port } = await startReceiver();
const off = await startQuietService();
const on = await startQuietService(
  undefined,
  optionsOf([
    ...["--webhook-url", `http://127.0.0.1:${port}/`],
    ...["--webhook-secret", `whsec_${btoa("s".repeat(32))}`],
    ...["--webhook-concurrency", Deno.args[0] ?? "16"],
  ]),
);
const measured = { off: [] as number[], on: [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
  const first = round % 2 === 0;
  if (first) measured.off.push(await microsPerMessage(off.ann));
  measured.on.push(await microsPerMessage(on.ann));
  if (!first) measured.off.push(await microsPerMessage(off.ann));
}
for (const [name, values] of Object.entries(measured)) {
  const [low, median, high] = [0.1, 0.5, 0.9].map((q) => quantile(values, q));
  console.log(`hooks ${name}: ${median} µs a message (${low} to ${high})`);
}
await Promise.all([off.service.close(), on.service.close()]);
child.kill("SIGTERM");
