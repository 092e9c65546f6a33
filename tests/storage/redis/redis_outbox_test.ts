import { assertEquals } from "@std/assert";
import { systemClock } from "../../../src/base/clock.ts";
import { LEASE, RedisOutbox } from "../../../src/storage/redis/redis_outbox.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { HAS_REDIS, RedisServer } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";
import { event, testOutbox, waitingFor } from "../outbox_contract.ts";

/** A server, and nodes that share its outbox and a clock. */
async function bench(backlog = 1000) {
  const server = await RedisServer.start();
  const clock = new FakeClock();
  const { connection } = await createRedis([server.url]);
  const timers = new FakeClock();
  const node = () =>
    new RedisOutbox({
      connection,
      backlog,
      clock: {
        after: (delay, run) => timers.after(delay, run),
        cancel: (timer) => timers.cancel(timer),
        nextTurn: systemClock.nextTurn,
      },
      now: clock.now,
    });
  return {
    clock,
    timers,
    node,
    outbox: node(),
    pass: (ms: number) => clock.advance(ms),
    [Symbol.asyncDispose]: async () => {
      await connection.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

if (HAS_REDIS) testOutbox("Redis", bench);

function test(name: string, run: () => Promise<void>) {
  Deno.test({ name, ignore: !HAS_REDIS, fn: run });
}

test("what one node has taken no other one takes", async () => {
  await using all = await bench();
  const [one, other] = [all.outbox, all.node()];
  await one.add(["a", "b", "c"].map((id) => event(id)));
  const first = (await one.take(2)).events.map(({ id }) => id);
  const second = (await other.take(2)).events.map(({ id }) => id);
  assertEquals([...first, ...second].sort(), ["a", "b", "c"]);
});

test("what a node had when it died is due for another one after ten seconds", async () => {
  await using all = await bench();
  const [one, other] = [all.outbox, all.node()];
  await one.add([event("a")]);
  await one.take(1);
  all.clock.advance(LEASE - 1);
  assertEquals((await other.take(1)).events, []);
  all.clock.advance(1);
  assertEquals((await other.take(1)).events.map(({ id }) => id), ["a"]);
});

test("a node keeps what it is telling for as long as it lives", async () => {
  await using all = await bench();
  const [one, other] = [all.outbox, all.node()];
  await one.add([event("a")]);
  await one.take(1);
  for (let round = 0; round < 4; round++) {
    all.clock.advance(5000);
    all.timers.advance(5000);
    // The renewal is over when this one is, as Redis answers in order.
    await one.list(1);
    assertEquals((await other.take(1)).events, []);
  }
  await one.settle([{ id: "a", over: true }]);
  assertEquals(await one.list(1), []);
  all.timers.advance(5000);
  assertEquals(all.timers.pendingTimers, 0);
});

test("what was asked for before the end is not renewed after it", async () => {
  await using all = await bench();
  const { outbox, timers } = all;
  await outbox.add([event("a")]);
  const taking = outbox.take(1);
  outbox.stop();
  await taking;
  assertEquals(timers.pendingTimers, 0);
});

test("a late word about an event that is gone leaves nothing behind", async () => {
  await using all = await bench();
  const { outbox } = all;
  await outbox.add([event("a"), waitingFor("bob", "b", 0)]);
  await outbox.take(2);
  await outbox.settle([{ id: "a", over: true }, { id: "b", over: true }]);
  await outbox.settle([{ id: "a", over: false, pause: 1, answer: "late" }]);
  assertEquals(await outbox.list(1), []);
});
