import { assert, assertEquals } from "@std/assert";
import { ReplyError } from "../../src/base/errors.ts";
import { refusal } from "../helpers/refusal.ts";
import { RulesBench } from "../helpers/rules.ts";

const TO_BOB = { type: 2, target_id: "bob", content: "hi" } as const;
const TO_ROOM = { type: 1, target_id: "room", content: "hi" } as const;

Deno.test("a private send is stored, then delivered, then answered", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann", "Ann");
  await bench.connect("bob", "Bob");
  const sent = await bench.messages.send(ann, { ...TO_BOB, request_id: "r" });
  const { items } = await bench.messages.history(ann, { session_id: "2:bob" });
  const [stored] = items;
  assert(stored !== undefined);
  assertEquals(sent, {
    id: stored.id,
    session_id: "2:bob",
    sequence: 1,
    created_at: stored.created_at,
  });
  assertEquals([stored.category, stored.request_id], ["text", "r"]);
  const [delivery, ...more] = bench.privately;
  assertEquals(delivery?.message.id, sent.id);
  assertEquals(delivery?.receiver, { id: "bob", name: "Bob" });
  assert(delivery?.origin === ann.ref);
  assertEquals([more.length, bench.inRooms.length], [0, 0]);
});

Deno.test("a chatroom's message is handed to the chatroom's push", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  await bench.chatrooms.join(ann, { id: "room", name: "The room" });
  const body = { ...TO_ROOM, category: "picture" };
  const sent = await bench.messages.send(ann, body);
  const [delivery] = bench.inRooms;
  assertEquals(sent.session_id, "1:room");
  assertEquals([delivery?.chatroomId, delivery?.title], ["room", "The room"]);
  assertEquals(delivery?.message.category, "picture");
  assertEquals(bench.privately, []);
});

Deno.test("a send to oneself is a 400, to a chatroom without membership a 403", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  const own = { ...TO_BOB, target_id: "ann" };
  const self = await refusal(() => bench.messages.send(ann, own));
  assertEquals([self.code, self.message.startsWith("target_id: ")], [
    400,
    true,
  ]);
  const nowhere = await refusal(() => bench.messages.send(ann, TO_ROOM));
  assertEquals(nowhere.code, 404);
  await bench.chatrooms.join(bench.http("bob"), { id: "room" });
  const stranger = await refusal(() => bench.messages.send(ann, TO_ROOM));
  assertEquals(stranger.code, 403);
  assertEquals([bench.privately.length, bench.inRooms.length], [0, 0]);
});

Deno.test("a send to a user who never came waits for them", async () => {
  const bench = new RulesBench();
  await bench.messages.send(bench.http("ann"), TO_BOB);
  const { receiver } = bench.privately[0]!;
  assertEquals(receiver, { id: "bob", name: "bob" });
  const bob = await bench.connect("bob");
  const { items } = await bench.messages.history(bob, { session_id: "2:ann" });
  assertEquals(items.map(({ content }) => content), ["hi"]);
});

Deno.test("a content is measured in bytes of UTF-8", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  const send = (content: string) =>
    bench.messages.send(ann, { ...TO_BOB, content });
  for (const content of ["x".repeat(10), "é".repeat(5), "😀😀ab", "\0"]) {
    await send(content);
  }
  for (const content of ["x".repeat(11), "é".repeat(5) + "x", "字字字字"]) {
    const { code, message } = await refusal(() => send(content));
    assertEquals([code, message.startsWith("content: ")], [413, true]);
  }
});

Deno.test("a repeated request is answered alike and delivered once", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  const body = { ...TO_BOB, request_id: "r" };
  const first = await bench.messages.send(ann, body);
  bench.clock.advance(1000);
  assertEquals(await bench.messages.send(ann, body), first);
  assertEquals(bench.privately.length, 1);
  const other = { ...body, content: "ho" };
  assertEquals(
    (await refusal(() => bench.messages.send(ann, other))).code,
    409,
  );
});

Deno.test("what could not be stored is not delivered", async () => {
  const fault = new ReplyError(503, "out of reach");
  const append = () => Promise.reject(fault);
  const appendNow = () => {
    throw fault;
  };
  for (const storage of [{ append }, { appendNow }]) {
    const bench = new RulesBench({ storage });
    const ann = bench.http("ann");
    assertEquals(
      (await refusal(async () => await bench.messages.send(ann, TO_BOB))).code,
      503,
    );
    assertEquals(bench.privately, []);
  }
});

Deno.test("what a storage stores without waiting is delivered before the send returns", () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  const contents = ["one", "two"];
  for (const content of contents) {
    bench.messages.send(ann, { ...TO_BOB, content });
  }
  assertEquals(bench.privately.map(({ message }) => message.content), contents);
});

Deno.test("messages are delivered in the order of their sequence", async () => {
  const bench = new RulesBench();
  const users = ["ann", "bob", "cat"].map((id) => bench.http(id));
  for (const user of users) await bench.chatrooms.join(user, { id: "room" });
  await Promise.all(
    Array.from(
      { length: 60 },
      (_, at) => bench.messages.send(users[at % 3]!, TO_ROOM),
    ),
  );
  const order = bench.inRooms.map(({ message }) => message.sequence);
  assertEquals(order, Array.from({ length: 60 }, (_, at) => at + 1));
});

Deno.test("with sequence off the reply's sequence is 0", async () => {
  const bench = new RulesBench({ sequence: false });
  const sent = await bench.messages.send(bench.http("ann"), TO_BOB);
  assertEquals(sent.sequence, 0);
});

Deno.test("a history is of 20 messages where no count is said", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  for (let sent = 0; sent < 25; sent++) {
    await bench.messages.send(ann, { ...TO_BOB, content: String(sent) });
  }
  const page = await bench.messages.history(ann, { session_id: "2:ann:bob" });
  assertEquals([page.items.length, page.has_more], [20, true]);
  const message_id = page.items[0]!.id;
  const rest = await bench.messages.history(ann, {
    session_id: "2:bob",
    message_id,
    count: 100,
  });
  assertEquals(rest.items.map(({ content }) => content), [..."01234"]);
  assertEquals(rest.has_more, false);
});

Deno.test("a history is only for those who are in it", async () => {
  const bench = new RulesBench();
  await bench.messages.send(bench.http("ann"), TO_BOB);
  await bench.chatrooms.join(bench.http("ann"), { id: "room" });
  const eve = bench.http("eve");
  const codeOf = async (session_id: string) =>
    (await refusal(() => bench.messages.history(eve, { session_id }))).code;
  assertEquals(await codeOf("2:ann:bob"), 403);
  assertEquals(await codeOf("1:room"), 403);
  assertEquals(await codeOf("1:nowhere"), 404);
  assertEquals(await codeOf("room"), 400);
  assertEquals(await codeOf("2:eve"), 400);
  const none = await bench.messages.history(eve, { session_id: "2:ann" });
  assertEquals(none, { items: [], has_more: false });
});
