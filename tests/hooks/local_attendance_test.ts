import { assertEquals } from "@std/assert";
import type { Message } from "../../src/domain/model.ts";
import { NORMAL } from "../../src/domain/model.ts";
import { privateConversation } from "../../src/domain/ids.ts";
import { LocalAttendance } from "../../src/hooks/local_attendance.ts";
import { Recorder } from "../../src/hooks/recorder.ts";
import { HOOK_TYPES, type HookType } from "../../src/domain/hook_types.ts";
import { Views } from "../../src/protocol/views.ts";
import { MemoryOutbox } from "../../src/storage/memory/memory_outbox.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

/** When the process before stored something last. */
const UNTIL = 1_600_000_000_000;

function message(id: string): Message {
  return {
    id,
    conversation: privateConversation("ann", "bob").key,
    sender: { id: "ann", name: "Ann" },
    category: "text",
    content: "hello",
    sequence: 7,
    status: NORMAL,
    createdAt: 1,
    requestId: "secret",
  };
}

/** Users who were here before, and what is found that each may not have got. */
type Lost = Readonly<Record<string, readonly Message[]>>;

function bench(
  before: Lost = {},
  types: readonly HookType[] = HOOK_TYPES,
) {
  const clock = new FakeClock();
  const present: string[] = [];
  const outbox = new MemoryOutbox({ clock, backlog: 1000 });
  const recorder = new Recorder({
    outbox,
    types,
    views: new Views({ sequence: true }),
    now: clock.now,
    clock,
    log: { warn() {} },
    backlog: 1000,
    onAdded: () => {},
  });
  const online = new Set<string>();
  const searched: [userId: string, until: number][] = [];
  const attendance = new LocalAttendance({
    outbox: {
      cameBack: (userId) => outbox.cameBack(userId),
      withdraw: (messageId, userId) => outbox.withdraw(messageId, userId),
      setPresent: (userId, isPresent) => {
        present.push(`${userId} ${isPresent}`);
        return Promise.resolve();
      },
    },
    recorder,
    search: {
      of: (userId, until) => {
        searched.push([userId, until]);
        return Promise.resolve([...before[userId] ?? []]);
      },
    },
    views: new Views({ sequence: true }),
    isOnline: (userId) => online.has(userId),
    delay: 10_000,
    clock,
    onFault: (fault) => {
      throw fault;
    },
  });
  attendance.start({ present: Object.keys(before), until: UNTIL });
  const come = (userId: string) => {
    online.add(userId);
    attendance.appeared(userId);
  };
  const go = (userId: string, unconfirmed: readonly Message[] = []) => {
    online.delete(userId);
    attendance.disappeared(userId, unconfirmed);
  };
  /** What the back end is told by now. */
  const told = async () => {
    const { events } = await outbox.take(100);
    return events.map(({ type, data }) => {
      const { user_id } = data as { user_id: string };
      return `${type} ${user_id}`;
    });
  };
  /** Lets promises run that wait for nothing else. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const parts = { clock, outbox, attendance, present, searched };
  return { ...parts, come, go, told, settled };
}

Deno.test("who comes is online at once, and who goes offline after the delay", async () => {
  const { clock, come, go, told } = bench();
  come("ann");
  assertEquals(await told(), ["user.online ann"]);
  go("ann");
  clock.advance(9999);
  assertEquals(await told(), []);
  clock.advance(1);
  assertEquals(await told(), ["user.offline ann"]);
  come("ann");
  assertEquals(await told(), ["user.online ann"]);
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("nothing is told of who comes back within the delay", async () => {
  const { clock, come, go, told } = bench();
  come("ann");
  await told();
  for (let round = 0; round < 5; round++) {
    go("ann");
    clock.advance(9000);
    come("ann");
    clock.advance(9000);
  }
  clock.advance(60_000);
  assertEquals(await told(), []);
});

Deno.test("offline says when the last connection ended", async () => {
  const { clock, outbox, come, go } = bench();
  come("ann");
  await outbox.take(1);
  const left = clock.now();
  go("ann");
  clock.advance(10_000);
  const { events: [offline] } = await outbox.take(1);
  assertEquals(offline?.data, { user_id: "ann", at: left });
  assertEquals(offline?.at, left + 10_000);
});

Deno.test("each is offline after their own delay", async () => {
  const { clock, come, go, told } = bench();
  come("ann");
  come("bob");
  await told();
  go("ann");
  clock.advance(4000);
  go("bob");
  clock.advance(6000);
  assertEquals(await told(), ["user.offline ann"]);
  clock.advance(4000);
  assertEquals(await told(), ["user.offline bob"]);
});

Deno.test("a message for somebody who is away is told after the delay", async () => {
  const { clock, outbox, attendance } = bench();
  const sent = clock.now();
  attendance.missed("bob", message("m1"));
  clock.advance(9999);
  assertEquals((await outbox.take(1)).events, []);
  clock.advance(1);
  const { events: [undelivered] } = await outbox.take(1);
  assertEquals(undelivered?.type, "message.undelivered");
  assertEquals(undelivered?.at, sent + 10_000);
  assertEquals(undelivered?.data, {
    user_id: "bob",
    unread: 0,
    message: {
      id: "m1",
      session_id: "2:ann",
      sender: { id: "ann", name: "Ann" },
      category: "text",
      content: "hello",
      sequence: 7,
      status: 1,
      created_at: 1,
    },
  });
});

Deno.test("it is not told when they come back, read, or it is recalled", async () => {
  const { clock, attendance, come, told } = bench();
  attendance.missed("bob", message("m1"));
  clock.advance(9000);
  come("bob");
  clock.advance(60_000);
  assertEquals(await told(), ["user.online bob"]);
  attendance.missed("cat", message("m2"));
  attendance.seen("cat");
  attendance.missed("dan", message("m3"));
  attendance.recalled("dan", "m3");
  clock.advance(60_000);
  assertEquals(await told(), []);
});

Deno.test("what may not have arrived is told after the end of the connection", async () => {
  const { clock, come, go, told } = bench();
  come("bob");
  await told();
  clock.advance(60_000);
  go("bob", [message("m1")]);
  clock.advance(9999);
  assertEquals(await told(), []);
  clock.advance(1);
  assertEquals((await told()).sort(), [
    "message.undelivered bob",
    "user.offline bob",
  ]);
});

Deno.test("a message for somebody who is here is not missed", async () => {
  const { clock, attendance, come, told } = bench();
  come("bob");
  await told();
  attendance.missed("bob", message("m1"));
  clock.advance(60_000);
  assertEquals(await told(), []);
});

Deno.test("who was online before the service was restarted may come back", async () => {
  const { clock, come, told } = bench({ ann: [], bob: [] });
  clock.advance(5000);
  come("ann");
  clock.advance(5000);
  assertEquals(await told(), ["user.offline bob"]);
});

Deno.test("what those who did not come back may not have got is looked for", async () => {
  const before = {
    ann: [message("m1")],
    bob: [message("m2"), message("m3")],
    cat: [message("m4")],
    dan: [message("m5")],
  };
  const { clock, attendance, searched, come, told, settled } = bench(before);
  come("ann");
  attendance.seen("cat");
  attendance.forget("dan");
  clock.advance(9999);
  await settled();
  assertEquals(searched, []);
  clock.advance(1);
  await settled();
  assertEquals(searched, [["bob", UNTIL]]);
  assertEquals((await told()).filter((each) => each.startsWith("message.")), [
    "message.undelivered bob",
    "message.undelivered bob",
  ]);
});

Deno.test("nothing is told of who comes back while it is looked for", async () => {
  const before = { ann: [message("m1")], bob: [message("m2")] };
  const { clock, come, searched, told, settled } = bench(before);
  clock.advance(10_000);
  come("ann");
  come("bob");
  await settled();
  assertEquals(searched, [["ann", UNTIL]]);
  assertEquals(
    (await told()).filter((each) => each.startsWith("message.")),
    [],
  );
});

Deno.test("who is online is remembered, whatever the back end is told", async () => {
  const types = ["message.undelivered"] as const;
  const { clock, present, come, go, told } = bench({ dan: [] }, types);
  come("ann");
  go("ann");
  come("ann");
  assertEquals(present, ["ann true"]);
  go("ann");
  come("dan");
  clock.advance(10_000);
  assertEquals(present, ["ann true", "ann false"]);
  assertEquals(await told(), []);
});

Deno.test("where nothing undelivered is told nothing is looked for", async () => {
  const before = { ann: [message("m1")] };
  const { clock, searched, settled } = bench(before, ["user.offline"]);
  clock.advance(10_000);
  await settled();
  assertEquals([searched, clock.pendingTimers], [[], 0]);
});

Deno.test("nobody is waited for who goes after the end", () => {
  const { clock, attendance, come, go } = bench();
  come("ann");
  attendance.stop();
  go("ann");
  assertEquals(clock.pendingTimers, 0);
});
