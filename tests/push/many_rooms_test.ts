import { assert, assertEquals } from "@std/assert";
import { SLICE_SIZE } from "../../src/push/turn_scheduler.ts";
import { messageOf } from "../helpers/messages.ts";
import { PushBench, pushed } from "../helpers/push.ts";

/** Members of each of these chatrooms, who are all online. */
function fill(bench: PushBench, rooms: readonly string[], members: number) {
  return rooms.map((room) =>
    Array.from(
      { length: members },
      (_, at) => bench.connect(`${room}-${at}`, [room]),
    )
  );
}

Deno.test("no more chatrooms are pushed to at a time than the limit, each in its turn", () => {
  const bench = new PushBench({ limit: 3 });
  const rooms = Array.from({ length: 12 }, (_, at) => `r${at}`);
  const members = fill(bench, rooms, 200);
  for (const room of rooms) bench.deliver(1, room);
  assertEquals(bench.semaphore.waiting, 9);
  const finished: number[] = [];
  for (let turn = 0; finished.length < rooms.length; turn++) {
    assert(turn < 1000, "it comes to an end");
    bench.clock.turn();
    const got = members.map((all) =>
      all.filter(({ frames }) => frames.length > 0).length
    );
    const underWay = got.filter((count) => count > 0 && count < 200);
    assert(underWay.length <= 3, `${underWay.length} at a time`);
    got.forEach((count, at) => {
      if (count === 200 && !finished.includes(at)) finished.push(at);
    });
  }
  // Those that began together end within one turn of each other.
  finished.forEach((room, at) =>
    assert(Math.abs(room - at) < 3, `${finished}`)
  );
});

Deno.test("chatrooms under way share each turn alike", () => {
  const bench = new PushBench({ limit: 2 });
  const [large, small] = fill(bench, ["large", "small"], 5000);
  bench.deliver(1, "large");
  bench.deliver(1, "small");
  for (let turn = 0; turn < 20; turn++) bench.clock.turn();
  const served = [large, small].map((all) =>
    all!.filter(({ frames }) => frames.length > 0).length
  );
  assertEquals(served, [10 * SLICE_SIZE, 10 * SLICE_SIZE]);
});

Deno.test("a chatroom of 10,000 leaves room for others after every slice", () => {
  const bench = new PushBench();
  const [members] = fill(bench, ["huge"], 10_000);
  bench.deliver(1, "huge");
  let before = 0;
  for (let turn = 0; turn < 10_000 / SLICE_SIZE; turn++) {
    bench.clock.turn();
    const served = members!.filter(({ frames }) => frames.length > 0).length;
    assertEquals(served - before, SLICE_SIZE);
    before = served;
  }
  assertEquals(before, 10_000);
});

Deno.test("one gateway with somebody behind does not hold up the other's members", () => {
  const bench = new PushBench({ gateways: 2, count: 3, backlog: 100 });
  const slow = bench.connect("slow", ["room"], undefined, 0);
  const fast = bench.connect("fast", ["room"], undefined, 1);
  slow.bufferedBytes = 500;
  bench.send();
  bench.send(4);
  bench.clock.advance(1000);
  assertEquals(pushed(fast), [
    { items: [1], missed: 0 },
    { items: [3, 4, 5], missed: 1 },
  ]);
  slow.bufferedBytes = 0;
  bench.clock.advance(1000);
  assertEquals(pushed(slow), [{ items: [3, 4, 5], missed: 2 }]);
  bench.clock.advance(5000);
  assertEquals(pushed(fast), []);
  const busy = bench.gateways.map(({ commands }) => commands.busyRooms);
  assertEquals([bench.push.busyRooms, ...busy], [0, 0, 0]);
});

Deno.test("who is behind at another gateway gets a recalled message empty", () => {
  const bench = new PushBench({ gateways: 2, backlog: 100 });
  const slow = bench.connect("slow", ["room"], undefined, 1);
  bench.connect("fast", ["room"], undefined, 0);
  slow.bufferedBytes = 500;
  bench.send(2);
  bench.push.replace("room", messageOf(2, { content: "", status: 2 }));
  slow.bufferedBytes = 0;
  bench.clock.advance(1000);
  const contents = slow.take().flatMap(({ body }) =>
    body.items.map(({ content }: { content: string }) => content)
  );
  assertEquals(contents, ["text 1", ""]);
});

Deno.test("a chatroom whose members all left one gateway goes on at the other", () => {
  const bench = new PushBench({ gateways: 2 });
  const left = bench.connect("left", ["room"], undefined, 0);
  const here = bench.connect("here", ["room"], undefined, 1);
  bench.send();
  bench.gateways[0]!.gone(left);
  bench.send(2);
  bench.clock.advance(1000);
  assertEquals(pushed(here).map(({ items }) => items), [[1], [2, 3]]);
  bench.clock.advance(2000);
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [0, 0]);
});
