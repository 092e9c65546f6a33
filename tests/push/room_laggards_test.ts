import { assertEquals } from "@std/assert";
import { PushBench, pushed } from "../helpers/push.ts";

Deno.test("a connection that is backed up is skipped, and the others are not", () => {
  const bench = new PushBench({ backlog: 100 });
  const [slow, edge, fast] = ["a", "b", "c"].map((id) => bench.connect(id));
  slow!.bufferedBytes = 101;
  edge!.bufferedBytes = 100;
  bench.send();
  const counts = [slow, edge, fast].map((each) => pushed(each!).length);
  assertEquals(counts, [0, 1, 1]);
});

Deno.test("who was skipped gets what is new and the count of the rest with the next push", () => {
  const bench = new PushBench({ count: 3, backlog: 100 });
  const slow = bench.connect("slow");
  const fast = bench.connect("fast");
  slow.bufferedBytes = 500;
  bench.send();
  bench.send(2);
  bench.clock.advance(1000);
  slow.bufferedBytes = 0;
  bench.send(2);
  bench.clock.advance(1000);
  assertEquals(pushed(slow), [{ items: [3, 4, 5], missed: 2 }]);
  assertEquals(pushed(fast), [
    { items: [1], missed: 0 },
    { items: [2, 3], missed: 0 },
    { items: [4, 5], missed: 0 },
  ]);
});

Deno.test("who was skipped is tried again each interval without new messages", () => {
  const bench = new PushBench({ count: 3 });
  const slow = bench.connect("slow");
  const fast = bench.connect("fast");
  slow.bufferedBytes = 10_000;
  bench.send(5);
  bench.clock.advance(10_000);
  assertEquals(pushed(slow), []);
  slow.bufferedBytes = 0;
  bench.clock.advance(1000);
  assertEquals(pushed(slow), [{ items: [3, 4, 5], missed: 2 }]);
  bench.clock.advance(5000);
  assertEquals(pushed(slow), []);
  const told = pushed(fast).map(({ items, missed }) => items.length + missed);
  assertEquals(told, [1, 4]);
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [0, 0]);
});

Deno.test("nothing is told twice to a connection that is skipped now and then", () => {
  const bench = new PushBench({ count: 2, duration: 100 });
  const connection = bench.connect("ann");
  for (let step = 0; step < 500; step++) {
    connection.bufferedBytes = step % 7 < 4 ? 10_000 : 0;
    bench.send(step % 3);
    bench.clock.advance(37);
  }
  connection.bufferedBytes = 0;
  bench.clock.advance(1000);
  let last = 0;
  for (const { items, missed } of pushed(connection)) {
    assertEquals(items[0], last + missed + 1);
    last = items.at(-1)!;
  }
  assertEquals(last, 499);
  assertEquals(bench.push.busyRooms, 0);
});

Deno.test("two who fell behind at different points each get their own count", () => {
  const bench = new PushBench({ count: 1 });
  const first = bench.connect("first");
  const second = bench.connect("second");
  first.bufferedBytes = 10_000;
  bench.send();
  bench.send();
  second.bufferedBytes = 10_000;
  bench.clock.advance(1000);
  bench.send();
  first.bufferedBytes = second.bufferedBytes = 0;
  bench.clock.advance(1000);
  assertEquals(pushed(first), [{ items: [3], missed: 2 }]);
  assertEquals(pushed(second), [
    { items: [1], missed: 0 },
    { items: [3], missed: 1 },
  ]);
});

Deno.test("a chatroom forgets who was skipped and has left, or is gone", () => {
  const bench = new PushBench();
  const left = bench.connect("left");
  const gone = bench.connect("gone");
  bench.connect("here");
  left.bufferedBytes = gone.bufferedBytes = 10_000;
  bench.send();
  bench.presence.exit("room", "left");
  bench.gateways[0]!.gone(gone);
  bench.clock.advance(3000);
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [0, 0]);
  assertEquals([pushed(left), pushed(gone)], [[], []]);
});

Deno.test("a connection that never reads costs one timer and no frame", () => {
  const bench = new PushBench();
  const stuck = bench.connect("stuck");
  stuck.bufferedBytes = 10_000;
  for (let second = 0; second < 100; second++) {
    bench.send(10);
    bench.clock.advance(1000);
    assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [1, 1]);
  }
  assertEquals(stuck.frames, []);
  stuck.bufferedBytes = 0;
  bench.clock.advance(1000);
  assertEquals(pushed(stuck), [{ items: [998, 999, 1000], missed: 997 }]);
});
