import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertLess,
} from "@std/assert";
import fc from "fast-check";
import { GimClient } from "../../src/client/client.ts";
import {
  GimError,
  GimOverflowError,
  GimTimeoutError,
} from "../../src/client/errors.ts";
import { OPERATION_CODES } from "../../src/client/operation_codes.ts";
import type { EventPush, Message } from "../../src/protocol/responses.ts";
import { BY_HAND, FakeNetwork } from "../helpers/fake_network.ts";
import { flush } from "../helpers/promises.ts";
import { pushes, replies } from "../helpers/random_frames.ts";

/*
 * The client against a service that does not keep to the protocol.
 */

/** A value of no particular shape, often in the place of one that has it. */
const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(-1, 0.5, 2 ** 53, 1e300, "", "1:room", null, [], {}),
);

/** A frame of the protocol with some of its values replaced, somewhere. */
function damaged(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== "object" || value === null) {
    return fc.oneof({ weight: 9, arbitrary: fc.constant(value) }, junk);
  }
  if (Array.isArray(value)) return fc.tuple(...value.map(damaged));
  const fields = Object.entries(value).map(([key, each]) =>
    [key, damaged(each)] as const
  );
  return fc.record(Object.fromEntries(fields));
}

const body = fc.oneof(
  pushes.chain(({ op, body }) => fc.tuple(fc.constant(op), damaged(body))),
  replies.chain(({ op, code, msg, data }) =>
    fc.tuple(fc.constant(op), damaged({ code, msg, data }))
  ),
  fc.tuple(fc.constantFrom(0, 102, 202, 206, 208, 501, 503, 505, 999), junk),
);

/** What comes over a socket: nearly a frame, something in JSON, or anything. */
const frame = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(body, fc.nat(20)).map(([[op, body], seq]) =>
      JSON.stringify({ op, seq, body })
    ),
  },
  junk.map((value) => JSON.stringify(value) ?? ""),
  fc.string(),
  fc.uint8Array().map((bytes) => new Uint8Array(bytes).buffer),
);

/** Data for the replies to requests, true to the protocol or not. */
const answers = fc.array(fc.oneof(replies.map(({ data }) => data), junk), {
  maxLength: 40,
});

interface Heard {
  readonly messages: Message[];
  readonly events: EventPush[];
  readonly errors: Error[];
}

function listen(client: GimClient): Heard {
  const heard: Heard = { messages: [], events: [], errors: [] };
  client.on("message", (message) => heard.messages.push(message));
  client.on("event", (event) => heard.events.push(event));
  client.on("error", (error) => heard.errors.push(error));
  return heard;
}

function isMessage({ id, sender, content, sequence }: Message): boolean {
  const texts = [id, sender.id, sender.name, content];
  return texts.every((each) => typeof each === "string") &&
    Number.isSafeInteger(sequence) && sequence >= 0;
}

const EVENTS = [
  ...["joined", "left", "read", "recalled", "edited", "reacted"],
  ...["updated", "role", "removed", "muted", "online", "offline"],
];

/** Plays frames and answers to a client that does what applications do. */
async function play(
  frames: readonly (string | ArrayBuffer)[],
  given: readonly unknown[],
  sequence: boolean,
): Promise<Heard> {
  const left = [...given];
  let online = false;
  const network = new FakeNetwork({
    sequence,
    answer: ({ name }) => {
      if (name === "login" && !online) return undefined;
      return left.length === 0 ? undefined : { ...Object(left.shift()) };
    },
  });
  const client = network.client({ requestTimeout: 5000 });
  const heard = listen(client);
  const receive = (data: unknown) =>
    network.socket.onmessage?.(new MessageEvent("message", { data }));
  await client.connect();
  for (const data of frames.slice(0, 3)) receive(data);
  await client.login({ id: "ann" });
  online = true;
  const calls = callEverything(client);
  for (const data of frames) {
    receive(data);
    await flush();
  }
  for (let second = 0; second < 40; second++) await network.pass(1000);
  for (const outcome of await Promise.allSettled(calls)) {
    if (outcome.status === "fulfilled") continue;
    assertInstanceOf(outcome.reason, GimError);
  }
  await client.close();
  assertEquals(network.clock.pendingTimers, 0);
  return heard;
}

function callEverything(client: GimClient): Promise<unknown>[] {
  const session_id = "1:room";
  return [
    client.join({ id: "room" }),
    client.send({ type: 1, target_id: "room", content: "x" }),
    client.send({ type: 2, target_id: "bob", content: "x" }),
    client.history({ session_id }),
    client.sessions(),
    client.members({ id: "room" }),
    client.read({ session_id, sequence: 1 }),
    client.recall({ session_id, message_id: "m" }),
    client.edit({ session_id, message_id: "m", content: "y" }),
    client.react({ session_id, message_id: "m", reaction: "x", on: true }),
    client.reactions({ session_id, message_id: "m", reaction: "x" }),
    client.user({ id: "bob" }),
    client.chatroom({ id: "room" }),
    client.configure({ id: "room", name: "x", data: { a: null } }),
    client.setRole({ id: "room", user_id: "bob", role: "admin" }),
    client.remove({ id: "room", user_ids: ["bob"] }),
    client.add({ id: "room", user_ids: ["bob"] }),
    client.ban({ id: "room", user_id: "bob" }),
    client.unmute({ id: "room", user_id: "bob" }),
    client.sanctions({ id: "room" }),
    client.block({ user_id: "bob" }),
    client.blocks(),
    client.leave({ id: "room" }),
  ];
}

for (const sequence of [true, false]) {
  Deno.test(`GimClient hands on nothing but the protocol, whatever comes, with sequence ${sequence ? "on" : "off"}`, async () => {
    const many = fc.array(frame, { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(many, answers, async (frames, given) => {
        const heard = await play(frames, given, sequence);
        assert(heard.messages.every(isMessage), "a message is none");
        assert(heard.events.every(({ event }) => EVENTS.includes(event)));
        for (const error of heard.errors) assertInstanceOf(error, GimError);
      }),
      { numRuns: 150 },
    );
  });
}

Deno.test("GimClient takes what is no login's reply for a broken connection", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) => name === "login" ? { user: null } : undefined,
  });
  await using client = network.client();
  const login = client.login({ id: "ann" }, { timeout: 3000 });
  const refused = login.catch((error) => error);
  for (let second = 0; second < 4; second++) await network.pass(1000);
  assertInstanceOf(await refused, GimTimeoutError);
  assertEquals(client.state, "idle");
});

Deno.test("GimClient holds no more than it asked for of a giant page", async () => {
  const fromBob = (sequence: number) => ({
    id: `m${sequence}`,
    session_id: "2:bob",
    sender: { id: "bob", name: "Bob" },
    category: "text",
    content: "x",
    sequence,
    status: 1,
    created_at: 1,
  });
  // Never the next one.
  let next = 10;
  const giant = () => Array.from({ length: 5000 }, () => fromBob(next++));
  const about = { has_more: false, complete: true, more_changes: false };
  const numbers = { first_sequence: 1, last_change: 0, read_sequence: 0 };
  const page = { changes: [], ...about, ...numbers };
  let syncs = 0;
  const network = new FakeNetwork({
    sequence: true,
    answer: ({ name }) => {
      if (name !== "sync") return undefined;
      syncs++;
      const items = giant();
      return { ...page, items, last_sequence: next, peer_read_sequence: 0 };
    },
  });
  const positions = { "2:bob": { sequence: 1, change: 0 } };
  await using client = network.client({ positions });
  const { messages, errors } = listen(client);
  await client.login({ id: "ann" });
  for (let second = 0; second < 120; second++) await network.pass(1000);
  assertEquals([messages.length, errors.length], [0, 0]);
  // It asks again and again, and ever more rarely.
  assert(syncs > 4 && syncs < 30, `${syncs}`);
  const session = { id: "2:bob", type: 2, title: "Bob" };
  const missing = Array.from({ length: 8 }, (_, index) => fromBob(index + 2));
  network.socket.frame(501, { session, items: missing, missed: 0 });
  // 200 of each of the first pages were held, and no more.
  assertEquals(messages.length, 8 + 200);
});

Deno.test("GimClient gives a service up that answers no heartbeat, whatever else it sends", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) => name === "heartbeat" ? BY_HAND : undefined,
  });
  await using client = network.client({ heartbeatTimeout: 1000 });
  await client.login({ id: "ann" });
  const first = network.socket;
  for (let second = 0; second < 100; second++) {
    first.frame(503, { event: "later" });
    await network.pass(1000);
  }
  assertLess(first.names.filter((name) => name === "heartbeat").length, 4);
  assert(network.sockets.length > 1);
});

Deno.test("GimClient follows a bounded number of conversations, and says when there are more", async () => {
  const network = new FakeNetwork({ sequence: true });
  await using client = network.client();
  const { messages, errors } = listen(client);
  await client.login({ id: "ann" });
  await flush();
  for (let index = 0; index <= 10_000; index++) {
    const id = `2:u${index}`;
    network.socket.frame(501, {
      session: { id, type: 2, title: "t" },
      items: [{
        id: `m${index}`,
        session_id: id,
        sender: { id: `u${index}`, name: "" },
        category: "text",
        content: "x",
        sequence: 1,
        status: 1,
        created_at: 1,
      }],
      missed: 0,
    });
  }
  assertEquals([messages.length, errors.length], [10_001, 1]);
  assertInstanceOf(errors[0], GimOverflowError);
  assertEquals(Object.keys(client.positions).length, 10_000);
});

Deno.test("GimClient reads no more pages of a list that never ends than it has places", async () => {
  let pages = 0;
  const network = new FakeNetwork({
    sequence: true,
    answer: ({ name }) => {
      if (name !== "sessions") return undefined;
      pages++;
      return { items: [], next_cursor: "again" };
    },
  });
  await using client = network.client();
  await client.login({ id: "ann" });
  for (let times = 0; times < 300; times++) await flush();
  assertEquals(pages, 100);
});

Deno.test("GimClient ignores replies that nobody asked for, and asks with a number only once", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const found = client.user({ id: "bob" });
  const { seq } = network.socket.asked.at(-1)!;
  const data = { id: "bob", name: "Bob", online: true, last_seen: 1 };
  const reply = { code: 0, msg: "ok", data };
  for (const other of [seq - 1, seq + 1, 0]) {
    network.socket.frame(OPERATION_CODES.user + 1, reply, other);
  }
  network.socket.frame(OPERATION_CODES.user + 1, reply, seq);
  network.socket.frame(OPERATION_CODES.user + 1, { ...reply, code: 500 }, seq);
  assertEquals(await found, data);
  const seqs = network.socket.asked.map((each) => each.seq);
  assertEquals(new Set(seqs).size, seqs.length);
});
