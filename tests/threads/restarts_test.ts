import { systemClock } from "../../src/base/clock.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { atMost } from "../../src/base/within.ts";
import type { LocalCore } from "../../src/gateway/local_core.ts";
import { createLog } from "../../src/observe/log.ts";
import { CallFailed } from "../../src/threads/calls.ts";
import { Threads } from "../../src/threads/threads.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { optionsOf } from "../options/parse.ts";

/** A thread that does nothing, for as long as it is let. */
const IDLE = "data:text/javascript,setInterval(()=>{},1e9)";

/** One thread, by a clock that stands still. */
class OneThread implements AsyncDisposable {
  readonly clock = new FakeClock();
  /** What it runs. */
  entry = IDLE;
  #threads: Threads;
  #started: Promise<unknown>;

  constructor() {
    const { clock } = this;
    const core = { goneAll: () => {} } as unknown as LocalCore;
    const handler = { answer: () => Promise.resolve(new Response()) };
    const entry = () => this.entry;
    this.#threads = new Threads({
      get entry() {
        return entry();
      },
      options: optionsOf(["--gateway-worker=1"]),
      address: { host: "127.0.0.1", port: 1 },
      counts: new Int32Array(new SharedArrayBuffer(8)),
      connect: () => core,
      handler,
      countSocket: () => 0,
      clock,
      log: createLog({
        level: "error",
        format: "json",
        write: () => {},
        now: clock.now,
      }),
    });
    this.#started = assertRejects(() => this.#threads.start(), CallFailed);
  }

  get running(): boolean {
    return this.#threads.running.length === 1;
  }

  /** It ends as by a fault. */
  async end(): Promise<void> {
    const [thread] = this.#threads.running;
    await thread!.terminate();
    await atMost(thread!.gone, { ms: 5000, clock: systemClock });
  }

  /** Milliseconds until it is started again. */
  pause(): number {
    let ms = 0;
    for (; !this.running && ms <= 20_000; ms += 100) this.clock.advance(100);
    return ms;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const drained = this.#threads.drain();
    await this.end();
    await drained;
    await this.#started;
  }
}

Deno.test("a thread that there cannot be is tried again, with the same pauses, until there can", async () => {
  await using one = new OneThread();
  one.entry = "no address";
  await one.end();
  one.clock.advance(100 + 200 + 400);
  assertEquals([one.running, one.clock.pendingTimers > 0], [false, true]);
  one.entry = IDLE;
  assertEquals([one.pause(), one.running], [800, true]);
});

Deno.test("a thread that ends again and again is started after ever longer pauses, at most ten seconds", async () => {
  await using one = new OneThread();
  const pauses: number[] = [];
  for (let life = 0; life < 9; life++) {
    await one.end();
    pauses.push(one.pause());
  }
  assertEquals(pauses, [
    ...[100, 200, 400, 800, 1600, 3200, 6400],
    ...[10_000, 10_000],
  ]);
});

Deno.test("after a minute's life the next pause is the first again", async () => {
  await using one = new OneThread();
  for (const pause of [100, 200, 400]) {
    await one.end();
    assertEquals(one.pause(), pause);
  }
  one.clock.advance(60_000);
  await one.end();
  assertEquals(one.pause(), 800);
  one.clock.advance(60_001);
  await one.end();
  assertEquals(one.pause(), 100);
});

Deno.test("a service that stops starts no thread again", async () => {
  const one = new OneThread();
  await one[Symbol.asyncDispose]();
  one.clock.advance(60_000);
  assert(!one.running);
  assertEquals(one.clock.pendingTimers, 0);
});
