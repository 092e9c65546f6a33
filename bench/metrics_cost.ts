/**
 * The cost of metrics for a private message: two services in one process take
 * turns, one of which counts and times.
 *
 *     deno task bench:metrics
 *
 * @module
 */

// deno-lint-ignore-file no-console -- prints what it measured

import { Metrics } from "../src/observe/metrics/metrics.ts";
import { OPERATIONS } from "../src/protocol/operations.ts";
import { FRAME, type QuietSocket, startQuietService } from "./quiet_service.ts";

const ROUNDS = 60;
const MESSAGES = 5000;

async function microsPerMessage(ann: QuietSocket): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < MESSAGES; i++) await ann.ask(FRAME);
  return (performance.now() - start) * 1000 / MESSAGES;
}

function quantile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(2);
}

const off = await startQuietService();
const on = await startQuietService(new Metrics(Object.values(OPERATIONS)));
const measured = { off: [] as number[], on: [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
  // They take turns to begin, as the first of a round may collect the other's
  // garbage.
  const first = round % 2 === 0;
  if (first) measured.off.push(await microsPerMessage(off.ann));
  measured.on.push(await microsPerMessage(on.ann));
  if (!first) measured.off.push(await microsPerMessage(off.ann));
}
for (const [name, values] of Object.entries(measured)) {
  const [low, median, high] = [0.1, 0.5, 0.9].map((q) => quantile(values, q));
  console.log(`metrics ${name}: ${median} µs a message (${low} to ${high})`);
}
off.service.close();
on.service.close();
