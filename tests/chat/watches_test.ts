import { assertEquals } from "@std/assert";
import { refusal } from "../helpers/refusal.ts";
import { flush } from "../helpers/promises.ts";
import { RulesBench } from "../helpers/rules.ts";

/** The online and offline events that a connection got. */
function told(user: { connection: { take(): { body: unknown }[] } }): string[] {
  return user.connection.take().map(({ body }) => {
    const { event, user_id } = body as { event: string; user_id: string };
    return `${user_id} ${event}`;
  });
}

/** Ann, who watches bob. */
async function annWatchesBob(bench: RulesBench) {
  const ann = await bench.connect("ann");
  await bench.watches.watch(ann.ref, { user_ids: ["bob"] });
  ann.connection.take();
  return ann;
}

Deno.test("a watcher is told who comes online, and who stays away for the delay", async () => {
  const bench = new RulesBench();
  const ann = await annWatchesBob(bench);
  const bob = await bench.connect("bob");
  assertEquals(told(ann), ["bob online"]);
  await bench.users.logout(bob.ref);
  bench.clock.advance(9999);
  await flush();
  assertEquals(told(ann), []);
  bench.clock.advance(1);
  await flush();
  assertEquals(told(ann), ["bob offline"]);
});

Deno.test("who comes back within the delay was never away", async () => {
  const bench = new RulesBench();
  const bob = await bench.connect("bob");
  const ann = await annWatchesBob(bench);
  await bench.users.logout(bob.ref);
  bench.clock.advance(5000);
  await bench.connect("bob");
  bench.clock.advance(60_000);
  await flush();
  assertEquals(told(ann), []);
});

Deno.test("another device that comes or goes is no event", async () => {
  const bench = new RulesBench();
  const ann = await annWatchesBob(bench);
  const first = await bench.connect("bob");
  await bench.connect("bob");
  assertEquals(told(ann), ["bob online"]);
  await bench.users.logout(first.ref);
  bench.clock.advance(60_000);
  await flush();
  assertEquals(told(ann), []);
});

Deno.test("the reply says how everybody is, once each, in the order of asking", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  await bench.connect("bob");
  await bench.storage.enter("cat", undefined);
  const { lastSeen } = await bench.storage.user("cat");
  bench.clock.advance(1000);
  const user_ids = ["cat", "nobody", "bob", "cat"];
  const { items } = await bench.watches.watch(ann.ref, { user_ids });
  assertEquals(items, [
    { id: "cat", online: false, last_seen: lastSeen },
    { id: "nobody", online: false, last_seen: 0 },
    { id: "bob", online: true, last_seen: bench.clock.now() },
  ]);
});

Deno.test("a second watcher within the delay is told what the first one knows", async () => {
  const bench = new RulesBench();
  const bob = await bench.connect("bob");
  await annWatchesBob(bench);
  await bench.users.logout(bob.ref);
  const cat = await bench.connect("cat");
  const { items } = await bench.watches.watch(cat.ref, { user_ids: ["bob"] });
  assertEquals(items[0]?.online, true);
  bench.clock.advance(10_000);
  await flush();
  assertEquals(told(cat), ["bob offline"]);
});

Deno.test("watching ends when it is asked for, and with the login", async () => {
  const bench = new RulesBench();
  const ann = await annWatchesBob(bench);
  const ended = { user_ids: ["bob", "cat"], on: false };
  const { items } = await bench.watches.watch(ann.ref, ended);
  assertEquals(items.map(({ id, online }) => [id, online]), [
    ["bob", false],
    ["cat", false],
  ]);
  await bench.connect("bob");
  assertEquals([told(ann), bench.watches.size], [[], 0]);
  await bench.watches.watch(ann.ref, { user_ids: ["bob"] });
  assertEquals(bench.watches.size, 1);
  await bench.users.logout(ann.ref);
  assertEquals(bench.watches.size, 0);
});

Deno.test("a connection watches at most 500 users, and one too many changes nothing", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  const ids = Array.from({ length: 501 }, (_, at) => `u${at}`);
  for (let at = 0; at < 500; at += 100) {
    const user_ids = ids.slice(at, at + 100);
    await bench.watches.watch(ann.ref, { user_ids });
  }
  const more = { user_ids: ["u0", "u500"] };
  const refused = await refusal(() => bench.watches.watch(ann.ref, more));
  assertEquals([refused.code, refused.data], [403, { reason: "full" }]);
  assertEquals(bench.watches.size, 500);
  await bench.watches.watch(ann.ref, { user_ids: ["u0"] });
  await bench.watches.watch(ann.ref, { user_ids: ["u1"], on: false });
  await bench.watches.watch(ann.ref, { user_ids: ["u500"] });
  assertEquals(bench.watches.size, 500);
});

/** More unsent bytes than a push may find. */
const BACKED_UP = 10_000;

Deno.test("a watcher who is behind is told later how somebody is then, once, and not what happened in between", async () => {
  const bench = new RulesBench();
  const ann = await annWatchesBob(bench);
  ann.connection.bufferedBytes = BACKED_UP;
  const { ref } = await bench.connect("bob");
  await bench.users.logout(ref);
  bench.clock.advance(10_000);
  await flush();
  const { lastSeen } = await bench.storage.user("bob");
  assertEquals(told(ann), []);
  ann.connection.bufferedBytes = 0;
  bench.clock.advance(1000);
  const [offline, ...more] = ann.connection.take().map(({ body }) => body);
  assertEquals(offline, {
    event: "offline",
    user_id: "bob",
    last_seen: lastSeen,
  });
  assertEquals(more, []);
  bench.clock.advance(60_000);
  assertEquals([told(ann), bench.clock.pendingTimers], [[], 0]);
});

Deno.test("who was told of somebody meanwhile is owed nothing of them", async () => {
  const bench = new RulesBench();
  const ann = await annWatchesBob(bench);
  ann.connection.bufferedBytes = BACKED_UP;
  const { ref } = await bench.connect("bob");
  // So that it is told between two looks at who is behind.
  bench.clock.advance(500);
  await bench.users.logout(ref);
  bench.clock.advance(9600);
  assertEquals(told(ann), []);
  ann.connection.bufferedBytes = 0;
  bench.clock.advance(400);
  await flush();
  assertEquals(told(ann), ["bob offline"]);
  bench.clock.advance(60_000);
  assertEquals([told(ann), bench.clock.pendingTimers], [[], 0]);
});

Deno.test("what a watcher is owed goes with its watching, and with its login", async () => {
  const bench = new RulesBench();
  const ann = await annWatchesBob(bench);
  const cat = await bench.connect("cat");
  const both = { user_ids: ["bob", "ann"] };
  await bench.watches.watch(cat.ref, both);
  for (const { connection } of [ann, cat]) {
    connection.take();
    connection.bufferedBytes = BACKED_UP;
  }
  await bench.connect("bob");
  await bench.watches.watch(ann.ref, { user_ids: ["bob"], on: false });
  await bench.users.logout(cat.ref);
  for (const { connection } of [ann, cat]) connection.bufferedBytes = 0;
  bench.clock.advance(60_000);
  assertEquals([told(ann), told(cat)], [[], []]);
  assertEquals(bench.clock.pendingTimers, 0);
});

Deno.test("a watcher is owed all whom it watches, and catches up by and by", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  const ids = Array.from({ length: 500 }, (_, at) => `u${at}`);
  for (let at = 0; at < 500; at += 100) {
    const user_ids = ids.slice(at, at + 100);
    await bench.watches.watch(ann.ref, { user_ids });
  }
  ann.connection.bufferedBytes = BACKED_UP;
  for (const id of ids) await bench.connect(id);
  bench.clock.advance(60_000);
  assertEquals(told(ann), []);
  ann.connection.bufferedBytes = 0;
  bench.clock.advance(1000);
  assertEquals(ann.connection.frames.length, 50);
  bench.clock.advance(9000);
  assertEquals(told(ann).sort(), ids.map((id) => `${id} online`).sort());
  assertEquals(bench.clock.pendingTimers, 0);
});

Deno.test("of very many watchers who are behind some are looked at together, in turn", async () => {
  const bench = new RulesBench({ maxConnectionsPerUser: 1000 });
  const watchers: Awaited<ReturnType<typeof annWatchesBob>>[] = [];
  for (let at = 0; at < 250; at++) watchers.push(await annWatchesBob(bench));
  for (const { connection } of watchers) connection.bufferedBytes = BACKED_UP;
  await bench.connect("bob");
  for (const { connection } of watchers.slice(100)) {
    connection.bufferedBytes = 0;
  }
  const waiting = () =>
    watchers.filter(({ connection }) => connection.frames.length === 0).length;
  const left = [250, 250, 150, 100, 100].map((expected, look) => {
    if (look > 0) bench.clock.advance(1000);
    return [waiting(), expected];
  });
  for (const [is, expected] of left) assertEquals(is, expected);
  bench.watches.stop();
});

Deno.test("who comes and goes at other nodes is seen at the next look", async () => {
  const elsewhere = new Set<string>();
  const bench = new RulesBench({ watchPause: 1000, elsewhere });
  const ann = await annWatchesBob(bench);
  const look = async () => {
    bench.clock.advance(1000);
    for (let turn = 0; turn < 5; turn++) await flush();
    return told(ann);
  };
  assertEquals(await look(), []);
  elsewhere.add("bob");
  assertEquals(await look(), ["bob online"]);
  assertEquals(await look(), []);
  // At this node, too, and here no longer: they are still online.
  const bob = await bench.connect("bob");
  await bench.users.logout(bob.ref);
  bench.clock.advance(10_000);
  await flush();
  assertEquals(told(ann), []);
  elsewhere.clear();
  for (let second = 0; second < 10; second++) assertEquals(await look(), []);
  assertEquals(await look(), ["bob offline"]);
  bench.watches.stop();
});
