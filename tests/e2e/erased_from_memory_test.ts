import { assertEquals } from "@std/assert";
import { BackEnd, type HookAnswer } from "../helpers/back_end.ts";
import { TestClient } from "../helpers/client.ts";
import { CHATROOM, OP, PRIVATE } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { until } from "../helpers/promises.ts";
import { testWithRedis } from "../helpers/redis_server.ts";
import { admin, API_KEY_FLAGS } from "../helpers/server_api.ts";

/** Whatever the user who is erased says has this in it; no program has. */
const MARKER = "qzmarkerzq";
const USER = `user-${MARKER}`;

/** What has to go; the id stays in what others have. */
const TEXTS = ["content", "data", "name"].map((what) => `${what} ${MARKER}`);

/** Which of these texts the process holds, in whatever V8 still keeps. */
async function heldBy(gim: Gim, texts: readonly string[]): Promise<string[]> {
  const response = await fetch(`${gim.http}/debug/pprof/heapsnapshot`);
  assertEquals(response.status, 200);
  const snapshot = await response.text();
  return texts.filter((text) => snapshot.includes(text));
}

/** What is on its way to somebody goes a moment later than what is kept. */
function untilGone(gim: Gim, texts: readonly string[]): Promise<void> {
  return until(async () => (await heldBy(gim, texts)).length === 0);
}

function start(...args: readonly string[]): Promise<Gim> {
  return Gim.start({
    args: [
      ...API_KEY_FLAGS,
      "--profiling-enabled",
      "--enable-message-sequence=true",
      // A thread has a heap of its own; the snapshot is of one.
      "--gateway-worker=1",
      ...args,
    ],
  });
}

/** Somebody says something in a room and to ben, who says nothing since. */
async function speak(gim: Gim): Promise<void> {
  await using gone = await TestClient.login(gim.ws, USER, {
    name: `name ${MARKER}`,
  });
  await gone.ask(OP.join, { id: "lobby" });
  for (const [type, target_id] of [[CHATROOM, "lobby"], [PRIVATE, "ben"]]) {
    await gone.ask(OP.send, {
      type,
      target_id,
      content: `content ${MARKER}`,
      request_id: `request-${MARKER}`,
      data: { key: `data ${MARKER}` },
    });
  }
}

async function erase(gim: Gim): Promise<void> {
  await admin(gim.http, `DELETE /admin/users/${USER}?messages=true`);
}

/** Takes no event, and gives messages back as they were sent. */
const refusing: HookAnswer = ({ type, data: { content, data } }) =>
  type === "message.sending"
    ? Response.json({ action: "replace", content, data })
    : new Response("no", { status: 500 });

Deno.test("of who is erased with their messages nothing is left in memory", async () => {
  await using gim = await start();
  await using ben = await TestClient.login(gim.ws, "ben");
  await ben.ask(OP.join, { id: "lobby" });
  await speak(gim);
  assertEquals(await heldBy(gim, TEXTS), TEXTS);
  await erase(gim);
  await untilGone(gim, TEXTS);
});

Deno.test("nor of what a back end is told and asked", async () => {
  await using backEnd = new BackEnd(refusing);
  const asks = ["--before-send-url", backEnd.url];
  await using gim = await start(...backEnd.flags, ...asks);
  await using ben = await TestClient.login(gim.ws, "ben");
  await ben.ask(OP.join, { id: "lobby" });
  await speak(gim);
  await backEnd.events("message.created", 2);
  await erase(gim);
  await untilGone(gim, [...TEXTS, `request-${MARKER}`]);
});

testWithRedis(
  "nor at a node that only pushed it to somebody",
  async ({ url }) => {
    await using backEnd = new BackEnd(refusing);
    const redis = ["--storage=redis", `--redis-url=${url}`];
    await using here = await start(...redis, ...backEnd.flags);
    await using there = await start(...redis, ...backEnd.flags);
    await using ben = await TestClient.login(there.ws, "ben");
    await speak(here);
    await ben.push();
    assertEquals(await heldBy(there, TEXTS), TEXTS);
    await erase(here);
    // It hears of the recall, which came later, on the same connection.
    await ben.event("recalled");
    await untilGone(there, TEXTS);
  },
);
