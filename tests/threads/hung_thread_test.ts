import { assert, assertEquals } from "@std/assert";
import { OP, PUSH } from "../helpers/contract.ts";
import { scrape } from "../helpers/scrape.ts";
import { quickClock, Threaded } from "../helpers/threaded.ts";

const FIRST = "gateway-0";
const SECOND = "gateway-1";
const DOES_NOT_END =
  "gateway thread does not end: it takes connections that nobody serves, restart the service";

Deno.test("a thread that hangs is given up, and the chatrooms of the others go on", async () => {
  await using gim = await Threaded.startWith(
    { clock: quickClock },
    ...["--message-push-duration=10ms", "--message-push-concurrency-limit=1"],
  );
  await using ann = await gim.loginAt(FIRST, "ann");
  await using bob = await gim.loginAt(SECOND, "bob");
  for (const each of [ann, bob]) await each.ask(OP.join, { id: "room" });
  await bob.ask(OP.join, { id: "den" });
  await gim.hang(FIRST);
  await bob.say("room", "while it hangs");
  await bob.say("den", "behind it");
  const push = await bob.next(({ body }) => told(body, "behind it"));
  assertEquals(push.op, PUSH.messages);
  await bob.say("room", "afterwards");
  await bob.next(({ body }) => told(body, "afterwards"));
  const { reason } = await gim.logged("gateway thread ended");
  assertEquals(reason, "it gave no sign of life");
  await gim.logged("gateway thread started again");
  await gim.logged(DOES_NOT_END);
  assertEquals(gim.counts, { listening: 2, givenUp: 1 });
  const ready = await fetch(`${gim.http}/readyz`);
  assertEquals([ready.status, (await ready.json()).msg], [
    503,
    "not ready: threads: 1 hang: restart the process",
  ]);
  gim.letGo(FIRST);
  await gim.logged("gateway thread has ended after all");
  assertEquals(gim.counts, { listening: 2, givenUp: 0 });
});

function told(body: unknown, text: string): boolean {
  return JSON.stringify(body).includes(text);
}

Deno.test("a thread that hangs for less than that is not given up", async () => {
  await using gim = await Threaded.start();
  await using ann = await gim.loginAt(FIRST, "ann");
  await gim.hang(FIRST);
  const answer = ann.ask(OP.heartbeat);
  // Each waits for the thread for a second, of the ten that it has.
  for (let second = 0; second < 2; second++) await scrape(gim.http);
  gim.letGo(FIRST);
  await answer;
  assertEquals(gim.lines.filter(({ level }) => level === "error"), []);
});

Deno.test("a service ends in time though a thread hangs", async () => {
  const gim = await Threaded.start();
  await using bob = await gim.loginAt(SECOND, "bob");
  await gim.hang(FIRST);
  await bob.ask(OP.heartbeat);
  await gim.stop();
  assert(gim.hangs(FIRST), "it was waited for");
  gim.letGo(FIRST);
  assertEquals((await bob.closed).code, 1001);
});
