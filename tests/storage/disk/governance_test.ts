import { assertEquals, assertRejects } from "@std/assert";
import { ReplyError } from "../../../src/base/errors.ts";
import { privateConversation } from "../../../src/domain/ids.ts";
import { ADMIN, CREATOR, MEMBER } from "../../../src/domain/rank.ts";
import { SERVICE } from "../../../src/storage/actor.ts";
import { openToRead } from "../../../src/storage/disk/file/data_directory.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { withDirectory } from "../../helpers/data_directory.ts";
import {
  clearAll,
  type OpenDisk,
  openDisk,
  rowsOf,
} from "../../helpers/disk_storage.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { joinAll, ROOM, send } from "../contract_steps.ts";
import {
  GOVERNED_BOUNDS,
  governedBoundsHold,
  restrictedBoundHolds,
} from "../governed_bounds.ts";

const PAGE = { after: undefined, count: 100 };
const HOUR = 3_600_000;
const NOW = 1_700_000_000_000;

function impose(
  storage: Storage,
  kind: "ban" | "mute",
  userId: string,
  until?: number,
) {
  const change = { kind, userId, until, reason: "be\0cause" };
  return storage.sanction("room", SERVICE, change);
}

/** How many sanctions and blocks operators are shown. */
function countedOf({ directory }: OpenDisk): readonly number[] {
  const file = openToRead(directory);
  const counted = file.get("SELECT sanctions, blocks FROM state") as number[];
  file.close();
  return [...counted];
}

/** What has to be the same before and after a restart. */
async function governed(storage: Storage): Promise<unknown> {
  return [
    await storage.chatroom("room"),
    await storage.admission("room"),
    await storage.members("room", SERVICE, PAGE),
    await storage.sanctions("room", SERVICE, PAGE),
    await storage.blocks("ann", PAGE),
  ];
}

Deno.test("settings, ranks, sanctions and blocks survive a restart", () =>
  withDirectory(async (directory) => {
    let before: unknown;
    {
      using disk = openDisk({ directory });
      const { storage } = disk;
      await joinAll(storage, "room", "ann", "bob", "cat", "dan");
      await storage.setRank("room", "ann", { userId: "bob", rank: ADMIN });
      await impose(storage, "ban", "dan");
      await impose(storage, "mute", "cat", 1_700_000_900_000);
      await storage.configure("room", "bob", {
        name: "A\0room",
        join: "password",
        passwordHash: "hash",
        send: "admins",
        history: "joined",
        maxMembers: 7,
        slowMode: 1000,
        data: { ["__proto__"]: "x", topic: "\ud83d\ude00\0" },
      });
      await storage.block("ann", "dan", true);
      before = await governed(storage);
    }
    using disk = openDisk({ directory });
    const { storage } = disk;
    assertEquals(await governed(storage), before);
    const { items } = await storage.members("room", SERVICE, PAGE);
    assertEquals(items.map(({ rank }) => rank), [CREATOR, ADMIN, MEMBER]);
    const { chatroom } = await storage.join("room", "eve", undefined, {
      passedHash: "hash",
    });
    assertEquals(Object.keys(chatroom.data), ["__proto__", "topic"]);
  }));

Deno.test("slow mode and a block hold after a restart", () =>
  withDirectory(async (directory) => {
    {
      using disk = openDisk({ directory });
      const { storage } = disk;
      await joinAll(storage, "room", "ann", "bob");
      await storage.configure("room", "ann", { slowMode: 5000 });
      await storage.block("ann", "bob", true);
      await send(storage, "bob", ROOM);
    }
    using disk = openDisk({ directory });
    const { storage, clock } = disk;
    await clock.advance(4000);
    const { data } = await assertRejects(
      () => send(storage, "bob", ROOM),
      ReplyError,
    );
    assertEquals(data, { reason: "slow_mode", retry_after: 1000 });
    const refused = await assertRejects(
      () => storage.append(draftTo("ann", "bob")),
      ReplyError,
    );
    assertEquals(refused.data, { reason: "blocked" });
  }));

Deno.test("a clock that was set back between two starts locks nobody out", () =>
  withDirectory(async (directory) => {
    {
      using disk = openDisk({ directory, clock: new FakeClock(NOW + HOUR) });
      await joinAll(disk.storage, "room", "ann", "bob");
      await disk.storage.configure("room", "ann", { slowMode: 5000 });
      await send(disk.storage, "bob", ROOM);
    }
    using disk = openDisk({ directory, clock: new FakeClock(NOW) });
    const { message } = await send(disk.storage, "bob", ROOM);
    assertEquals(message.sequence, 2);
  }));

Deno.test("what has ended is deleted some time", async () => {
  using disk = openDisk();
  const { storage, clock } = disk;
  await joinAll(storage, "room", "ann", "bob");
  await storage.configure("room", "ann", { slowMode: 1000 });
  await send(storage, "bob", ROOM);
  await impose(storage, "mute", "bob", clock.now() + 1000);
  await impose(storage, "ban", "cat");
  assertEquals(countedOf(disk), [2, 0]);
  await clock.advance(HOUR);
  await clearAll(disk);
  assertEquals(countedOf(disk), [1, 0]);
  assertEquals(rowsOf(disk, "sanctions"), 1);
  assertEquals(rowsOf(disk, "slow_sends"), 0);
  await impose(storage, "ban", "cat", 0);
  assertEquals(countedOf(disk), [0, 0]);
  assertEquals(await storage.sanctions("room", SERVICE, PAGE), {
    items: [],
    hasMore: false,
  });
});

Deno.test("a chatroom that is removed takes its sanctions along, a user their blocks", async () => {
  using disk = openDisk();
  const { storage, clock, writes } = disk;
  await joinAll(storage, "room", "ann", "bob");
  await storage.configure("room", "ann", { slowMode: HOUR });
  await send(storage, "bob", ROOM);
  await storage.block("ann", "bob", true);
  await impose(storage, "ban", "bob");
  assertEquals(countedOf(disk), [1, 1]);
  await clock.advance(1000);
  const { more } = await writes.call("forgetUsers", ["ann"], clock.now(), 5);
  assertEquals(more, false);
  assertEquals(rowsOf(disk, "blocks"), 0);
  await clock.advance(1000);
  await writes.call("forgetChatrooms", clock.now(), 5);
  assertEquals(countedOf(disk), [0, 0]);
  await clearAll(disk);
  assertEquals(rowsOf(disk, "sanctions"), 0);
  assertEquals(rowsOf(disk, "slow_sends"), 0);
});

Deno.test("who blocks somebody is known, so that this is forgotten with them", async () => {
  using disk = openDisk();
  const { storage, clock, writes } = disk;
  await storage.enter("bob", undefined);
  await storage.block("ann", "bob", true);
  assertEquals((await storage.user("ann")).name, "ann");
  await clock.advance(1000);
  await writes.call("forgetUsers", ["ann"], clock.now(), 5);
  assertEquals(rowsOf(disk, "blocks"), 0);
});

Deno.test("a creator who is forgotten passes the chatroom on", async () => {
  using disk = openDisk();
  const { storage, clock, writes } = disk;
  await joinAll(storage, "room", "ann", "bob", "cat");
  await storage.setRank("room", "ann", { userId: "cat", rank: ADMIN });
  await clock.advance(1000);
  await storage.touch("bob");
  await storage.touch("cat");
  await writes.call("forgetUsers", ["ann"], clock.now() - 1, 5);
  assertEquals((await storage.chatroom("room")).creator, "cat");
});

function draftTo(target: string, senderId: string) {
  return {
    conversation: privateConversation(senderId, target),
    senderId,
    category: "text",
    content: "hello",
    requestId: undefined,
  };
}

Deno.test("all chatrooms and users together have as many sanctions and blocks as may be", async () => {
  using disk = openDisk(GOVERNED_BOUNDS);
  const { storage, clock } = disk;
  await governedBoundsHold({ storage, clock, tend: () => clearAll(disk) });
  assertEquals(countedOf(disk), [3, 2]);
});

Deno.test("as many users are banned or revoked as may be, and who no longer is takes no place", async () => {
  using disk = openDisk(GOVERNED_BOUNDS);
  const { storage: { administration }, clock } = disk;
  await restrictedBoundHolds({ administration, clock });
});
