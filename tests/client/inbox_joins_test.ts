import { assertEquals, assertRejects } from "@std/assert";
import { GimTimeoutError } from "../../src/client/errors.ts";
import { BY_HAND, FakeNetwork } from "../helpers/fake_network.ts";
import {
  answerJoin,
  Kept,
  message,
  push,
  session,
  start,
} from "../helpers/kept.ts";
import { flush } from "../helpers/promises.ts";

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

for (const isJoining of [false, true]) {
  const when = isJoining ? ", while it is joined" : "";
  Deno.test(`a chatroom that a later list shows begins with what was pushed before, though its user has sent since${when}`, async () => {
    const kept = new Kept();
    let isSlow = false;
    const network = new FakeNetwork({
      sequence: true,
      answer: (asked) =>
        isSlow && asked.name === "sessions" ? BY_HAND : kept.answer(asked),
    });
    await using client = network.client();
    const got: number[] = [];
    client.on("message", ({ sequence }) => got.push(sequence));
    await client.login({ id: "ann" });
    [isSlow, kept.last] = [true, 5];
    network.socket.end(1006);
    await network.pass(5000);
    if (isJoining) client.join({ id: "room" });
    network.socket.frame(501, push([2, 3], { id: "1:room" }));
    // What the user sends from another device leaves one unread.
    const items = [session(5, { id: "1:room", type: 1, unread: 1 })];
    network.socket.reply(
      network.socket.asked.find(({ name }) => name === "sessions")!,
      { items },
    );
    await flush();
    assertEquals(got, [2, 3, 4, 5]);
  });
}

/** A client in a room whose list is not read when its repeated join is answered. */
async function rejoin(
  pushed: object,
  stand: { last_sequence: number; unread: number },
): Promise<number[]> {
  const kept = new Kept();
  let isSlow = false;
  const network = new FakeNetwork({
    sequence: true,
    answer: (asked) =>
      isSlow && asked.name === "sessions" ? BY_HAND : kept.answer(asked),
  });
  await using client = network.client();
  const got: number[] = [];
  client.on("message", ({ sequence }) => got.push(sequence));
  await client.login({ id: "ann" });
  [isSlow, kept.last] = [true, stand.last_sequence];
  network.socket.end(1006);
  await network.pass(5000);
  const joined = client.join({ id: "room" });
  network.socket.frame(501, pushed);
  answerJoin(network, stand);
  await joined;
  await flush();
  return got;
}

Deno.test("a chatroom that was joined before begins with what was pushed before the reply, though its user has sent or read something since", async () => {
  const pushed = push([2, 3], { id: "1:room" });
  const stand = { last_sequence: 5, unread: 1 };
  assertEquals(await rejoin(pushed, stand), [2, 3, 4, 5]);
});

Deno.test("also where the user's own message is the last one", async () => {
  const pushed = push([2, 3, 4], { id: "1:room" });
  const own = { ...message(4, "1:room"), sender: { id: "ann", name: "Ann" } };
  const stand = { last_sequence: 4, unread: 0 };
  const items = [...pushed.items.slice(0, 2), own];
  assertEquals(await rejoin({ ...pushed, items }, stand), [2, 3, 4]);
  const others = push([2, 3], { id: "1:room" });
  assertEquals(await rejoin(others, stand), [2, 3, 4], "it is not pushed yet");
});

Deno.test("a chatroom whose join is given up begins with what was pushed meanwhile", async () => {
  const kept = new Kept();
  const { network, client, got } = await start(kept);
  await using _ = client;
  kept.last = 3;
  const joined = client.join({ id: "room" }, { timeout: 1000 });
  network.socket.frame(501, push([2, 3], { id: "1:room" }));
  await network.pass(1000);
  await assertRejects(() => joined, GimTimeoutError);
  assertEquals(got, [2, 3]);
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

Deno.test("a chatroom that is joined while the login is under way begins where it is joined", async () => {
  const kept = new Kept();
  const network = new FakeNetwork({ sequence: true, answer: kept.answer });
  await using client = network.client({ from: "all" });
  const got: number[] = [];
  client.on("message", ({ sequence }) => got.push(sequence));
  const login = client.login({ id: "ann" });
  const joined = client.join({ id: "room" });
  kept.sessions = [];
  await login;
  kept.last = 5;
  answerJoin(network, { last_sequence: 4, unread: 0 });
  await joined;
  await flush();
  assertEquals(got, [5]);
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
