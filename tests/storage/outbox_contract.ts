import { assertEquals } from "@std/assert";
import type { HookType } from "../../src/domain/hook_types.ts";
import type { HookEvent, Outbox } from "../../src/storage/outbox.ts";

/** An outbox that a test of the contract has for itself. */
export interface OutboxBench extends AsyncDisposable {
  readonly outbox: Outbox;
  /** Lets time pass for it. */
  pass(ms: number): Promise<void> | void;
}

/** An event for tests. */
export function event(
  id: string,
  changes: Partial<Omit<HookEvent, "id">> = {},
): HookEvent {
  const type: HookType = "user.online";
  return { id, type, at: 1, about: ["ann"], data: { id }, ...changes };
}

/** An event that waits for a user who may come back. */
export function waitingFor(userId: string, id: string, delay = 1000) {
  const message = { id: `message of ${id}`, content: "hello" };
  return event(id, {
    type: "message.undelivered",
    about: [userId],
    data: { user_id: userId, message },
    wait: { userId, delay },
  });
}

async function idsOf(outbox: Outbox, count = 100): Promise<string[]> {
  return (await outbox.take(count)).events.map(({ id }) => id).sort();
}

/**
 * The tests that every outbox has to pass. `create` builds an empty one for so
 * many events.
 */
export function testOutbox(
  name: string,
  create: (backlog: number) => Promise<OutboxBench> | OutboxBench,
): void {
  const test = (
    says: string,
    run: (bench: OutboxBench) => Promise<void>,
    backlog = 1000,
  ) =>
    Deno.test(`${name}: ${says}`, async () => {
      await using bench = await create(backlog);
      await run(bench);
    });

  test("what was added is taken once, as it was", async ({ outbox }) => {
    const data = { user_id: "ann", text: "naïve \n 👋 \u2028" };
    await outbox.add([
      event("a", { at: 1_700_000_000_123, about: ["ann", "bob"], data }),
    ]);
    const { events } = await outbox.take(10);
    assertEquals(events.map(({ age: _, ...rest }) => rest), [{
      id: "a",
      type: "user.online",
      at: 1_700_000_000_123,
      about: ["ann", "bob"],
      data,
      tries: 0,
    }]);
    assertEquals(await idsOf(outbox), []);
  });

  test("no more is taken than asked for", async ({ outbox }) => {
    await outbox.add(["a", "b", "c"].map((id) => event(id)));
    assertEquals((await idsOf(outbox, 2)).length, 2);
    assertEquals((await idsOf(outbox, 2)).length, 1);
  });

  test("what was told is gone", async ({ outbox }) => {
    await outbox.add([event("a"), event("b")]);
    await outbox.take(10);
    await outbox.settle([{ id: "a", over: true }]);
    assertEquals((await outbox.list(10)).map(({ id }) => id), ["b"]);
  });

  test("what was not taken is due again after its pause", async (bench) => {
    const { outbox, pass } = bench;
    await outbox.add([event("a")]);
    await outbox.take(10);
    const answer = "500 no";
    await outbox.settle([{ id: "a", over: false, pause: 500, answer }]);
    assertEquals(await idsOf(outbox), []);
    const [waiting] = await outbox.list(10);
    assertEquals([waiting?.tries, waiting?.answer], [1, answer]);
    await pass(600);
    const { events } = await outbox.take(10);
    assertEquals(events.map(({ id, tries }) => [id, tries]), [["a", 1]]);
  });

  test("it says when the next event is due", async ({ outbox }) => {
    assertEquals((await outbox.take(1)).events, []);
    await outbox.add([waitingFor("bob", "a", 5000)]);
    const { events, next = NaN } = await outbox.take(1);
    assertEquals(events, []);
    assertEquals(next > 0 && next <= 5000, true);
  });

  test("over its bound the oldest go, and are counted", async ({ outbox }) => {
    for (const id of ["a", "b", "c", "d"]) await outbox.add([event(id)]);
    assertEquals(await idsOf(outbox), ["c", "d"]);
    assertEquals(outbox.sizes.dropped, 2);
  }, 2);

  test("what waits for a user goes when they come back", async (bench) => {
    const { outbox, pass } = bench;
    await outbox.add([
      waitingFor("bob", "a"),
      waitingFor("bob", "b"),
      waitingFor("cat", "c"),
    ]);
    await outbox.cameBack("bob");
    await outbox.cameBack("bob");
    await pass(1100);
    assertEquals(await idsOf(outbox), ["c"]);
  });

  test("a message that is missed twice waits once", async (bench) => {
    const { outbox, pass } = bench;
    await outbox.add([waitingFor("bob", "a")]);
    await outbox.add([waitingFor("bob", "a"), waitingFor("cat", "b")]);
    await pass(1100);
    assertEquals(await idsOf(outbox), ["a", "b"]);
    await outbox.settle([{ id: "a", over: true }, { id: "b", over: true }]);
    assertEquals(await outbox.list(10), []);
  });

  test("what is being told does not go any more", async (bench) => {
    const { outbox, pass } = bench;
    await outbox.add([waitingFor("bob", "a")]);
    await pass(1100);
    assertEquals(await idsOf(outbox), ["a"]);
    await outbox.cameBack("bob");
    const told = { id: "a", over: false, pause: 500, answer: "" } as const;
    await outbox.settle([told]);
    assertEquals((await outbox.list(10)).length, 1);
  });

  test("of what waits for a user a recalled message goes", async (bench) => {
    const { outbox, pass } = bench;
    await outbox.add([waitingFor("bob", "a"), waitingFor("bob", "b")]);
    await outbox.withdraw("message of a", "bob");
    await outbox.withdraw("message of a", "bob");
    await pass(1100);
    assertEquals(await idsOf(outbox), ["b"]);
  });

  test("what is about an erased user goes", async ({ outbox }) => {
    await outbox.add([
      event("a", { about: ["ann", "bob"] }),
      event("b", { about: ["anna"] }),
      event("c", { about: [] }),
      waitingFor("ann", "d"),
    ]);
    await outbox.forget("ann");
    assertEquals((await outbox.list(10)).map(({ id }) => id), ["b", "c"]);
    await outbox.cameBack("ann");
  });

  test("what waits can be made due at once", async ({ outbox }) => {
    await outbox.add([event("a"), waitingFor("bob", "b", 60_000)]);
    await outbox.take(10);
    await outbox.settle([{ id: "a", over: false, pause: 60_000, answer: "" }]);
    assertEquals(await outbox.retry("a"), true);
    assertEquals(await outbox.retry("b"), true);
    assertEquals(await outbox.retry("c"), false);
    assertEquals(await idsOf(outbox), ["a", "b"]);
    await outbox.settle([{ id: "a", over: true }, { id: "b", over: true }]);
    assertEquals(await outbox.list(10), []);
  });

  test("it says how many wait, and since when", async (bench) => {
    const { outbox, pass } = bench;
    assertEquals(outbox.sizes, { waiting: 0, oldest: 0, dropped: 0 });
    await outbox.add([event("a"), event("b")]);
    await pass(1000);
    await outbox.take(1);
    await outbox.list(1);
    const { waiting, oldest } = outbox.sizes;
    assertEquals(waiting, 2);
    assertEquals(oldest >= 900, true);
  });

  test("the list has the oldest first", async ({ outbox }) => {
    for (const id of ["a", "b", "c"]) await outbox.add([event(id)]);
    assertEquals((await outbox.list(2)).map(({ id }) => id), ["a", "b"]);
  });
}
