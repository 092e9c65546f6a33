import { assertEquals, assertRejects } from "@std/assert";
import { GimReplyError } from "../../src/client/mod.ts";
import { Application } from "../helpers/application.ts";
import { BackEnd, HOOK_SECRET, type HookCall } from "../helpers/back_end.ts";
import { Gim } from "../helpers/gim.ts";

function say(answer: object): () => Response {
  return () => Response.json(answer);
}

async function start(backEnd: BackEnd, ...args: string[]) {
  const asks = ["--before-send-url", backEnd.url];
  // Its answer is what counts, however long it takes.
  const more = ["--webhook-secret", HOOK_SECRET, "--before-send-timeout=30s"];
  return await Gim.start({ args: [...asks, ...more, ...args] });
}

function contentOf(call: HookCall): unknown {
  return call.data.content;
}

Deno.test("a message is stored as the back end says", async () => {
  await using backEnd = new BackEnd();
  await using gim = await start(backEnd);
  await using ann = await Application.start(gim.ws, "ann");
  await using bob = await Application.start(gim.ws, "bob");
  backEnd.answer = say({ action: "accept" });
  await ann.tell("bob", "hello");
  backEnd.answer = say({ action: "replace", content: "****" });
  await ann.tell("bob", "damn");
  backEnd.answer = say({ action: "reject", msg: "not here" });
  const refusal = await assertRejects(
    () => ann.tell("bob", "worse"),
    GimReplyError,
    "not here",
  );
  assertEquals([refusal.code, refusal.reason], [403, "rejected"]);
  assertEquals(await bob.texts(2), ["hello", "****"]);
  assertEquals(backEnd.calls.map(contentOf), ["hello", "damn", "worse"]);
  assertEquals(backEnd.wrong, []);
  assertEquals(backEnd.calls[0]?.type, "message.sending");
});

Deno.test("a failure lets the message pass, or is a 503 and stores nothing", async () => {
  await using backEnd = new BackEnd(() => new Response("no", { status: 500 }));
  await using open = await start(backEnd);
  await using ann = await Application.start(open.ws, "ann");
  await using bob = await Application.start(open.ws, "bob");
  await ann.tell("bob", "hello");
  assertEquals(await bob.texts(1), ["hello"]);
  await using strict = await start(backEnd, "--before-send-failure=reject");
  await using cat = await Application.start(strict.ws, "cat");
  const sent = fetch(`${strict.http}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"id":"dan"}',
  });
  const { data: { token } } = await (await sent).json();
  const response = await fetch(`${strict.http}/messages`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
    },
    body: '{"type":2,"target_id":"cat","content":"hello"}',
  });
  assertEquals(response.status, 503);
  await response.body?.cancel();
  const { items } = await cat.client.sessions();
  assertEquals(items, []);
});

Deno.test("what a client sent counts for its request id, not what was stored", async () => {
  await using backEnd = new BackEnd(
    say({ action: "replace", content: "****" }),
  );
  await using gim = await start(backEnd);
  await using ann = await Application.start(gim.ws, "ann");
  const send = (content: string) =>
    ann.client.send({ type: 2, target_id: "bob", content, request_id: "r1" });
  const first = await send("damn");
  assertEquals((await send("damn")).id, first.id);
  const refusal = await assertRejects(() => send("****"), GimReplyError);
  assertEquals(refusal.code, 409);
});

Deno.test("a slow back end holds up the sender's connection and no other", async () => {
  const released = Promise.withResolvers<void>();
  await using backEnd = new BackEnd(async ({ data }) => {
    if (data.content === "slow") await released.promise;
    return Response.json({ action: "accept" });
  });
  await using gim = await start(backEnd);
  await using ann = await Application.start(gim.ws, "ann");
  await using bob = await Application.start(gim.ws, "bob");
  const order: string[] = [];
  const slow = ann.tell("bob", "slow").then(() => order.push("slow"));
  const next = ann.client.sessions().then(() => order.push("sessions"));
  await backEnd.until(() => backEnd.calls.length === 1, "nobody was asked");
  await bob.tell("ann", "quick");
  assertEquals(await ann.texts(1), ["quick"]);
  assertEquals(order, []);
  released.resolve();
  await Promise.all([slow, next]);
  assertEquals(order, ["slow", "sessions"]);
});

Deno.test("the back end is asked before an edit, and about data", async () => {
  await using backEnd = new BackEnd();
  await using gim = await start(backEnd, "--enable-message-sequence");
  await using ann = await Application.start(gim.ws, "ann");
  await using bob = await Application.start(gim.ws, "bob");
  backEnd.answer = say({ action: "replace", content: "a", data: { b: 2 } });
  const sent = await ann.client.send({
    type: 2,
    target_id: "bob",
    content: "one",
    data: { a: 1 },
    category: "note",
  });
  const about = { session_id: "2:bob", message_id: sent.id };
  backEnd.answer = say({ action: "replace", content: "b" });
  const edited = await ann.client.edit({ ...about, content: "two" });
  assertEquals([edited.content, edited.data], ["b", { b: 2 }]);
  backEnd.answer = say({ action: "reject", msg: "not here" });
  await assertRejects(
    () => ann.client.edit({ ...about, content: "three" }),
    GimReplyError,
    "not here",
  );
  const mine = { session_id: "2:ann", message_id: sent.id, content: "x" };
  await assertRejects(() => bob.client.edit(mine), GimReplyError);
  const asked = backEnd.calls.map(({ type, data }) => ({ type, data }));
  const common = { sender_id: "ann", type: 2, target_id: "bob" };
  const note = { ...common, category: "note" };
  const editing = { ...note, message_id: sent.id };
  assertEquals(asked, [
    {
      type: "message.sending",
      data: { ...note, content: "one", data: { a: 1 } },
    },
    { type: "message.editing", data: { ...editing, content: "two" } },
    { type: "message.editing", data: { ...editing, content: "three" } },
  ]);
});
