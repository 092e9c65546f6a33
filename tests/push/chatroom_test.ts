import { assertEquals } from "@std/assert";
import { jsonWithStringBodies } from "../../src/protocol/json.ts";
import { messageOf } from "../helpers/messages.ts";
import { PushBench, pushed } from "../helpers/push.ts";

Deno.test("the first message goes out at once, to the sender's connection too", () => {
  const bench = new PushBench();
  const ann = bench.connect("ann");
  const bob = bench.connect("bob");
  bench.send();
  for (const each of [ann, bob]) {
    const [push, ...more] = each.take();
    assertEquals([push?.op, push?.seq, more], [501, 0, []]);
    const { session, items, missed } = push?.body;
    const title = "Title of room";
    assertEquals(session, { id: "1:room", type: 1, title });
    assertEquals([items.length, items[0].content, missed], [1, "text 1", 0]);
  }
});

Deno.test("later messages wait for the end of the interval and go out together", () => {
  const bench = new PushBench();
  const ann = bench.connect("ann");
  bench.send();
  bench.clock.advance(300);
  bench.send(2);
  assertEquals(pushed(ann), [{ items: [1], missed: 0 }]);
  bench.clock.advance(699);
  assertEquals(pushed(ann), []);
  bench.clock.advance(1);
  assertEquals(pushed(ann), [{ items: [2, 3], missed: 0 }]);
});

Deno.test("a push carries the newest messages and counts the others as missed", () => {
  const bench = new PushBench({ count: 3 });
  const ann = bench.connect("ann");
  bench.send();
  bench.send(10);
  bench.clock.advance(1000);
  assertEquals(pushed(ann), [
    { items: [1], missed: 0 },
    { items: [9, 10, 11], missed: 7 },
  ]);
});

Deno.test("there is at most one push per interval, however many messages come", () => {
  const bench = new PushBench({ duration: 100 });
  const ann = bench.connect("ann");
  for (let ms = 0; ms < 1000; ms++) {
    bench.send();
    bench.clock.advance(1);
  }
  const pushes = pushed(ann);
  assertEquals(pushes.length, 11);
  const told = pushes.map(({ items, missed }) => items.length + missed);
  assertEquals(told.reduce((sum, each) => sum + each), 1000);
});

Deno.test("after a quiet interval the next message goes out at once again", () => {
  const bench = new PushBench();
  const ann = bench.connect("ann");
  bench.send();
  bench.clock.advance(1000);
  bench.send();
  assertEquals(pushed(ann).map(({ items }) => items), [[1], [2]]);
});

Deno.test("a quiet chatroom has no state and no timer", () => {
  const bench = new PushBench();
  bench.connect("ann");
  bench.send();
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [1, 1]);
  bench.send();
  bench.clock.advance(1000);
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [1, 1]);
  bench.clock.advance(1000);
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [0, 0]);
  assertEquals(bench.clock.pendingTurns, 0);
});

Deno.test("a chatroom without anybody online costs nothing at all", () => {
  const bench = new PushBench();
  bench.send(100);
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [0, 0]);
});

Deno.test("a chatroom that everybody leaves grows quiet", () => {
  const bench = new PushBench();
  const ann = bench.connect("ann");
  bench.send();
  bench.send();
  bench.gateways[0]!.gone(ann);
  bench.clock.advance(2000);
  assertEquals(pushed(ann).length, 1);
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [0, 0]);
});

Deno.test("chatrooms have intervals of their own", () => {
  const bench = new PushBench();
  const ann = bench.connect("ann", ["a", "b"]);
  bench.send(1, "a");
  bench.clock.advance(500);
  bench.send(1, "b");
  bench.send(1, "a");
  assertEquals(ann.take().map(({ body }) => body.session.id), ["1:a", "1:b"]);
  bench.clock.advance(500);
  assertEquals(ann.take().map(({ body }) => body.session.id), ["1:a"]);
});

Deno.test("who joins within the interval gets its messages with the next push", () => {
  const bench = new PushBench();
  const ann = bench.connect("ann");
  bench.send();
  bench.send(2);
  const bob = bench.connect("bob");
  bench.clock.advance(1000);
  assertEquals(pushed(bob), [{ items: [2, 3], missed: 0 }]);
  assertEquals(pushed(ann).length, 2);
});

Deno.test("who leaves within the interval gets nothing more", () => {
  const bench = new PushBench();
  const ann = bench.connect("ann");
  const bob = bench.connect("bob");
  bench.send();
  bench.send();
  bench.presence.exit("room", "bob");
  bench.clock.advance(1000);
  assertEquals([pushed(ann).length, pushed(bob).length], [2, 1]);
});

Deno.test("who leaves while a push is under way gets nothing more", () => {
  const bench = new PushBench();
  const members = Array.from(
    { length: 120 },
    (_, at) => bench.connect(`u${at}`),
  );
  bench.deliver();
  bench.clock.turn();
  bench.presence.exit("room", "u110");
  bench.gateways[0]!.gone(members[111]!);
  bench.clock.settle();
  const counts = members.map((each) => pushed(each).length);
  const without = counts.flatMap((count, at) => count === 0 ? [at] : []);
  assertEquals(without, [110, 111]);
});

Deno.test("messages that come while a large chatroom is pushed wait for its next push", () => {
  const bench = new PushBench({ duration: 1000 });
  const members = Array.from(
    { length: 120 },
    (_, at) => bench.connect(`u${at}`),
  );
  bench.deliver();
  bench.clock.turn();
  bench.deliver(2);
  bench.clock.advance(1000);
  const expected = [{ items: [1], missed: 0 }, { items: [2, 3], missed: 0 }];
  for (const member of members) assertEquals(pushed(member), expected);
});

Deno.test("a push that takes longer than its interval is not overtaken by the next", () => {
  const bench = new PushBench({ duration: 10 });
  const members = Array.from(
    { length: 200 },
    (_, at) => bench.connect(`u${at}`),
  );
  bench.deliver();
  bench.clock.turn();
  bench.deliver();
  bench.clock.jumpTo(bench.clock.now() + 50);
  bench.clock.advance(0);
  bench.clock.settle();
  for (const member of members) {
    assertEquals(pushed(member).map(({ items }) => items), [[1], [2]]);
  }
  bench.clock.advance(20);
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [0, 0]);
});

Deno.test("each encoding is encoded once for all who speak it", () => {
  const bench = new PushBench();
  const objects = [bench.connect("a"), bench.connect("b")];
  const strings = [
    bench.connect("c", ["room"], jsonWithStringBodies),
    bench.connect("d", ["room"], jsonWithStringBodies),
  ];
  bench.send();
  const bodyOf = ({ frames: [frame] }: { frames: unknown[] }) =>
    typeof JSON.parse(String(frame)).body;
  assertEquals(objects.map(bodyOf), ["object", "object"]);
  assertEquals(strings.map(bodyOf), ["string", "string"]);
});

Deno.test("a waiting message that is replaced goes out changed, a gone one does nothing", () => {
  const bench = new PushBench();
  const ann = bench.connect("ann");
  bench.send();
  bench.send();
  bench.push.replace("room", messageOf(2, { content: "", status: 2 }));
  bench.push.replace("quiet", messageOf(2));
  bench.clock.advance(1000);
  const [, second] = ann.take();
  assertEquals(
    second?.body.items.map((each: { content: string }) => each.content),
    [""],
  );
});

Deno.test("stop() takes back the timers of all chatrooms, of waiting ones too", () => {
  const bench = new PushBench({ limit: 1 });
  for (let at = 0; at < 60; at++) bench.connect(`u${at}`, ["a", "b"]);
  bench.deliver(1, "a");
  bench.deliver(1, "b");
  bench.push.stop();
  bench.clock.settle();
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [0, 0]);
});

Deno.test("who is away for part of an interval is told of it at its end, even alone", () => {
  const bench = new PushBench({ count: 2 });
  const gone = bench.connect("ann");
  bench.send();
  gone.close({ code: 1001, reason: "gone", reconnect: "yes" });
  bench.send(3);
  const back = bench.connect("ann");
  bench.clock.advance(1000);
  assertEquals(pushed(back), [{ items: [3, 4], missed: 1 }]);
  bench.clock.advance(1000);
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [0, 0]);
});

Deno.test("flush() pushes what waits at once, and then without intervals", async () => {
  const bench = new PushBench();
  const ann = bench.connect("ann", ["room", "hall"]);
  bench.send(6);
  bench.send(1, "hall");
  bench.send(1, "hall");
  assertEquals(pushed(ann).length, 2);
  const flushed = bench.push.flush();
  bench.clock.settle();
  await flushed;
  assertEquals(pushed(ann), [
    { items: [4, 5, 6], missed: 2 },
    { items: [2], missed: 0 },
  ]);
  bench.send();
  bench.send();
  assertEquals(pushed(ann), [
    { items: [7], missed: 0 },
    { items: [8], missed: 0 },
  ]);
  assertEquals([bench.push.busyRooms, bench.clock.pendingTimers], [0, 0]);
});

Deno.test("flush() waits for nobody who is backed up", async () => {
  const bench = new PushBench();
  const [ann, bob] = [bench.connect("ann"), bench.connect("bob")];
  ann.bufferedBytes = 100_000;
  bench.send(2);
  const flushed = bench.push.flush();
  bench.clock.settle();
  await flushed;
  assertEquals(pushed(ann), []);
  assertEquals(pushed(bob).map(({ items }) => items), [[1], [2]]);
});

Deno.test("flush() of quiet chatrooms is over at once", async () => {
  await new PushBench().push.flush();
});

Deno.test("together() lets messages that come at once go out in one push", () => {
  const bench = new PushBench();
  const ann = bench.connect("ann", ["room", "hall"]);
  bench.push.together(() => {
    bench.send(5);
    bench.send(1, "hall");
    assertEquals(pushed(ann), []);
  });
  bench.clock.settle();
  assertEquals(pushed(ann), [
    { items: [3, 4, 5], missed: 2 },
    { items: [1], missed: 0 },
  ]);
});
