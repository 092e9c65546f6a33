import { assertEquals, assertStringIncludes } from "@std/assert";
import { CHATROOM, OP, PRIVATE, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { call, get, tokenFor } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

/** Signals, whom one watches, and profiles. */

const gim = serviceOfThisFile("--offline-delay", "50ms");

Deno.test("a signal reaches the others of a chatroom who are online, and nobody later", async () => {
  const [id, ann, bob] = [unique("room"), unique("ann"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, ann, { name: "Ann" });
  await using phone = await ObservedClient.login(gim.ws, ann);
  await using b = await ObservedClient.login(gim.ws, bob);
  for (const client of [a, b]) await client.ask(OP.join, { id });
  for (const client of [a, phone, b]) await client.unread();
  const data = { until: [1, { a: null }] };
  const to = { type: CHATROOM, target_id: id };
  assertEquals(await a.ask(OP.signal, { ...to, name: "typing", data }), {});
  const sender = { id: ann, name: "Ann" };
  const about = { session_id: `1:${id}`, sender };
  assertEquals(await b.signal(), { ...about, name: "typing", data });
  await a.ask(OP.signal, { ...to, name: "stopped" });
  assertEquals(await b.signal(), { ...about, name: "stopped" });
  assertEquals([await a.unread(), await phone.unread()], [[], []]);
  const { items } = await b.ask(OP.history, { session_id: `1:${id}` });
  assertEquals(items, []);
});

Deno.test("a private signal names the sender as the session", async () => {
  const [ann, bob] = [unique("ann"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, ann);
  await using b = await ObservedClient.login(gim.ws, bob);
  const to = { type: PRIVATE, target_id: bob, name: "typing" };
  await a.ask(OP.signal, to);
  const sender = { id: ann, name: ann };
  const expected = { session_id: `2:${ann}`, sender, name: "typing" };
  assertEquals(await b.signal(), expected);
  await a.ask(OP.signal, { ...to, target_id: unique("nobody") });
  await a.refused(400, OP.signal, { ...to, target_id: ann });
  const data = { text: "x".repeat(1025) };
  await a.refused(413, OP.signal, { ...to, data });
  assertStringIncludes(
    await a.refused(400, OP.signal, { ...to, name: "Typing" }),
    "name: ",
  );
});

Deno.test("whoever may not send may not signal, except that slow mode does not count", async () => {
  const [id, bob] = [unique("room"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, unique("ann"));
  await using b = await ObservedClient.login(gim.ws, bob);
  const signal = { type: CHATROOM, target_id: id, name: "typing" };
  await b.refused(404, OP.signal, signal);
  await a.ask(OP.join, { id });
  await b.refused(403, OP.signal, signal);
  await b.ask(OP.join, { id });
  await a.ask(OP.configure, { id, slow_mode: 3_600_000 });
  await b.say(id, "one");
  await b.ask(OP.signal, signal);
  assertEquals((await a.signal()).sender.id, bob);
  await a.ask(OP.mute, { id, user_id: bob });
  const muted = { code: 403, reason: "muted" };
  assertEquals(await b.refusal(OP.signal, signal), muted);
});

Deno.test("POST /signals signals, too", async () => {
  const [ann, bob] = [unique("ann"), unique("bob")];
  await using b = await ObservedClient.login(gim.ws, bob);
  const token = await tokenFor(gim.http, ann);
  const body = { type: PRIVATE, target_id: bob, name: "typing", data: {} };
  assertEquals(await get(gim.http, "POST /signals", { token, body }), {});
  assertEquals((await b.signal()).data, {});
});

Deno.test("a watcher is told who comes and goes", async () => {
  const [bob, nobody] = [unique("bob"), unique("nobody")];
  await using a = await ObservedClient.login(gim.ws, unique("ann"));
  const b = await ObservedClient.login(gim.ws, bob);
  const user_ids = [bob, nobody];
  const { items } = await a.ask(OP.watch, { user_ids });
  assertEquals(items.map(({ id, online }) => [id, online]), [
    [bob, true],
    [nobody, false],
  ]);
  assertEquals(items[1]?.last_seen, 0);
  await b.close();
  const { last_seen = 0, ...offline } = await a.event("offline");
  assertEquals(offline as object, { event: "offline", user_id: bob });
  assertEquals(last_seen > Date.now() - 60_000, true);
  await using again = await ObservedClient.login(gim.ws, bob);
  assertEquals((await a.event("online")).user_id, bob);
  await a.ask(OP.watch, { user_ids: [bob], on: false });
  await again.close();
  await using third = await ObservedClient.login(gim.ws, bob);
  await third.ask(OP.heartbeat);
  assertEquals(await a.unread(), []);
});

Deno.test("a profile is changed and shown, over sockets and HTTP", async () => {
  const ann = unique("ann");
  await using a = await ObservedClient.login(gim.ws, ann);
  const data = { mood: "fine", gone: "x" };
  const changed = await a.ask(OP.profile, { name: "Ann", data });
  const { last_seen, ...shown } = changed;
  assertEquals(shown, { id: ann, name: "Ann", online: true, data });
  assertEquals(last_seen > 0, true);
  const token = await tokenFor(gim.http, ann);
  const body = { data: { gone: null, game: "Go" } };
  const patched = await get<{ data: unknown; name: string }>(
    gim.http,
    "PATCH /users/me",
    { token, body },
  );
  const kept = { mood: "fine", game: "Go" };
  assertEquals([patched.name, patched.data], ["Ann", kept]);
  assertEquals((await a.ask(OP.user, { id: ann })).data, kept);
  const long = { data: { mood: "x".repeat(1025) } };
  await a.refused(413, OP.profile, long);
  const keys = Object.fromEntries(
    Array.from({ length: 17 }, (_, at) => [`k${at}`, "v"]),
  );
  const many = await call(gim.http, "PATCH /users/me", {
    token,
    body: { data: keys },
  });
  assertEquals(many.status, 413);
  const message = await a.refused(400, OP.profile, { name: "" });
  assertStringIncludes(message, "name: ");
});
