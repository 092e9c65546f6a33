import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Answers, Batch } from "../../../src/storage/disk/batch.ts";
import {
  CallQueue,
  type CallQueueOptions,
  MAX_TOGETHER,
  MAX_TOGETHER_TEXT,
  MAX_WAITING,
  MAX_WAITING_TEXT,
} from "../../../src/storage/disk/call_queue.ts";
import {
  OutOfReach,
  Unsettled,
} from "../../../src/storage/shared/out_of_reach.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";

interface Calls {
  echo(text: string): string;
}

/** A queue whose batches are answered when the test says so. */
function open(options: Partial<CallQueueOptions> = {}) {
  const clock = new FakeClock();
  const batches: Batch[] = [];
  let take: (answers: Answers) => void = () => {};
  const queue = new CallQueue<Calls>({
    clock,
    pause: 0,
    port: {
      post: (batch) => void batches.push(batch),
      listen: (listener) => take = listener,
    },
    weigh: ([, [text]]) => String(text).length,
    ...options,
  });
  let answered = 0;
  const answer = () => {
    const { number, calls } = batches[answered++] as Batch;
    const outcomes = calls.map(([, [text]]) => ["answer", text] as const);
    take({ number, outcomes });
    clock.settle();
  };
  const sizes = () => batches.map(({ calls }) => calls.length);
  return { queue, clock, answer, sizes, take: (it: Answers) => take(it) };
}

type Open = ReturnType<typeof open>;

/** Makes so many calls in one turn. */
function callAll({ queue, clock }: Open, count: number, text = "x") {
  const calls = Array.from({ length: count }, () => queue.call("echo", text));
  clock.settle();
  return calls;
}

Deno.test("calls of a turn are one batch, and settle in their order", async () => {
  const opened = open();
  const settled: string[] = [];
  const calls = ["a", "b", "c"].map((text) =>
    opened.queue.call("echo", text).then((answer) => settled.push(answer))
  );
  opened.clock.settle();
  assertEquals(opened.sizes(), [3]);
  opened.answer();
  await Promise.all(calls);
  assertEquals(settled, ["a", "b", "c"]);
});

Deno.test("what comes while two batches are under way makes one larger batch", async () => {
  const opened = open();
  const calls = [1, 2, 3, 4].flatMap((count) => callAll(opened, count));
  assertEquals(opened.sizes(), [1, 2]);
  assertEquals(opened.queue.size, 10);
  opened.answer();
  assertEquals(opened.sizes(), [1, 2, 7]);
  opened.answer();
  opened.answer();
  await Promise.all(calls);
  await opened.queue.drained();
});

Deno.test("while as many wait as fit in a batch, four are under way", async () => {
  const opened = open();
  const calls = callAll(opened, 6 * MAX_TOGETHER);
  for (let turn = 0; turn < 6; turn++) opened.clock.settle();
  assertEquals(opened.sizes(), Array(4).fill(MAX_TOGETHER));
  for (let each = 0; each < 6; each++) opened.answer();
  await Promise.all(calls);
  assertEquals(opened.sizes(), Array(6).fill(MAX_TOGETHER));
});

Deno.test("a batch waits a moment after one of several calls, so that more join", async () => {
  const opened = open({ pause: 2 });
  const first = callAll(opened, 8);
  opened.answer();
  const second = [...callAll(opened, 3)];
  opened.clock.advance(1);
  second.push(...callAll(opened, 4));
  assertEquals(opened.sizes(), [8]);
  opened.clock.advance(1);
  assertEquals(opened.sizes(), [8, 7]);
  opened.answer();
  await Promise.all([...first, ...second]);
});

Deno.test("who is alone does not wait, nor do many", async () => {
  const opened = open({ pause: 2 });
  const calls = callAll(opened, 1);
  opened.answer();
  calls.push(...callAll(opened, 8));
  assertEquals(opened.sizes(), [1, 8], "nobody came with the first");
  opened.answer();
  calls.push(...callAll(opened, 100));
  assertEquals(opened.sizes(), [1, 8, 100], "they are enough");
  opened.answer();
  await Promise.all(calls);
  assertEquals(opened.clock.pendingTimers, 0);
});

Deno.test("a batch has at most so many calls, and so much text", async () => {
  const opened = open();
  const calls = callAll(opened, MAX_TOGETHER + 1);
  opened.clock.settle();
  assertEquals(opened.sizes(), [MAX_TOGETHER, 1]);
  opened.answer();
  opened.answer();
  const third = "x".repeat(MAX_TOGETHER_TEXT / 3 + 1);
  calls.push(...callAll(opened, 3, third));
  assertEquals(opened.sizes().slice(2), [2, 1]);
  opened.answer();
  opened.answer();
  const whole = "x".repeat(2 * MAX_TOGETHER_TEXT);
  calls.push(...callAll(opened, 2, whole));
  assertEquals(opened.sizes().slice(4), [1, 1]);
  opened.answer();
  opened.answer();
  await Promise.all(calls);
});

for (
  const [what, count, text] of [
    ["calls", MAX_WAITING, ""],
    ["text", 8, "x".repeat(MAX_WAITING_TEXT / 8)],
  ] as const
) {
  Deno.test(`more ${what} than may wait are refused, and those before are not`, async () => {
    const opened = open();
    const calls = [...callAll(opened, 1), ...callAll(opened, 1)];
    const waiting = Array.from(
      { length: count },
      () => opened.queue.call("echo", text),
    );
    await assertRejects(() => opened.queue.call("echo", "more"), OutOfReach);
    while (opened.queue.size > 0) opened.answer();
    await Promise.all([...calls, ...waiting]);
    const [later] = callAll(opened, 1);
    opened.answer();
    assertEquals(await later, "x");
  });
}

Deno.test("what makes room goes ahead of all that waits, however many", async () => {
  const opened = open();
  const calls = [...callAll(opened, 1), ...callAll(opened, 1)];
  for (let each = 0; each < MAX_WAITING; each++) {
    calls.push(opened.queue.call("echo", "x"));
  }
  const order: string[] = [];
  calls[2]?.then(() => order.push("waited"));
  const first = opened.queue.first("echo", "y").then(() => order.push("first"));
  while (opened.queue.size > 0) opened.answer();
  await Promise.all([...calls, first]);
  assertEquals(order, ["first", "waited"]);
});

Deno.test("after the end what was under way is in doubt, and the rest is refused", async () => {
  const opened = open();
  const [underWay, second] = [callAll(opened, 1), callAll(opened, 1)];
  const waiting = opened.queue.call("echo", "x");
  const ends = [
    assertRejects(() => underWay[0]!, Unsettled),
    assertRejects(() => second[0]!, Unsettled),
    assertRejects(() => waiting, OutOfReach),
  ];
  opened.queue.end();
  await Promise.all(ends);
  await assertRejects(() => opened.queue.call("echo", "x"), OutOfReach);
});

Deno.test("the answers to another batch are not taken", () => {
  const opened = open();
  callAll(opened, 1);
  const outcomes = [["answer", "not yours"]] as const;
  assertThrows(() => opened.take({ number: 7, outcomes }), TypeError);
});
