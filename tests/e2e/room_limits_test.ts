import { assert, assertEquals } from "@std/assert";
import { CHATROOM, type Failure, OP, unique } from "../helpers/contract.ts";
import { testOnEachStorage, type World } from "../helpers/each_storage.ts";
import { call, tokenFor } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

const HOUR = 3_600_000;

/** A send that slow mode holds back, and for how long. */
function assertSlow(refused: { code: number } & Failure): void {
  assertEquals([refused.code, refused.reason], [429, "slow_mode"]);
  const { retry_after = 0 } = refused;
  assert(retry_after > HOUR / 2 && retry_after <= HOUR, `${retry_after}`);
}

/** A member waits wherever they send from, and nobody else does. */
async function checkSlowMode({ here, there, restart }: World): Promise<void> {
  const [room, bob, cat] = [unique("room"), unique("bob"), unique("cat")];
  const message = { type: CHATROOM, target_id: room, content: "x" };
  {
    await using ann = await ObservedClient.login(here.ws, unique("ann"));
    await using b = await ObservedClient.login(here.ws, bob);
    await using other = await ObservedClient.login(there.ws, bob);
    await using c = await ObservedClient.login(there.ws, cat);
    for (const each of [ann, b, c]) await each.ask(OP.join, { id: room });
    await ann.ask(OP.configure, { id: room, slow_mode: HOUR });
    const first = { ...message, request_id: "first" };
    const sent = await b.ask(OP.send, first);
    assertSlow(await other.refusal(OP.send, message));
    const token = await tokenFor(there.http, bob);
    const body = { ...message, content: "over HTTP" };
    const line = "POST /messages";
    const answer = await call<Failure>(there.http, line, { token, body });
    assertSlow({ code: answer.code, ...answer.data });
    assertEquals((await other.ask(OP.send, first)).id, sent.id);
    await b.ask(OP.leave, { id: room });
    await other.ask(OP.join, { id: room });
    assertSlow(await b.refusal(OP.send, message));
    await c.ask(OP.send, message);
    for (const content of ["one", "two"]) await ann.say(room, content);
  }
  if (restart === undefined) return;
  const later = await restart();
  await using b = await ObservedClient.login(later.ws, bob);
  assertSlow(await b.refusal(OP.send, message));
}

/** A chatroom takes as many as it says, however many come at the same time. */
async function checkCap({ here, there, restart }: World): Promise<void> {
  const room = unique("room");
  await using ann = await ObservedClient.login(here.ws, unique("ann"));
  await ann.ask(OP.join, { id: room });
  await ann.ask(OP.configure, { id: room, max_members: 4 });
  await using crowd = new AsyncDisposableStack();
  const ids = Array.from({ length: 10 }, () => unique("user"));
  const clients: ObservedClient[] = [];
  for (const [at, id] of ids.entries()) {
    const { ws } = at % 2 === 0 ? here : there;
    clients.push(crowd.use(await ObservedClient.login(ws, id)));
  }
  const posted = clients
    .map((client) => [client, client.post(OP.join, { id: room })] as const);
  const codes: number[] = [];
  for (const [client, number] of posted) {
    const { code } = await client.reply(OP.join, number);
    codes.push(code);
    if (code === 0) continue;
    assertEquals(client.failureOf(number), { reason: "full" });
  }
  assertEquals(codes.filter((code) => code === 0).length, 3);
  const shut = ids.filter((_, at) => codes[at] !== 0);
  const asked = { id: room, user_ids: shut };
  const { added, refused } = await ann.ask(OP.add, asked);
  assertEquals(added, []);
  assertEquals(refused, shut.map((id) => ({ id, reason: "full" })));
  assertEquals((await ann.ask(OP.chatroom, { id: room })).member_count, 4);
  if (restart === undefined) return;
  const later = await restart();
  await using late = await ObservedClient.login(later.ws, unique("late"));
  const full = await late.refusal(OP.join, { id: room });
  assertEquals(full, { code: 403, reason: "full" });
}

testOnEachStorage(
  "in slow mode a member waits, wherever they send from",
  checkSlowMode,
  "--enable-message-sequence=true",
);

testOnEachStorage(
  "a chatroom takes as many members as it says",
  checkCap,
);
