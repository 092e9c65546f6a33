import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../src/base/clock.ts";
import { recallPolicy } from "../../../src/domain/change_policy.ts";
import {
  CHATROOM,
  chatroomConversation,
  privateConversation,
} from "../../../src/domain/ids.ts";
import type { RedisStorage } from "../../../src/storage/redis/redis_storage.ts";
import { openClient } from "../../../src/storage/redis/open_client.ts";
import { UnreadableRecords } from "../../../src/storage/redis/unreadable_records.ts";
import { type Command, withGarbage } from "../../helpers/garbage.ts";
import { testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";

const BOB = privateConversation("ann", "bob");
const GOOD = chatroomConversation("good");
const BAD = chatroomConversation("bad");
const ALL = { after: undefined, count: 100 } as const;

function say(storage: RedisStorage, at: typeof BAD, content: string) {
  return storage.append({
    conversation: at,
    senderId: "ann",
    category: "text",
    content,
    requestId: undefined,
  });
}

/** A test with a storage that holds something, and somebody else's commands. */
function overFull(
  name: string,
  run: (
    parts: Awaited<ReturnType<typeof createRedis>> & { command: Command },
  ) => Promise<void>,
): void {
  testWithRedis(name, async (server) => {
    const parts = await createRedis([server.url]);
    const { client, end } = openClient({
      urls: [server.url],
      timeout: 10_000,
      clock: systemClock,
    });
    await client.connect();
    try {
      await fill(parts.storage);
      const command: Command = (...args) => client.sendCommand(args);
      await run({ ...parts, command });
    } finally {
      await end();
      await parts.connection.close();
    }
  });
}

async function fill(storage: RedisStorage): Promise<void> {
  for (const id of ["good", "bad"]) {
    for (const user of ["ann", "bob", "cat"]) {
      await storage.join(id, user, undefined);
    }
  }
  for (const at of [GOOD, BAD, BOB]) {
    for (const content of ["1", "2", "3"]) await say(storage, at, content);
  }
  const { items } = await storage.history(BAD, "ann", {
    before: undefined,
    count: 10,
  });
  await storage.change({
    kind: "recalled",
    conversation: BAD,
    userId: "ann",
    policy: recallPolicy(60_000),
    messageId: items[0]!.id,
  });
  await storage.read(BAD, "bob", 1);
}

/** What everybody else has is served as if nothing had happened. */
async function assertOthersServed(storage: RedisStorage, why: string) {
  const { items } = await storage.conversations("ann", {
    type: undefined,
    ...ALL,
  });
  const ids = items.map(({ type, target }) => `${type}:${target}`);
  assert(ids.includes("1:good") && ids.includes("2:bob"), `${why}: ${ids}`);
  for (const each of items) {
    const { lastSequence, lastChange, unread, updatedAt, title } = each;
    assert(
      [lastSequence, lastChange, unread, updatedAt].every(Number.isFinite),
      `${why}: ${JSON.stringify(each)}`,
    );
    assertEquals(typeof title, "string", why);
  }
  assert((await storage.chatroomsOf("ann") as string[]).includes("good"), why);
  const members = await storage.members("good", "ann", ALL);
  const shown = members.items.map(({ id }) => id);
  assertEquals(shown.slice(0, 2), ["ann", "bob"], why);
  await say(storage, GOOD, "more");
  const page = { before: undefined, count: 2 };
  assertEquals((await storage.history(GOOD, "ann", page)).items.length, 2, why);
}

overFull(
  "garbage in the keys of one conversation costs that one alone",
  async ({ storage, lines, command }) => {
    const keys = await command("keys", "gim:{r:bad}:*") as string[];
    assertEquals(keys.length, 7);
    for (const key of keys) {
      await withGarbage(
        command,
        [key],
        (why) => assertOthersServed(storage, why),
      );
    }
    await assertOthersServed(storage, "all is well again");
    const told = lines.map((line) => JSON.parse(line))
      .filter(({ event }) => event === "unreadable record");
    assert(told.length > 0);
    const records = told.map(({ record }) => record);
    assertEquals(records.length, new Set(records).size, "each is told of once");
    assertEquals(JSON.stringify(told).includes("garbage"), false);
  },
);

overFull(
  "garbage in one user's keys costs nobody else",
  async ({ storage, command }) => {
    for (const key of ["gim:{u:cat}:user", "gim:{u:cat}:chatrooms"]) {
      await withGarbage(
        command,
        [key],
        (why) => assertOthersServed(storage, why),
      );
    }
  },
);

overFull(
  "a message that cannot be read is shown as one that was recalled, and the others are shown",
  async ({ storage, command }) => {
    const key = "gim:{r:bad}:messages";
    const values = ["garbage", '1 x 0 null\n""', "1 x y {}\n1", ""];
    for (const value of values) {
      await command("hset", key, "2", value);
      const page = { before: undefined, count: 10 };
      const { items } = await storage.history(BAD, "bob", page);
      const shown = items.map(({ sequence, status, content }) =>
        `${sequence} ${status} ${content}`
      );
      assertEquals(shown, ["1 2 ", "2 2 ", "3 1 3"]);
      const query = { after: 0, count: 10, changedAfter: 0 };
      const synced = await storage.sync(BAD, "bob", query);
      assertEquals(synced.items, items);
      assertEquals(synced.changes.map(({ message }) => message.sequence), [1]);
    }
    await command("hset", key, "3", "garbage");
    const listed = await storage.conversations("bob", {
      type: CHATROOM,
      ...ALL,
    });
    const bad = listed.items.find(({ target }) => target === "bad");
    assertEquals(bad?.last?.content, "");
  },
);

overFull(
  "a request id whose record is garbage counts as new",
  async ({ storage, command }) => {
    const key = "gim:{r:bad}:request:ann:1";
    for (const each of [["set", key, "garbage"], ["lpush", key, "x"]]) {
      await command("del", key);
      await command(...each);
      const draft = {
        conversation: BAD,
        senderId: "ann",
        category: "text",
        content: "x",
        requestId: "1",
      };
      assertEquals((await storage.append(draft)).repeated, false);
      assertEquals((await storage.append(draft)).repeated, true);
    }
  },
);

Deno.test("a hundred unreadable records are told of, and that there are more", () => {
  const told: string[] = [];
  const records = new UnreadableRecords({ error: (event) => told.push(event) });
  for (let at = 0; at < 300; at++) records.note(`${at % 150}`, new Error("x"));
  assertEquals(told.length, 101);
  assertEquals(told[100], "more unreadable records: not told of any more");
});
