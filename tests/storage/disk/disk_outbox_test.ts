import { assert, assertEquals } from "@std/assert";
import {
  chatroomConversation,
  type ConversationRef,
  privateConversation,
} from "../../../src/domain/ids.ts";
import { withDirectory } from "../../helpers/data_directory.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { openDisk } from "../../helpers/disk_storage.ts";
import { event, testOutbox, waitingFor } from "../outbox_contract.ts";

const TOLD = { backlog: 1000, records: true, sequence: true };

testOutbox("disk", (backlog) => {
  const disk = openDisk({ events: { ...TOLD, backlog } });
  return {
    outbox: disk.outbox,
    pass: (ms) => disk.clock.advance(ms),
    [Symbol.asyncDispose]: async () => {
      await disk.writes.drained();
      disk[Symbol.dispose]();
    },
  };
});

function draft(conversation: ConversationRef, requestId?: string) {
  const senderId = "ann";
  return {
    conversation,
    senderId,
    category: "text",
    content: "hello",
    requestId,
  };
}

Deno.test("a message and its event are stored in one step", async () => {
  using disk = openDisk({ events: TOLD });
  const { storage, outbox } = disk;
  const toBob = privateConversation("ann", "bob");
  const { message } = await storage.append(draft(toBob, "r1"));
  assert((await storage.append(draft(toBob, "r1"))).repeated);
  await storage.join("room", "ann", undefined);
  await storage.append(draft(chatroomConversation("room")));
  const { events } = await outbox.take(10);
  assertEquals(events.map(({ type }) => type), [
    "message.created",
    "message.created",
  ]);
  const [first] = events;
  assertEquals(first?.at, message.createdAt);
  assertEquals(first?.about, ["ann", "bob"]);
  assertEquals(first?.data, {
    type: 2,
    target_id: "bob",
    sender_id: "ann",
    message: {
      id: message.id,
      session_id: "2:bob",
      sender: { id: "ann", name: "ann" },
      category: "text",
      content: "hello",
      sequence: 1,
      status: 1,
      created_at: message.createdAt,
      request_id: "r1",
    },
  });
});

Deno.test("without a back end nothing is recorded", async () => {
  using disk = openDisk();
  await disk.storage.append(draft(privateConversation("ann", "bob")));
  assertEquals((await disk.outbox.take(10)).events, []);
});

Deno.test("what waits is there after a restart, also what was being told", async () => {
  const directory = await Deno.makeTempDir({ prefix: "gim-" });
  const clock = new FakeClock();
  {
    using disk = openDisk({ events: TOLD, directory, clock });
    await disk.outbox.add([event("a"), event("b"), event("c")]);
    await disk.outbox.add([waitingFor("cat", "d")]);
    assertEquals((await disk.outbox.take(2)).events.length, 2);
  }
  {
    using disk = openDisk({ events: TOLD, directory, clock });
    await disk.outbox.open();
    assertEquals((await disk.outbox.take(10)).events.length, 3);
    clock.advance(1000);
    assertEquals((await disk.outbox.take(10)).events.length, 1);
  }
  await Deno.remove(directory, { recursive: true });
});

Deno.test("nothing waits longer because the clock was set back", async () => {
  const directory = await Deno.makeTempDir({ prefix: "gim-" });
  {
    const clock = new FakeClock(1_700_000_000_000);
    using disk = openDisk({ events: TOLD, directory, clock });
    await disk.outbox.add([event("a")]);
  }
  {
    const clock = new FakeClock(1_600_000_000_000);
    using disk = openDisk({ events: TOLD, directory, clock });
    assertEquals((await disk.outbox.take(1)).events, []);
    await disk.outbox.open();
    assertEquals((await disk.outbox.take(1)).events.length, 1);
  }
  await Deno.remove(directory, { recursive: true });
});

Deno.test("who was online is known after a restart, and until when something was stored", () =>
  withDirectory(async (directory) => {
    const clock = new FakeClock();
    const start = () => openDisk({ events: TOLD, directory, clock });
    {
      using disk = start();
      const nothing = { present: [], until: 0 };
      assertEquals(await disk.outbox.open(), nothing);
      for (const id of ["ann", "bob", "cat"]) {
        await disk.outbox.setPresent(id, true);
      }
      await disk.outbox.setPresent("ann", true);
      await disk.outbox.setPresent("bob", false);
      await disk.outbox.forget("cat");
      clock.advance(5000);
      await disk.storage.append(draft(privateConversation("ann", "bob")));
    }
    const storedAt = clock.now();
    clock.advance(60_000);
    {
      using disk = start();
      const left = { present: ["ann"], until: storedAt };
      assertEquals(await disk.outbox.open(), left);
      await disk.storage.enter("dan", undefined);
    }
    const seenAt = clock.now();
    clock.advance(60_000);
    using disk = start();
    assertEquals((await disk.outbox.open()).until, seenAt);
  }));
