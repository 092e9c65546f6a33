import { assertEquals } from "@std/assert";
import type { GimClient } from "../../src/client/client.ts";
import type { ClientOptions } from "../../src/client/settings.ts";
import { type Asked, BY_HAND, FakeNetwork } from "../helpers/fake_network.ts";
import { flush } from "../helpers/promises.ts";

function message(sequence: number, session_id = "2:bob") {
  return {
    id: `m${sequence}`,
    session_id,
    sender: { id: "bob", name: "Bob" },
    category: "text",
    content: `text ${sequence}`,
    sequence,
    status: 1,
    created_at: sequence,
  };
}

function push(sequences: number[], { missed = 0, id = "2:bob" } = {}) {
  const items = sequences.map((sequence) => message(sequence, id));
  return { session: { id, type: Number(id[0]), title: "t" }, items, missed };
}

function session(last_sequence: number, more: object = {}) {
  const about = { id: "2:bob", type: 2, title: "Bob", last: null };
  const read = { unread: 0, read_sequence: 0, updated_at: 0 };
  return { ...about, ...read, last_sequence, ...more };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** A service with one conversation of `last` messages, of which it keeps some. */
class Kept {
  last = 0;
  first = 1;
  sessions: object[] | undefined;
  /** The sequences of messages that were taken back. */
  recalled: number[] = [];
  /** The answer to a send. */
  stored: object | undefined;
  readonly asked: Asked[] = [];

  readonly answer = (asked: Asked): object | undefined => {
    if (asked.name === "sessions") {
      const { sessions = this.last > 0 ? [session(this.last)] : [] } = this;
      return { items: sessions };
    }
    if (asked.name === "send") return this.stored;
    if (asked.name !== "sync") return undefined;
    this.asked.push(asked);
    const { session_id, after_sequence, count } = asked.body as {
      session_id: string;
      after_sequence: number;
      count: number;
    };
    const start = Math.max(after_sequence + 1, this.first);
    const end = Math.min(this.last, start + count - 1);
    return {
      items: range(start, end).map((each) => ({
        ...message(each, session_id),
        ...(this.recalled.includes(each) ? { status: 2, content: "" } : {}),
      })),
      has_more: end < this.last,
      last_sequence: this.last,
      first_sequence: this.first,
      complete: after_sequence + 1 >= this.first,
      read_sequence: 0,
      peer_read_sequence: 0,
      last_change: 0,
      changes: [],
      more_changes: false,
    };
  };
}

interface Started {
  readonly network: FakeNetwork;
  readonly client: GimClient;
  readonly kept: Kept;
  /** Sequences of the messages that came. */
  readonly got: number[];
}

/** A client that is online, with sequence on. */
async function start(
  kept: Kept = new Kept(),
  options: ClientOptions = {},
): Promise<Started> {
  const network = new FakeNetwork({ sequence: true, answer: kept.answer });
  const client = network.client(options);
  const got: number[] = [];
  client.on("message", ({ sequence }) => got.push(sequence));
  await client.login({ id: "ann" });
  await flush();
  return { network, client, kept, got };
}

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
  assertEquals([kept.asked.length, body?.after_sequence], [1, 1]);
  assertEquals(body?.count, 6);
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
function answerJoin(network: FakeNetwork, stand: object): void {
  const asked = network.socket.asked.findLast(({ name }) => name === "join");
  const about = { id: "room", name: "Room", creator: "ann" };
  const chatroom = { ...about, created_at: 0, member_count: 1 };
  network.socket.reply(asked as Asked, { chatroom, ...stand });
}

Deno.test("a chatroom begins where it is joined", async () => {
  const kept = new Kept();
  const { network, client, got } = await start(kept);
  await using _ = client;
  const id = "1:room";
  kept.last = 7;
  const joined = client.join({ id: "room" });
  // Sent by somebody after the join, and pushed before its reply.
  network.socket.frame(501, push([5, 6, 7], { id }));
  assertEquals(got, []);
  answerJoin(network, { last_sequence: 6, unread: 0, last_change: 3 });
  await joined;
  assertEquals(got, [7]);
  assertEquals(client.positions[id], { sequence: 7, change: 3, id: "m7" });
});

Deno.test("a chatroom that is joined gives what came between the join and the first push", async () => {
  const kept = new Kept();
  const { network, client, got } = await start(kept);
  await using _ = client;
  kept.last = 4;
  const joined = client.join({ id: "room" });
  answerJoin(network, { last_sequence: 2, unread: 0 });
  await joined;
  await flush();
  assertEquals(got, [3, 4]);
});

Deno.test("a join that took effect before its reply was lost begins where it took effect", async () => {
  const kept = new Kept();
  const { network, client, got } = await start(kept);
  await using _ = client;
  const joined = client.join({ id: "room" });
  network.socket.end(1006);
  kept.last = 9;
  kept.sessions = [];
  await network.pass(5000);
  // Joining again changes nothing: two have come since the first time.
  answerJoin(network, { last_sequence: 9, unread: 2 });
  await joined;
  await flush();
  assertEquals(got, [8, 9]);
});

Deno.test("a chatroom that is left elsewhere while it is joined gives nothing twice", async () => {
  const kept = new Kept();
  const { network, client, got } = await start(kept, { from: "all" });
  await using _ = client;
  const id = "1:room";
  [kept.last, kept.sessions] = [2, []];
  network.socket.frame(501, push([1, 2], { id }));
  const user = { id: "ann", name: "Ann" };
  const left = { event: "left", session_id: id, user };
  network.socket.frame(503, left);
  const joined = client.join({ id: "room" });
  network.socket.frame(503, left);
  answerJoin(network, { last_sequence: 2, unread: 0 });
  await joined;
  kept.last = 3;
  kept.sessions = [session(3, { id, type: 1 })];
  network.socket.end(1006);
  await network.pass(5000);
  assertEquals(got, [1, 2, 3]);
});

Deno.test("a chatroom that is left and joined in one go is not taken for a forgotten one", async () => {
  const kept = new Kept();
  const { network, client, got } = await start(kept);
  await using _ = client;
  const missed: unknown[] = [];
  client.on("missed", (each) => missed.push(each));
  const first = client.join({ id: "room" });
  answerJoin(network, { last_sequence: 0, unread: 0 });
  await first;
  const left = client.leave({ id: "room" });
  const joined = client.join({ id: "room" });
  const { asked } = network.socket;
  network.socket.reply(asked.find(({ name }) => name === "leave")!, {});
  answerJoin(network, { last_sequence: 0, unread: 0 });
  // Older than the push, the reply comes into its own after it.
  kept.last = 1;
  network.socket.frame(501, push([1], { id: "1:room" }));
  await Promise.all([left, joined]);
  await flush();
  assertEquals([got, missed], [[1], []]);
});

Deno.test("a chatroom that is joined before the login begins where it is joined", async () => {
  const kept = new Kept();
  const network = new FakeNetwork({ sequence: true, answer: kept.answer });
  await using client = network.client({ from: "all" });
  const got: number[] = [];
  client.on("message", ({ sequence }) => got.push(sequence));
  const joined = client.join({ id: "room" });
  kept.sessions = [];
  await client.login({ id: "ann" });
  kept.last = 5;
  answerJoin(network, { last_sequence: 4, unread: 0 });
  await joined;
  await flush();
  assertEquals(got, [5]);
});

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

Deno.test("a chatroom that was left and joined elsewhere gives nothing twice", async () => {
  for (const from of ["now", "all"] as const) {
    const kept = new Kept();
    const { network, client, got } = await start(kept, { from });
    await using _ = client;
    const id = "1:room";
    kept.last = 3;
    network.socket.frame(501, push([1, 2, 3], { id }));
    const user = { id: "ann", name: "Ann" };
    network.socket.frame(503, { event: "left", session_id: id, user });
    const position = { [id]: { sequence: 3, change: 0, id: "m3" } };
    assertEquals([client.positions, got], [position, [1, 2, 3]]);
    kept.last = 5;
    network.socket.frame(501, push([5], { id }));
    await flush();
    const missing = from === "all" ? [4] : [];
    assertEquals(got, [1, 2, 3, ...missing, 5]);
  }
});

Deno.test("from all, a chatroom that was joined elsewhere meanwhile begins with the oldest", async () => {
  const kept = new Kept();
  const { network, client, got } = await start(kept, { from: "all" });
  await using _ = client;
  kept.last = 3;
  // Its user has written the second message there.
  const room = { id: "1:room", type: 1, unread: 1 };
  kept.sessions = [session(3, room)];
  network.socket.end(1006);
  await network.pass(1000);
  await network.pass(0);
  assertEquals(got, [1, 2, 3]);
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
