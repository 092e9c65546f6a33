import { assertEquals, assertInstanceOf } from "@std/assert";
import type { GimClient } from "../../src/client/client.ts";
import { GimReplyError } from "../../src/client/errors.ts";
import { chatroomOf } from "../helpers/chatroom.ts";
import { FakeNetwork } from "../helpers/fake_network.ts";
import { errorOf, flush } from "../helpers/promises.ts";

const ROOM = chatroomOf("room", { data: { topic: "Go" }, version: 2 });
const BOB = { id: "room", user_id: "bob" };
const MEMBER = {
  id: "bob",
  name: "Bob",
  online: true,
  role: "admin",
  joined_at: 1,
};

/** Each call: what it asks, and what is answered and therefore returned. */
const CALLS: readonly [
  call: (client: GimClient) => Promise<unknown>,
  asks: { name: string; body: object },
  answer: object,
][] = [
  [
    (client) => client.chatroom({ id: "room" }),
    { name: "chatroom", body: { id: "room" } },
    ROOM,
  ],
  [
    (client) => client.configure({ id: "room", data: { topic: null } }),
    { name: "configure", body: { id: "room", data: { topic: null } } },
    ROOM,
  ],
  [
    (client) => client.setRole({ ...BOB, role: "admin" }),
    { name: "role", body: { ...BOB, role: "admin" } },
    MEMBER,
  ],
  [
    (client) => client.remove({ id: "room", user_ids: ["bob"], reason: "x" }),
    { name: "remove", body: { id: "room", user_ids: ["bob"], reason: "x" } },
    { removed: ["bob"] },
  ],
  [
    (client) => client.add({ id: "room", user_ids: ["bob", "eve"] }),
    { name: "add", body: { id: "room", user_ids: ["bob", "eve"] } },
    { added: ["bob"], refused: [{ id: "eve", reason: "unknown" }] },
  ],
  [
    (client) => client.ban({ ...BOB, seconds: 60 }),
    { name: "ban", body: { ...BOB, seconds: 60 } },
    { until: 61_000 },
  ],
  [
    (client) => client.unban(BOB),
    { name: "ban", body: { ...BOB, seconds: 0 } },
    { until: 0 },
  ],
  [
    (client) => client.mute(BOB),
    { name: "mute", body: BOB },
    {},
  ],
  [
    (client) => client.unmute(BOB),
    { name: "mute", body: { ...BOB, seconds: 0 } },
    { until: 0 },
  ],
  [
    (client) => client.sanctions({ id: "room", count: 1 }),
    { name: "sanctions", body: { id: "room", count: 1 } },
    {
      items: [{ user_id: "bob", kind: "ban", until: 9, by: "ann", at: 1 }],
      next_cursor: "c",
    },
  ],
  [
    (client) => client.block({ user_id: "bob" }),
    { name: "block", body: { user_id: "bob", blocked: true } },
    {},
  ],
  [
    (client) => client.unblock({ user_id: "bob" }),
    { name: "block", body: { user_id: "bob", blocked: false } },
    {},
  ],
  [
    (client) => client.blocks(),
    { name: "blocks", body: {} },
    { items: [{ id: "bob", name: "Bob" }] },
  ],
];

Deno.test("every call that governs a chatroom asks what it says, and returns the answer", async () => {
  let answer: object = {};
  const network = new FakeNetwork({
    answer: ({ name }) => name === "login" ? undefined : answer,
  });
  await using client = network.client();
  await client.login({ id: "ann" });
  for (const [call, { name, body }, data] of CALLS) {
    answer = data;
    assertEquals(await call(client), data, name);
    const asked = network.socket.asked.at(-1);
    assertEquals([asked?.name, asked?.body], [name as never, body as never]);
  }
});

Deno.test("lists of sanctions and blocks are read page by page", async () => {
  const network = new FakeNetwork({
    answer: ({ name, body }) => {
      if (name !== "sanctions" && name !== "blocks") return undefined;
      const more = body.cursor === undefined ? { next_cursor: "c" } : {};
      return { items: [], ...more };
    },
  });
  await using client = network.client();
  await client.login({ id: "ann" });
  let pages = 0;
  for await (const _ of client.sanctionPages({ id: "room" })) pages++;
  for await (const _ of client.blockPages()) pages++;
  assertEquals(pages, 4);
  assertEquals(network.socket.asked.at(-1)?.body, { cursor: "c" });
});

Deno.test("a refusal says why in a word", async () => {
  const data = { reason: "role" };
  const network = new FakeNetwork({
    answer: ({ name }) =>
      name === "ban" ? { code: 403, msg: "no", data } as object : undefined,
  });
  await using client = network.client();
  await client.login({ id: "ann" });
  const error = await errorOf(client.ban(BOB));
  assertInstanceOf(error, GimReplyError);
  assertEquals([error.code, error.reason], [403, "role"]);
});

Deno.test("what happens to a chatroom is emitted as it is", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  const events: unknown[] = [];
  client.on("event", (event) => events.push(event));
  await client.login({ id: "ann" });
  const session_id = "1:room";
  const pushed = [
    { event: "updated", session_id, chatroom: ROOM },
    { event: "role", session_id, user_id: "bob", role: "creator" },
    { event: "removed", session_id, user_ids: ["bob"], by: "ann" },
    { event: "muted", session_id, user_id: "bob", until: 0, by: "system" },
  ];
  for (const body of pushed) network.socket.frame(503, body);
  await flush();
  assertEquals(events, pushed);
});

Deno.test("a user who was removed does not follow the chatroom any more", async () => {
  const network = new FakeNetwork({ sequence: true });
  const positions = { "1:room": { sequence: 4, change: 0 } };
  await using client = network.client({ positions });
  await client.login({ id: "ann" });
  await flush();
  const removed = { event: "removed", session_id: "1:room", by: "bob" };
  const asks = () =>
    network.socket.names.filter((name) => name === "sync").length;
  network.socket.frame(503, { ...removed, user_ids: ["cat"] });
  const before = asks();
  network.socket.frame(503, { ...removed, user_ids: ["cat", "ann"] });
  await network.pass(60_000);
  assertEquals(asks() - before, 0);
  assertEquals(client.positions["1:room"], { sequence: 4, change: 0 });
});
