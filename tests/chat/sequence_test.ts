import { assert, assertEquals } from "@std/assert";
import { refusal } from "../helpers/refusal.ts";
import { RulesBench } from "../helpers/rules.ts";

const TO_BOB = { type: 2, target_id: "bob", content: "hi" } as const;
const TO_ROOM = { type: 1, target_id: "room", content: "hi" } as const;

Deno.test("sync shows messages, marks and changes with the wire's names", async () => {
  const bench = new RulesBench();
  const [ann, bob] = [bench.http("ann"), bench.http("bob")];
  const { id } = await bench.messages.send(ann, TO_BOB);
  await bench.messages.send(ann, { ...TO_BOB, request_id: "r" });
  await bench.readMarks.read(bob, { session_id: "2:ann", sequence: 1 });
  await bench.recalls.recall(ann, { session_id: "2:bob", message_id: id });
  const { items, changes, ...rest } = await bench.sync.page(ann, {
    session_id: "2:bob",
    after_sequence: 1,
    changed_after: 0,
  });
  assertEquals(
    items.map(({ sequence, request_id }) => [sequence, request_id]),
    [
      [2, "r"],
    ],
  );
  assertEquals(changes.map(({ id, status }) => [id, status]), [[id, 2]]);
  assertEquals(rest, {
    has_more: false,
    last_sequence: 2,
    first_sequence: 1,
    complete: true,
    read_sequence: 0,
    peer_read_sequence: 1,
    last_change: 1,
    more_changes: false,
  });
});

Deno.test("sync pages by 100 where no count is said", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  for (let sent = 0; sent < 101; sent++) await bench.messages.send(ann, TO_BOB);
  const at = { session_id: "2:bob", after_sequence: 0 };
  const page = await bench.sync.page(ann, at);
  assertEquals([page.items.length, page.has_more], [100, true]);
});

Deno.test("a read mark is told to the reader's other devices and to the peer", async () => {
  const bench = new RulesBench();
  await bench.messages.send(bench.http("ann"), TO_BOB);
  const bob = await bench.connect("bob");
  const body = { session_id: "2:ann", sequence: 1 };
  assertEquals(await bench.readMarks.read(bob, body), { unread: 0 });
  const mark = { event: "read", user_id: "bob", sequence: 1 } as const;
  const [own, peer, ...more] = bench.takeTold();
  assertEquals([own?.to, peer?.to, more.length], ["user bob", "user ann", 0]);
  assertEquals(own?.event, { ...mark, session_id: "2:ann" });
  assertEquals(peer?.event, { ...mark, session_id: "2:bob" });
  assert(own?.origin === bob.ref && peer?.origin === undefined);
});

Deno.test("a read mark in a chatroom is told to the reader's devices only", async () => {
  const bench = new RulesBench();
  const [ann, bob] = [bench.http("ann"), bench.http("bob")];
  for (const user of [ann, bob]) {
    await bench.chatrooms.join(user, { id: "room" });
  }
  await bench.messages.send(ann, TO_ROOM);
  bench.takeTold();
  await bench.readMarks.read(bob, { session_id: "1:room", sequence: 1 });
  assertEquals(bench.takeTold().map(({ to }) => to), ["user bob"]);
});

Deno.test("a mark that does not move is told to nobody, one beyond the end is a 400", async () => {
  const bench = new RulesBench();
  await bench.messages.send(bench.http("ann"), TO_BOB);
  const bob = bench.http("bob");
  const read = (sequence: number) =>
    bench.readMarks.read(bob, { session_id: "2:ann", sequence });
  await read(1);
  bench.takeTold();
  assertEquals([await read(1), await read(0)], [{ unread: 0 }, { unread: 0 }]);
  const { code, message } = await refusal(() => read(2));
  assertEquals([code, message.startsWith("sequence: ")], [400, true]);
  assertEquals(bench.told, []);
});

Deno.test("a private recall is told to both, each as they address the session", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  const { id: message_id } = await bench.messages.send(ann, TO_BOB);
  const body = { session_id: "2:bob", message_id };
  const recalled = await bench.recalls.recall(ann, body);
  assertEquals([recalled.content, recalled.status], ["", 2]);
  const told = bench.takeTold();
  const about = { message_id, sequence: 1, change: 1 };
  const event = { event: "recalled", ...about } as const;
  assertEquals(told.map(({ to, event }) => [to, event]), [
    ["user ann", { ...event, session_id: "2:bob" }],
    ["user bob", { ...event, session_id: "2:ann" }],
  ]);
  assertEquals(told[0]?.origin, undefined, "all connections are told");
  await bench.recalls.recall(ann, body);
  assertEquals(bench.told, []);
});

Deno.test("a chatroom's recall changes what waits, and is told to the members", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  await bench.chatrooms.join(ann, { id: "room" });
  const { id: message_id } = await bench.messages.send(ann, TO_ROOM);
  bench.takeTold();
  await bench.recalls.recall(ann, { session_id: "1:room", message_id });
  const [waiting] = bench.replaced;
  assertEquals([waiting?.id, waiting?.content], [message_id, ""]);
  assertEquals(bench.takeTold().map(({ to }) => to), ["chatroom room"]);
});

Deno.test("a recall after the window is a 403, and tells nobody", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  const { id: message_id } = await bench.messages.send(ann, TO_BOB);
  bench.clock.advance(120_001);
  const body = { session_id: "2:bob", message_id };
  const { code } = await refusal(() => bench.recalls.recall(ann, body));
  assertEquals([code, bench.told], [403, []]);
});

Deno.test("a repeated send of a recalled message does not bring it back", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  const body = { ...TO_BOB, request_id: "r" };
  const sent = await bench.messages.send(ann, body);
  await bench.recalls.recall(ann, { session_id: "2:bob", message_id: sent.id });
  assertEquals(await bench.messages.send(ann, body), sent);
  const { items } = await bench.messages.history(ann, { session_id: "2:bob" });
  assertEquals(items.map(({ content }) => content), [""]);
  assertEquals(bench.privately.length, 1);
});
