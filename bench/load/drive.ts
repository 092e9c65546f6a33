/**
 * A load generator in a process of its own, so that neither the server nor
 * another generator waits for it. Its argument is a plan; each line on standard
 * input runs one round, each line on standard output is what came of it.
 *
 * @module
 */

import { TextLineStream } from "./lines.ts";
import { PairLoad, type PairRound } from "./pair_load.ts";
import { PrivateLoad, type PrivateRound } from "./private_load.ts";
import { RoomLoad, type RoomRound } from "./room_load.ts";

/** The rounds by the name of their load. */
export interface Rounds {
  readonly private: PrivateRound;
  readonly room: RoomRound;
  readonly pair: PairRound;
}

/** What each load is told. */
export interface LoadOptions {
  readonly private: { readonly connections: number; readonly window: number };
  readonly room: {
    readonly members: number;
    readonly senders: number;
    /** Messages in a second, of all senders together. */
    readonly rate: number;
  };
  readonly pair: { readonly rate: number };
}

/** What a generator is to do. */
export interface Plan<K extends keyof Rounds> {
  readonly load: K;
  readonly options: LoadOptions[K];
}

type AnyPlan = { [K in keyof Rounds]: Plan<K> }[keyof Rounds];

/** A server, as a generator needs to know it. */
export interface Target {
  readonly port: number;
  readonly pid: number;
}

function open(target: Target, plan: AnyPlan) {
  switch (plan.load) {
    case "private":
      return PrivateLoad.open(target, plan.options);
    case "room":
      return RoomLoad.open(target, plan.options);
    case "pair":
      return PairLoad.open(target, plan.options);
  }
}

async function drive(target: Target, plan: AnyPlan): Promise<void> {
  const load = await open(target, plan);
  tell("ready");
  const lines = Deno.stdin.readable
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const seconds of lines) tell(await load.round(Number(seconds)));
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
