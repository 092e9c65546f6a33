import { assertEquals } from "@std/assert";
import { type Asked, BY_HAND, FakeNetwork } from "../helpers/fake_network.ts";
import { Kept, message, push, range, session, start } from "../helpers/kept.ts";
import { flush } from "../helpers/promises.ts";

Deno.test("with sequence on a client closes the gap that a push shows", async () => {
  const { network, client, kept, got } = await start();
  await using _ = client;
  network.socket.frame(501, push([1]));
  kept.last = 9;
  network.socket.frame(501, push([8, 9], { missed: 6 }));
  network.socket.frame(501, push([8, 9], { missed: 6 }));
  await flush();
  assertEquals(got, range(1, 9));
  const [{ body } = {}] = kept.asked;
  // The one before the gap as well: its id shows that the rest follows it.
  assertEquals([kept.asked.length, body?.after_sequence], [1, 0]);
  assertEquals(body?.count, 7);
});

Deno.test("with sequence on a client catches up after a reconnect, without a push", async () => {
  const { network, client, kept, got } = await start();
  await using _ = client;
  network.socket.frame(501, push([1, 2]));
  network.socket.end(1006);
  kept.last = 500;
  await network.pass(5000);
  assertEquals(got, range(1, 500));
  const position = { sequence: 500, change: 0, id: "m500" };
  assertEquals(client.positions, { "2:bob": position });
});

Deno.test("with sequence on a client says what is lost", async () => {
  const { network, client, kept, got } = await start();
  await using _ = client;
  const missed: unknown[] = [];
  client.on("missed", (each) => missed.push(each));
  network.socket.frame(501, push([1, 2]));
  network.socket.end(1006);
  [kept.first, kept.last] = [21, 30];
  await network.pass(5000);
  assertEquals(got, [1, 2, ...range(21, 30)]);
  assertEquals(missed, [{
    session_id: "2:bob",
    reason: "evicted",
    count: 18,
    first: 3,
    last: 20,
  }]);
});

Deno.test("with sequence on one's own messages stand in their place", async () => {
  const { network, client, got } = await start();
  await using _ = client;
  const to = { type: 2, target_id: "bob", content: "mine" } as const;
  const sent = client.send(to);
  network.socket.frame(501, push([1]));
  const asked = network.socket.asked.at(-1) as Asked;
  const { id, session_id, sequence, created_at } = message(2);
  const stream = client.messages();
  network.socket.reply(asked, { id, session_id, sequence, created_at });
  await sent;
  network.socket.frame(501, push([3]));
  assertEquals(got, [1, 2, 3]);
  assertEquals((await stream.next()).value, {
    ...message(2),
    content: "mine",
    sender: { id: "ann", name: "Ann" },
    request_id: "request-1",
    title: "t",
  } as never);
});

for (
  const { from, expected } of [
    { from: "now", expected: [] },
    { from: "unread", expected: [8, 9, 10] },
    { from: "all", expected: range(1, 10) },
  ] as const
) {
  Deno.test(`a client that begins with "${from}" gets ${expected.length} of 10 messages, 3 unread`, async () => {
    const kept = new Kept();
    kept.last = 10;
    kept.sessions = [session(10, { unread: 3 })];
    const { network, client, got } = await start(kept, { from });
    await using _ = client;
    await flush();
    network.socket.frame(501, push([11]));
    assertEquals(got, [...expected, 11]);
  });
}

Deno.test("a client goes on where an earlier one stopped", async () => {
  const kept = new Kept();
  kept.last = 10;
  const positions = { "2:bob": { sequence: 6, change: 0 } };
  const { client, got } = await start(kept, { positions });
  await using _ = client;
  await flush();
  assertEquals(got, range(7, 10));
});

Deno.test("what is pushed while the first list is read is not lost", async () => {
  const kept = new Kept();
  kept.last = 4;
  const network = new FakeNetwork({
    sequence: true,
    answer: (asked) => asked.name === "sessions" ? BY_HAND : kept.answer(asked),
  });
  await using client = network.client();
  const got: number[] = [];
  client.on("message", ({ sequence }) => got.push(sequence));
  await client.login({ id: "ann" });
  network.socket.frame(501, push([3]));
  network.socket.frame(501, push([4]));
  assertEquals(got, []);
  const list = network.socket.asked.at(-1) as Asked;
  network.socket.reply(list, { items: [session(4)] });
  await flush();
  assertEquals(got, [3, 4]);
});

/** Answers the join that is asked for. */

Deno.test("one's own message that was stored before, and recalled since, comes recalled", async () => {
  const kept = new Kept();
  const { network, client } = await start(kept);
  await using _ = client;
  const messages = client.messages();
  const to = { type: 2, target_id: "bob", content: "mine" } as const;
  const sent = client.send(to);
  // Stored, its reply lost, and taken back on another device meanwhile.
  network.socket.end(1006);
  kept.last = 1;
  kept.recalled = [1];
  const { id, session_id, sequence, created_at } = message(1);
  kept.stored = { id, session_id, sequence, created_at };
  await network.pass(5000);
  assertEquals((await sent).id, id);
  await flush();
  const { value } = await messages.next();
  assertEquals([value?.sequence, value?.status, value?.content], [1, 2, ""]);
  assertEquals(messages.size, 0);
});

Deno.test("a conversation that is no longer open to its user is not asked for again", async () => {
  const network = new FakeNetwork({
    sequence: true,
    answer: ({ name }) =>
      name === "sync" ? { code: 403, msg: "not a member" } : undefined,
  });
  await using client = network.client();
  const errors: Error[] = [];
  client.on("error", (error) => errors.push(error));
  await client.login({ id: "ann" });
  await flush();
  network.socket.frame(501, push([1, 3], { id: "1:room" }));
  await flush();
  const asked = () => network.socket.names.filter((name) => name === "sync");
  assertEquals([asked().length, errors], [1, []]);
  await network.pass(60_000);
  assertEquals([asked().length, errors], [1, []]);
});

Deno.test("a sync that fails is tried again after a pause, and reported", async () => {
  const kept = new Kept();
  let fails = 2;
  const network = new FakeNetwork({
    sequence: true,
    answer: (asked) =>
      asked.name === "sync" && fails-- > 0
        ? { code: 503, msg: "later" }
        : kept.answer(asked),
  });
  await using client = network.client();
  const got: number[] = [];
  const errors: string[] = [];
  client.on("message", ({ sequence }) => got.push(sequence));
  client.on("error", ({ message }) => errors.push(message));
  await client.login({ id: "ann" });
  await flush();
  network.socket.frame(501, push([1]));
  kept.last = 3;
  network.socket.frame(501, push([3]));
  await network.pass(0);
  for (let second = 0; second < 3; second++) await network.pass(1000);
  assertEquals([got, errors], [[1, 2, 3], ["later", "later"]]);
});

Deno.test("with sequence off pushes come as they are, and tell what is missing", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  const got: unknown[] = [];
  client.on("message", ({ id }) => got.push(id));
  client.on("missed", (missed) => got.push(missed));
  await client.login({ id: "ann" });
  network.socket.frame(501, push([0, 0], { id: "1:room", missed: 5 }));
  const skipped = { session_id: "1:room", reason: "skipped", count: 5 };
  assertEquals(got, [skipped, "m0", "m0"]);
  assertEquals(network.socket.names, ["login"]);
  assertEquals(client.positions, {});
});

Deno.test("events come as they are; one's own recall does too, once", async () => {
  const { network, client } = await start();
  await using _ = client;
  const events: string[] = [];
  client.on("event", ({ event }) => events.push(event));
  const user = { id: "bob", name: "Bob" };
  network.socket.frame(503, { event: "joined", session_id: "1:room", user });
  network.socket.frame(501, push([1]));
  const recalled = client.recall({ session_id: "2:bob", message_id: "m1" });
  const asked = network.socket.asked.at(-1) as Asked;
  network.socket.reply(asked, { ...message(1), status: 2, content: "" });
  await recalled;
  const event = { event: "recalled", session_id: "2:bob", sequence: 1 };
  network.socket.frame(503, { ...event, message_id: "m1" });
  assertEquals(events, ["joined", "recalled"]);
});

Deno.test("another user begins with nothing of the one before", async () => {
  const kept = new Kept();
  const network = new FakeNetwork({
    sequence: true,
    answer: (asked) => asked.name === "logout" ? {} : kept.answer(asked),
  });
  await using client = network.client();
  await client.login({ id: "ann" });
  await flush();
  network.socket.frame(501, push([1]));
  assertEquals(Object.keys(client.positions), ["2:bob"]);
  await client.logout();
  await client.login({ id: "eve" });
  await flush();
  assertEquals(Object.keys(client.positions), []);
});

Deno.test("one's own message with the number of one that the service lost is delivered", async () => {
  const { network, client, kept, got } = await start();
  await using _ = client;
  const missed: unknown[] = [];
  client.on("missed", ({ reason, first }) => missed.push([reason, first]));
  network.socket.frame(501, push([1, 2, 3, 4, 5]));
  [kept.kept, kept.last] = [3, 4];
  const to = { type: 2, target_id: "bob", content: "mine" } as const;
  const sent = client.send(to);
  const asked = network.socket.asked.at(-1) as Asked;
  const { session_id, created_at } = message(4);
  const stored = { id: "m~4", session_id, sequence: 4, created_at };
  network.socket.reply(asked, stored);
  await sent;
  await flush();
  assertEquals([got, missed], [[1, 2, 3, 4, 5, 4], [["forgotten", 4]]]);
});
