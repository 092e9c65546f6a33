import { assertEquals } from "@std/assert";
import type { Asked } from "../helpers/fake_network.ts";
import { FakeNetwork } from "../helpers/fake_network.ts";
import {
  answerJoin,
  Kept,
  message,
  push,
  session,
  start,
} from "../helpers/kept.ts";
import { flush } from "../helpers/promises.ts";

/** The sequences and titles of the messages that a client gets. */
function titles(
  { client }: { client: ReturnType<FakeNetwork["client"]> },
): unknown[] {
  const got: unknown[] = [];
  client.on("message", ({ sequence, title }) => got.push([sequence, title]));
  return got;
}

Deno.test("with sequence off a message has the title that was pushed with it", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  const got = titles({ client });
  await client.login({ id: "ann" });
  network.socket.frame(501, push([0], { id: "1:room" }));
  assertEquals(got, [[0, "t"]]);
});

Deno.test("with sequence on a message has the title that the service said last, however it came", async () => {
  const kept = new Kept();
  kept.last = 1;
  kept.sessions = [session(1, { unread: 1 })];
  const network = new FakeNetwork({ sequence: true, answer: kept.answer });
  await using client = network.client({ from: "unread" });
  const got = titles({ client });
  await client.login({ id: "ann" });
  await flush();
  kept.last = 3;
  network.socket.frame(501, push([3]));
  await flush();
  assertEquals(got, [[1, "Bob"], [2, "t"], [3, "t"]]);
});

Deno.test("a chatroom that is joined is called by its name", async () => {
  const kept = new Kept();
  const { network, client } = await start(kept);
  await using _ = client;
  const got = titles({ client });
  const joined = client.join({ id: "room" });
  answerJoin(network, { last_sequence: 0, unread: 0 });
  await joined;
  const sent = client.send({ type: 1, target_id: "room", content: "hello" });
  const asked = network.socket.asked.at(-1) as Asked;
  const { id, session_id, sequence, created_at } = message(1, "1:room");
  network.socket.reply(asked, { id, session_id, sequence, created_at });
  await sent;
  assertEquals(got, [[1, "Room"]]);
});

Deno.test("one's own first message to somebody has no title", async () => {
  const { network, client } = await start();
  await using _ = client;
  const messages = client.messages();
  const sent = client.send({ type: 2, target_id: "bob", content: "hello" });
  const { id, session_id, sequence, created_at } = message(1);
  const asked = network.socket.asked.at(-1) as Asked;
  network.socket.reply(asked, { id, session_id, sequence, created_at });
  await sent;
  const { value } = await messages.next();
  assertEquals(value !== undefined && "title" in value, false);
});
