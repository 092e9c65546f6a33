import { assert, assertEquals } from "@std/assert";
import { Courier, type CourierOptions } from "../../src/hooks/courier.ts";
import type { PostOutcome } from "../../src/hooks/poster.ts";
import { retryPause } from "../../src/hooks/retry_pause.ts";
import { HookCounts } from "../../src/observe/metrics/hook_counts.ts";
import { MemoryOutbox } from "../../src/storage/memory/memory_outbox.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { FakePoster, OK } from "../helpers/fake_poster.ts";

const DOWN: PostOutcome = { status: 0, reason: "connection refused" };
const HOUR = 3_600_000;

interface Changes {
  readonly concurrency?: number;
  readonly backlog?: number;
  readonly complete?: CourierOptions["complete"];
}

function bench(changes: Changes = {}) {
  const { concurrency = 4, backlog = 100_000 } = changes;
  const { complete = ({ data }) => data } = changes;
  const clock = new FakeClock();
  const outbox = new MemoryOutbox({ clock, backlog });
  const poster = new FakePoster();
  const counts = new HookCounts();
  const lines: string[] = [];
  const write = (event: string) => void lines.push(event);
  const courier = new Courier({
    outbox,
    poster,
    concurrency,
    clock,
    counts,
    log: { info: write, warn: write, error: write },
    complete,
    random: () => 1,
  });
  let last = 0;
  const add = (count = 1) => {
    const events = Array.from({ length: count }, () => ({
      id: `evt_${++last}`,
      type: "user.online" as const,
      at: clock.now(),
      about: [],
      data: { number: last },
    }));
    outbox.add(events);
    courier.wake();
  };
  /** Lets time pass, and what follows from it happen. */
  const pass = async (ms: number, step = ms) => {
    for (let left = ms; left >= 0; left -= step) {
      clock.advance(Math.min(step, left));
      for (let turn = 0; turn < 12; turn++) {
        await Promise.resolve();
        clock.settle();
      }
      if (step === 0 || left === 0) return;
    }
  };
  return { clock, outbox, poster, counts, courier, lines, add, pass };
}

Deno.test("an event is posted once, with its type, its time and its data", async () => {
  const { poster, outbox, counts, add, pass } = bench();
  poster.answer = () => OK;
  add();
  await pass(0);
  assertEquals(poster.posts, [{
    to: "webhook",
    id: "evt_1",
    body: '{"type":"user.online","timestamp":"2023-11-14T22:13:20.000Z",' +
      '"data":{"number":1}}',
  }]);
  assertEquals([outbox.sizes.waiting, counts.delivered], [0, 1]);
});

Deno.test("so many posts are under way at a time, and no more", async () => {
  const { poster, add, pass } = bench({ concurrency: 3 });
  add(10);
  await pass(0);
  assertEquals(poster.open, 3);
  poster.reply(OK);
  await pass(0);
  assertEquals([poster.posts.length, poster.open], [4, 3]);
});

Deno.test("what is not taken is tried again after a second, then doubled", async () => {
  const { poster, clock, add, pass } = bench();
  const times: number[] = [];
  poster.answer = () => {
    times.push(clock.elapsed());
    return { status: 302, text: "", isCut: false };
  };
  add();
  await pass(0);
  await pass(8000, 500);
  assertEquals(times, [0, 1000, 3000, 7000]);
});

Deno.test("a pause is between half and the whole, and at most ten minutes", () => {
  assertEquals(retryPause(1, 0), 500);
  assertEquals(retryPause(1, 1), 1000);
  assertEquals(retryPause(4, 0.5), 6000);
  assertEquals(retryPause(11, 1), 600_000);
  assertEquals(retryPause(5000, 1), 600_000);
});

Deno.test("after 24 hours an event is given up, counted and logged", async () => {
  const { poster, outbox, counts, lines, add, pass } = bench();
  poster.answer = () => DOWN;
  add();
  await pass(23 * HOUR, 60_000);
  assertEquals([outbox.sizes.waiting, counts.givenUp], [1, 0]);
  await pass(2 * HOUR, 60_000);
  assertEquals([outbox.sizes.waiting, counts.givenUp], [0, 1]);
  assertEquals(lines, ["hook not taken", "hook given up"]);
});

Deno.test("a receiver that was away for an hour gets everything", async () => {
  const { poster, outbox, counts, lines, add, pass } = bench();
  poster.answer = () => DOWN;
  for (let minute = 0; minute < 60; minute++) {
    add(5);
    await pass(60_000, 1000);
  }
  assertEquals(outbox.sizes.waiting, 300);
  const got = new Set<string>();
  poster.answer = ({ id }) => {
    got.add(id);
    return OK;
  };
  await pass(600_000, 1000);
  assertEquals([got.size, outbox.sizes.waiting], [300, 0]);
  assertEquals(counts.delivered, 300);
  assertEquals(lines, ["hook not taken", "hooks taken again"]);
});

Deno.test("an event whose data cannot be completed is tried again", async () => {
  const { clock, outbox, poster, counts } = bench();
  let isBroken = true;
  const courier = new Courier({
    outbox,
    poster,
    concurrency: 1,
    clock,
    counts,
    log: { info() {}, warn() {}, error() {} },
    complete: () => {
      if (isBroken) throw new Error("storage out of reach");
      return { unread: 3 };
    },
    random: () => 0,
  });
  poster.answer = () => OK;
  const event = { id: "a", type: "user.online", at: 0, about: [], data: {} };
  outbox.add([event as never]);
  courier.wake();
  const settle = async () => {
    for (let turn = 0; turn < 12; turn++) {
      await Promise.resolve();
      clock.settle();
    }
  };
  clock.settle();
  await settle();
  assertEquals(poster.posts.length, 0);
  isBroken = false;
  clock.advance(500);
  await settle();
  assert(poster.posts[0]?.body.endsWith('"data":{"unread":3}}'));
});

Deno.test("at the end it tells what is due, and no more", async () => {
  const { poster, courier, add, pass } = bench({ concurrency: 1 });
  add(3);
  await pass(0);
  const stopped = courier.stop(1000);
  poster.reply(OK);
  await pass(0);
  poster.reply(OK);
  await pass(0);
  poster.reply(OK);
  await pass(0);
  await stopped;
  assertEquals(poster.posts.length, 3);
  add();
  await pass(0);
  assertEquals(poster.posts.length, 3);
});

Deno.test("an event of which nothing is left to tell is over", async () => {
  const told = bench({ complete: () => undefined });
  told.poster.answer = () => OK;
  told.add();
  await told.pass(0);
  const { poster, outbox, counts } = told;
  assertEquals([poster.posts, outbox.sizes.waiting], [[], 0]);
  assertEquals([counts.delivered, counts.failed], [0, 0]);
});

Deno.test("what came back is shown in whole characters", async () => {
  const { poster, outbox, add, pass } = bench();
  const text = `${"x".repeat(195)}👋`;
  poster.answer = () => ({ status: 500, text, isCut: false });
  add();
  await pass(0);
  const [waiting] = await outbox.list(1);
  assertEquals(waiting?.answer, `500 ${"x".repeat(195)}`);
  poster.answer = () => ({ status: 0, reason: `${"x".repeat(199)}👋` });
  await pass(1000);
  assertEquals((await outbox.list(1))[0]?.answer, "x".repeat(199));
});
