import { assertEquals } from "@std/assert";
import { privateConversation } from "../../../src/domain/ids.ts";
import { type Message, NORMAL } from "../../../src/domain/model.ts";
import { MemoryOutbox } from "../../../src/storage/memory/memory_outbox.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { event, testOutbox, waitingFor } from "../outbox_contract.ts";

testOutbox("memory", (backlog) => {
  const clock = new FakeClock();
  return {
    outbox: new MemoryOutbox({ clock, backlog }),
    pass: (ms) => clock.advance(ms),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
});

Deno.test("a few large messages are as much as many small ones", () => {
  const clock = new FakeClock();
  const outbox = new MemoryOutbox({ clock, backlog: 1000, maxBytes: 50_000 });
  const data = { message: { id: "m", content: "x".repeat(10_000) } };
  for (const id of ["a", "b", "c", "d"]) outbox.add([event(id, { data })]);
  assertEquals([outbox.sizes.waiting, outbox.sizes.dropped], [2, 2]);
});

Deno.test("what is gone is not kept among what is due later", async () => {
  const clock = new FakeClock();
  const outbox = new MemoryOutbox({ clock, backlog: 10 });
  for (let round = 0; round < 5000; round++) {
    outbox.add([waitingFor("bob", `${round}`, 1000)]);
    await outbox.cameBack("bob");
  }
  outbox.add([waitingFor("bob", "last", 1000)]);
  clock.advance(1000);
  const { events } = await outbox.take(10);
  assertEquals(events.map(({ id }) => id), ["last"]);
});

function message(id: string, createdAt = 1): Message {
  return {
    id,
    conversation: privateConversation("ann", "bob").key,
    sender: { id: "ann", name: "Ann" },
    category: "text",
    content: "hello",
    sequence: 1,
    status: NORMAL,
    createdAt,
    requestId: undefined,
  };
}

const open = ({ id }: Message) => event(`of ${id}`, { about: ["ann", "bob"] });

Deno.test("the event of a stored message is made when it is taken", async () => {
  const clock = new FakeClock();
  const outbox = new MemoryOutbox({ clock, backlog: 2 });
  for (const id of ["1", "2", "3"]) {
    outbox.addStored(message(id, clock.now()), open);
    clock.work(10);
  }
  assertEquals(outbox.sizes, { waiting: 2, oldest: 20, dropped: 1 });
  outbox.add([event("other")]);
  const { events } = await outbox.take(10);
  assertEquals(events.map(({ id }) => id), ["other", "of 3"]);
  assertEquals(outbox.sizes.waiting, 2);
  await outbox.settle(events.map(({ id }) => ({ id, over: true })));
  assertEquals(outbox.sizes, { waiting: 0, oldest: 0, dropped: 2 });
});

Deno.test("messages of an erased user have no event, and those listed have one", async () => {
  const clock = new FakeClock();
  const outbox = new MemoryOutbox({ clock, backlog: 10 });
  outbox.addStored(message("1"), open);
  outbox.addStored(message("2"), open);
  const listed = await outbox.list(1);
  assertEquals(listed.map(({ id }) => id), ["of 1"]);
  assertEquals(await outbox.retry("of 1"), true);
  await outbox.forget("bob");
  assertEquals(outbox.sizes.waiting, 0);
  assertEquals(await outbox.take(1), { events: [], next: undefined });
});
