import { assert, assertEquals, assertRejects } from "@std/assert";
import { ListenError } from "../../src/listener/listen.ts";
import { Application } from "../helpers/application.ts";
import { TestClient } from "../helpers/client.ts";
import { CHATROOM, OP, PUSH } from "../helpers/contract.ts";
import { freePort } from "../helpers/free_port.ts";
import { runGim } from "../helpers/gim.ts";
import { call, get, tokenFor } from "../helpers/http.ts";
import { Threaded } from "../helpers/threaded.ts";

const FIRST = "gateway-0";
const SECOND = "gateway-1";

Deno.test("a thread that dies takes its connections, and nothing else", async () => {
  await using gim = await Threaded.start();
  await using ann = await gim.loginAt(FIRST, "ann");
  await using bob = await gim.loginAt(SECOND, "bob");
  await using cat = await gim.loginAt(SECOND, "cat");
  await gim.end(FIRST);
  assertEquals((await ann.closed).code, 1006);
  await bob.tell("cat", "still here");
  const push = await cat.next(({ op }) => op === PUSH.messages);
  assert(JSON.stringify(push.body).includes("still here"));
  const token = await tokenFor(gim.http, "bob");
  const online = async (id: string) =>
    (await get<{ online: boolean }>(gim.http, `GET /users/${id}`, { token }))
      .online;
  assertEquals([await online("ann"), await online("bob")], [false, true]);
});

for (
  const [fault, what] of [
    ["memory", "runs into its memory limit"],
    ["exit", "exits"],
    ["close", "closes itself"],
  ] as const
) {
  Deno.test(`a thread that ${what} takes its connections only, and is started again`, async () => {
    await using gim = await Threaded.startWith({ maxHeap: 64 });
    await using ann = await gim.loginAt(FIRST, "ann");
    await using bob = await gim.loginAt(SECOND, "bob");
    await using cat = await gim.loginAt(SECOND, "cat");
    gim.befall(FIRST, fault);
    assertEquals((await ann.closed).code, 1006);
    await bob.tell("cat", "still here");
    await cat.next(({ op }) => op === PUSH.messages);
    await gim.logged("gateway thread started again");
    await using back = await gim.loginAt(FIRST, "ann");
    await back.tell("cat", "here again");
    await cat.next(({ op }) => op === PUSH.messages);
    const ends = gim.lines.filter(({ level }) => level === "error");
    assertEquals(ends.map(({ thread }) => thread), [0]);
  });
}

Deno.test("a thread that died is started again, and takes connections", async () => {
  await using gim = await Threaded.start();
  await gim.kill(SECOND);
  assertEquals(
    gim.lines.map(({ event }) => event).includes("gateway thread ended"),
    true,
  );
  await using ann = await gim.loginAt(SECOND, "ann");
  await using bob = await gim.loginAt(FIRST, "bob");
  await ann.tell("bob", "hello");
  await bob.next(({ op }) => op === PUSH.messages);
});

Deno.test("the sockets of a thread that died are counted out", async () => {
  await using gim = await Threaded.start("--max-connections=3");
  await using _one = await gim.loginAt(FIRST, "ann");
  await using _two = await gim.loginAt(FIRST, "bob");
  await using three = await gim.loginAt(SECOND, "cat");
  const refused = await fetchUpgrade(gim.ws);
  assertEquals(refused, 503);
  await gim.kill(FIRST);
  await using _four = await TestClient.login(gim.ws, "dan");
  await using _five = await TestClient.login(gim.ws, "eve");
  assertEquals(await fetchUpgrade(gim.ws), 503);
  await three.ask(OP.heartbeat);
});

/** The status of a handshake that is not to become a connection. */
async function fetchUpgrade(ws: string): Promise<number> {
  try {
    await using _client = await TestClient.connect(ws);
    return 101;
  } catch (fault) {
    return Number(/\d{3}/.exec(String(fault))?.[0]);
  }
}

Deno.test("a chatroom goes on when a thread dies with some of its members", async () => {
  await using gim = await Threaded.start("--message-push-duration=10ms");
  await using ann = await gim.loginAt(FIRST, "ann");
  await using bob = await gim.loginAt(SECOND, "bob");
  for (const each of [ann, bob]) await each.ask(OP.join, { id: "room" });
  await bob.say("room", "one");
  await bob.next(({ op }) => op === PUSH.messages);
  await gim.end(FIRST);
  for (const text of ["two", "three"]) {
    await bob.say("room", text);
    const push = await bob.next(({ op }) => op === PUSH.messages);
    assert(JSON.stringify(push.body).includes(text));
  }
  const body = { id: "room" };
  const { items, total } = await bob.ask(OP.members, body);
  const online = items.map(({ id, online }) => [id, online]);
  assertEquals([online, total], [[["ann", false], ["bob", true]], 2]);
});

Deno.test("with sequence on a client resumes through killed threads without loss", async () => {
  await using gim = await Threaded.start(
    ...["--enable-message-sequence", "--message-push-duration=10ms"],
  );
  await using ann = await Application.start(gim.ws, "ann");
  await using bob = await Application.start(gim.ws, "bob");
  for (const each of [ann, bob]) await each.client.join({ id: "room" });
  const sent: string[] = [];
  for (let round = 0; round < 6; round++) {
    for (let number = 0; number < 5; number++) {
      const text = `${round}.${number}`;
      sent.push(text);
      await ann.say("room", text);
    }
    await gim.kill(round % 2 === 0 ? FIRST : SECOND);
  }
  assertEquals(await bob.texts(sent.length), sent);
});

Deno.test("a user's connections at both addresses and in all threads are served alike", async () => {
  await using gim = await Threaded.start();
  const api = gim.http.replace("http", "ws");
  await using here = await TestClient.login(api, "ann");
  await using first = await gim.loginAt(FIRST, "ann");
  await using second = await gim.loginAt(SECOND, "ann");
  await using bob = await gim.loginAt(FIRST, "bob");
  await bob.tell("ann", "to all of you");
  for (const each of [here, first, second]) {
    await each.next(({ op }) => op === PUSH.messages);
  }
  await second.ask(OP.join, { id: "den" });
  await bob.ask(OP.join, { id: "den" });
  await bob.say("den", "in the den");
  for (const each of [here, first, second]) {
    await each.next(({ op, body }) =>
      op === PUSH.messages && JSON.stringify(body).includes("in the den")
    );
  }
});

Deno.test("a user's connections are bounded over all threads", async () => {
  await using gim = await Threaded.start("--max-connections-per-user=2");
  await using first = await gim.loginAt(FIRST, "ann");
  await using _second = await gim.loginAt(SECOND, "ann");
  await using _third = await gim.loginAt(SECOND, "ann");
  assertEquals((await first.closed).code, 4409);
});

Deno.test("with one address for both the API is asked through a thread", async () => {
  const port = freePort();
  await using gim = await Threaded.start(
    ...[`--ws=127.0.0.1:${port}`, `--http=127.0.0.1:${port}`],
    ...["--trace-header=x-trace", "--max-frame-size=4KiB"],
  );
  const token = await tokenFor(gim.http, "ann");
  const send = { type: CHATROOM, target_id: "room", content: "x" };
  await call(gim.http, "PUT /chatrooms/room/members/me", { token });
  const statuses = await Promise.all(
    Array.from(
      { length: 20 },
      () => call(gim.http, "POST /messages", { token, body: send }),
    ),
  );
  assertEquals(new Set(statuses.map(({ status }) => status)), new Set([200]));
  const big = { ...send, content: "x".repeat(5000) };
  const codes = [
    (await call(gim.http, "POST /messages", { token, body: big })).status,
    (await call(gim.http, "DELETE /messages", { token })).status,
    (await call(gim.http, "GET /nothing", { token })).status,
  ];
  assertEquals(codes, [413, 405, 404]);
  const traced = await fetch(`${gim.http}/version`, {
    headers: { "x-trace": "t-1" },
  });
  assertEquals(traced.headers.get("x-trace"), "t-1");
  await traced.body?.cancel();
  await using ann = await TestClient.login(gim.ws, "ann");
  const { items } = await ann.ask(OP.history, { session_id: "1:room" });
  assertEquals(items.length, 20);
});

Deno.test("an address in use is refused, though threads could share it", async () => {
  await using gim = await Threaded.start();
  const address = gim.ws.replace("ws://", "");
  await assertRejects(
    () => Threaded.start(`--ws=${address}`),
    ListenError,
    "in use",
  );
  const flags = ["--ws", address, "--http", "127.0.0.1:0"];
  const { status, err } = await runGim([...flags, "--gateway-worker", "2"]);
  assertEquals([status, err.includes("in use")], [1, true]);
});

Deno.test("threads start and stop again and again", async () => {
  for (let round = 0; round < 5; round++) {
    await using gim = await Threaded.start("--gateway-worker=4");
    await using _ann = await TestClient.login(gim.ws, "ann");
    assertEquals((await gim.holders()).length, 1);
  }
});

Deno.test("profiles and snapshots of the heap are taken in every thread", async () => {
  await using gim = await Threaded.start("--profiling-enabled");
  const at = `${gim.http}/debug/pprof`;
  const bytes = async (path: string) => {
    const response = await fetch(`${at}/${path}`);
    return [response.status, (await response.bytes()).length] as const;
  };
  for (const thread of ["", "?thread=gateway-1"]) {
    const [status, size] = await bytes(`heapsnapshot${thread}`);
    assertEquals([status, size > 100_000], [200, true]);
  }
  assertEquals((await bytes("heapsnapshot?thread=gateway-9"))[0], 404);
  assertEquals((await bytes("profile?seconds=1"))[0], 200);
});
