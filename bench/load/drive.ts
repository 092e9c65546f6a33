/**
 * A load generator in a process of its own, so that neither the server nor
 * another generator waits for it. Its arguments are a server and a plan. Each
 * line on standard input starts a round, and each line on standard output is
 * the result of one.
 *
 * @module
 */

import { FloodLoad } from "./flood_load.ts";
import { FragmentsLoad } from "./fragments_load.ts";
import { HttpFloodLoad } from "./http_flood_load.ts";
import { IdleLoad } from "./idle_load.ts";
import { TextLineStream } from "./lines.ts";
import type { Load, Plan, Target } from "./load.ts";
import { PairsLoad } from "./pairs_load.ts";
import { RoomLoad } from "./room_load.ts";
import { StormLoad } from "./storm_load.ts";
import { StuckLoad } from "./stuck_load.ts";

function open(target: Target, plan: Plan): Promise<Load> {
  switch (plan.load) {
    case "pairs":
      return PairsLoad.open(target, plan.options);
    case "room":
      return RoomLoad.open(target, plan.options);
    case "idle":
      return Promise.resolve(new IdleLoad(target, plan.options));
    case "storm":
      return StormLoad.open(target, plan.options);
    case "flood":
      return FloodLoad.open(target, plan.options);
    case "http flood":
      return HttpFloodLoad.open(target, plan.options);
    case "stuck":
      return Promise.resolve(new StuckLoad(target, plan.options));
    case "fragments":
      return Promise.resolve(new FragmentsLoad(target, plan.options));
  }
}

async function drive(target: Target, plan: Plan): Promise<void> {
  const load = await open(target, plan);
  tell("ready");
  const lines = Deno.stdin.readable
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const extent of lines) tell(await load.round(JSON.parse(extent)));
}

function tell(value: unknown): void {
  const bytes = new TextEncoder().encode(JSON.stringify(value) + "\n");
  for (let sent = 0; sent < bytes.length;) {
    sent += Deno.stdout.writeSync(bytes.subarray(sent));
  }
}

if (import.meta.main) {
  const [target = "", plan = ""] = Deno.args;
  await drive(JSON.parse(target), JSON.parse(plan));
  Deno.exit(0);
}
