import { assertEquals, assertLess } from "@std/assert";
import { OP, PUSH } from "../helpers/contract.ts";
import { quickClock, Threaded } from "../helpers/threaded.ts";

const FIRST = "gateway-0";
const SECOND = "gateway-1";
/** Milliseconds after which a thread is given up, by the quick clock. */
const GIVEN_UP = 2200;
/** Milliseconds for which a thread hangs that an end does not wait for. */
const LOOP = 6000;
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
  gim.befall(FIRST, "loop", GIVEN_UP + 4500);
  await bob.say("room", "while it hangs");
  await bob.say("den", "behind it");
  const push = await bob.next(({ body }) => told(body, "behind it"));
  assertEquals(push.op, PUSH.messages);
  await bob.say("room", "afterwards");
  await bob.next(({ body }) => told(body, "afterwards"));
  const { reason } = await gim.logged("gateway thread ended");
  assertEquals(reason, "it gave no sign of life");
  await gim.logged("gateway thread started again");
  // The loop goes on: the runtime has no way to stop it.
  await gim.logged(DOES_NOT_END);
  assertEquals(gim.counts, { listening: 2, givenUp: 1 });
  const ready = await fetch(`${gim.http}/readyz`);
  assertEquals([ready.status, (await ready.json()).msg], [
    503,
    "not ready: threads: 1 hang: restart the process",
  ]);
  await gim.logged("gateway thread has ended after all");
  assertEquals(gim.counts, { listening: 2, givenUp: 0 });
});

function told(body: unknown, text: string): boolean {
  return JSON.stringify(body).includes(text);
}

Deno.test("a thread that hangs for less than that is not given up", async () => {
  await using gim = await Threaded.startWith({ clock: quickClock });
  await using ann = await gim.loginAt(FIRST, "ann");
  gim.befall(FIRST, "loop", GIVEN_UP / 2);
  await ann.ask(OP.heartbeat);
  assertEquals(gim.lines.filter(({ level }) => level === "error"), []);
});

Deno.test("a service ends in time though a thread hangs", async () => {
  const gim = await Threaded.start();
  await using bob = await gim.loginAt(SECOND, "bob");
  gim.befall(FIRST, "loop", LOOP);
  await bob.ask(OP.heartbeat);
  const began = performance.now();
  await gim[Symbol.asyncDispose]();
  assertLess(performance.now() - began, LOOP);
  assertEquals((await bob.closed).code, 1001);
});
