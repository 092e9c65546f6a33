import { assert, assertEquals, assertMatch } from "@std/assert";
import { BackEnd, type HookCall } from "../helpers/back_end.ts";
import { Application } from "../helpers/application.ts";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { scrape } from "../helpers/scrape.ts";

/** A service with sequence on that tells a back end everything. */
async function start(backEnd: BackEnd, ...args: string[]) {
  return await Gim.start({
    args: ["--enable-message-sequence", ...backEnd.flags, ...args],
  });
}

Deno.test("a back end is told of what admins do", async () => {
  await using backEnd = new BackEnd();
  await using gim = await start(backEnd);
  await using ann = await Application.start(gim.ws, "ann");
  await using _bob = await Application.start(gim.ws, "bob");
  await ann.client.join({ id: "room" });
  await ann.client.add({ id: "room", user_ids: ["bob"] });
  const chatroom = await ann.client.configure({ id: "room", slow_mode: 500 });
  await ann.client.ban({ id: "room", user_id: "bob" });
  const joined = await backEnd.events("member.joined", 2);
  // Two are told at the same time.
  const added = joined.find(({ data }) => data.user_id === "bob");
  const [updated] = await backEnd.events("chatroom.updated");
  const [removed] = await backEnd.events("member.removed");
  const member = { chatroom_id: "room", user_id: "bob", by: "ann" };
  assertEquals([added?.data, removed?.data], [member, member]);
  assertEquals(updated?.data, { chatroom, by: "ann" });
});

Deno.test("a back end is told of messages, recalls, joins and leaves", async () => {
  await using backEnd = new BackEnd();
  await using gim = await start(backEnd);
  await using ann = await Application.start(gim.ws, "ann");
  await using _bob = await Application.start(gim.ws, "bob");
  const sent = await ann.client.send({
    type: 2,
    target_id: "bob",
    content: "hello",
    request_id: "r1",
  });
  const [created] = await backEnd.events("message.created");
  assertMatch(created?.timestamp ?? "", /^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/);
  assertEquals(Date.parse(created?.timestamp ?? ""), sent.created_at);
  assertEquals(created?.data, {
    type: 2,
    target_id: "bob",
    sender_id: "ann",
    message: {
      id: sent.id,
      session_id: "2:bob",
      sender: { id: "ann", name: "ann" },
      category: "text",
      content: "hello",
      sequence: 1,
      status: 1,
      created_at: sent.created_at,
      request_id: "r1",
    },
  });
  const about = { session_id: "2:bob", message_id: sent.id };
  await ann.client.edit({ ...about, content: "hello!" });
  const [edited] = await backEnd.events("message.edited");
  const shown = edited?.data as { message: Record<string, unknown> };
  assertEquals([shown.message.content, shown.message.request_id], [
    "hello!",
    "r1",
  ]);
  await ann.client.react({ ...about, reaction: "+1" });
  await ann.client.recall(about);
  const [recalled] = await backEnd.events("message.recalled");
  const { message } = recalled?.data as { message: Record<string, unknown> };
  assertEquals([message.status, message.content], [2, ""]);
  await ann.client.join({ id: "room" });
  await ann.say("room", "hi");
  const [, inRoom] = await backEnd.events("message.created", 2);
  assertEquals([inRoom?.data.type, inRoom?.data.target_id], [1, "room"]);
  await ann.client.leave({ id: "room" });
  const member = { chatroom_id: "room", user_id: "ann", by: "ann" };
  const [joined] = await backEnd.events("member.joined");
  const [left] = await backEnd.events("member.left");
  assertEquals([joined?.data, left?.data], [member, member]);
  assertEquals(backEnd.wrong, []);
  const ids = backEnd.calls.map(({ id }) => id);
  assertEquals(new Set(ids).size, ids.length);
});

Deno.test("a back end is told of chatrooms, and of who is added and removed", async () => {
  await using backEnd = new BackEnd();
  await using gim = await start(backEnd);
  await using ann = await Application.start(gim.ws, "ann");
  await using bob = await Application.start(gim.ws, "bob");
  await ann.client.join({ id: "room", name: "Room" });
  await bob.client.join({ id: "room" });
  await ann.client.configure({ id: "room", name: "Den" });
  await ann.client.remove({ id: "room", user_ids: ["bob"] });
  await backEnd.events("member.removed");
  const [created, ...more] = await backEnd.events("chatroom.created");
  assertEquals(more, []);
  const shown = ({ data }: HookCall) => {
    const { id, name, member_count } = data.chatroom as Record<string, unknown>;
    return [id, name, member_count, data.by];
  };
  assert(created);
  assertEquals(shown(created), ["room", "Room", 1, "ann"]);
  const [updated] = await backEnd.events("chatroom.updated");
  assert(updated);
  assertEquals(shown(updated), ["room", "Den", 2, "ann"]);
  const [removed] = await backEnd.events("member.removed");
  const data = { chatroom_id: "room", user_id: "bob", by: "ann" };
  assertEquals(removed?.data, data);
  assertEquals(backEnd.ofType("member.left"), []);
});

Deno.test("an event that is not taken comes again, as the same", async () => {
  await using backEnd = new BackEnd(() => new Response("no", { status: 500 }));
  await using gim = await start(backEnd, "--webhook-events=message.created");
  await using ann = await Application.start(gim.ws, "ann");
  await ann.tell("bob", "hello");
  await backEnd.events("message.created", 1);
  backEnd.answer = () => new Response(null, { status: 202 });
  const [first, second] = await backEnd.events("message.created", 2);
  assertEquals(first?.id, second?.id);
  assertEquals(first?.timestamp, second?.timestamp);
  assertEquals(first?.data, second?.data);
  assertEquals(backEnd.wrong, []);
  assertEquals(
    backEnd.calls.every(({ type }) => type === "message.created"),
    true,
  );
});

Deno.test("who comes and goes is told, and a message that reached nobody", async () => {
  await using backEnd = new BackEnd();
  await using gim = await start(backEnd, "--offline-delay", "300ms");
  await using ann = await Application.start(gim.ws, "ann");
  const bob = await Application.start(gim.ws, "bob");
  await backEnd.events("user.online", 2);
  const sent = await ann.tell("bob", "are you there?");
  await bob.texts(1);
  const { sequence } = sent;
  await bob.client.read({ session_id: "2:ann", sequence });
  await bob[Symbol.asyncDispose]();
  const second = await ann.tell("bob", "hello?");
  const [undelivered] = await backEnd.events("message.undelivered");
  const { user_id, unread, message } = undelivered?.data as {
    user_id: string;
    unread: number;
    message: { id: string; session_id: string };
  };
  assertEquals([user_id, unread, message.id], ["bob", 1, second.id]);
  assertEquals(message.session_id, "2:ann");
  const [offline] = await backEnd.events("user.offline");
  assertEquals(offline?.data.user_id, "bob");
  assert(Number(offline?.data.at) < Date.parse(offline?.timestamp ?? ""));
  assertEquals(backEnd.ofType("message.undelivered").length, 1);
});

Deno.test("what waits, was told and failed is counted", async () => {
  await using backEnd = new BackEnd(() => new Response("no", { status: 500 }));
  await using gim = await start(backEnd, "--webhook-events=message.created");
  await using ann = await Application.start(gim.ws, "ann");
  await ann.tell("bob", "hello");
  await backEnd.events("message.created");
  const before = await scrape(gim.http);
  assertEquals(before.get("gim_hooks_waiting"), 1);
  backEnd.answer = () => new Response(null, { status: 204 });
  await backEnd.events("message.created", 2);
  for (;;) {
    const after = await scrape(gim.http);
    if (after.get("gim_hooks_delivered_total") === 0) continue;
    assertEquals(after.get("gim_hooks_waiting"), 0);
    assert((after.get("gim_hooks_failed_total") ?? 0) >= 1);
    return;
  }
});

Deno.test("a message to a connection that is never heard again is told as undelivered", async () => {
  await using backEnd = new BackEnd();
  await using gim = await start(backEnd, "--offline-delay", "100ms");
  await using ann = await Application.start(gim.ws, "ann");
  const phone = await TestClient.login(gim.ws, "bob");
  await ann.tell("bob", "seen");
  await phone.push();
  await phone.ask(OP.heartbeat);
  const lost = await ann.tell("bob", "lost");
  await phone.push();
  await phone[Symbol.asyncDispose]();
  const [undelivered] = await backEnd.events("message.undelivered");
  const { message } = undelivered?.data as { message: { id: string } };
  assertEquals(message.id, lost.id);
  await backEnd.events("user.offline");
  assertEquals(backEnd.ofType("message.undelivered").length, 1);
});
