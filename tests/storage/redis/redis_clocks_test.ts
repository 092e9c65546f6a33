import { assert, assertEquals, assertLess } from "@std/assert";
import { recallPolicy } from "../../../src/domain/change_policy.ts";
import {
  chatroomConversation,
  PRIVATE,
  privateConversation,
} from "../../../src/domain/ids.ts";
import type { Draft } from "../../../src/storage/storage.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { until } from "../../helpers/promises.ts";
import { type RedisServer, testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis, type RedisChanges } from "../../helpers/redis_storage.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BOB = privateConversation("ann", "bob");
const ROOM = chatroomConversation("room");

/** The storages of two nodes whose clocks are 11 minutes apart. */
function apart(
  name: string,
  run: (
    ahead: Awaited<ReturnType<typeof createRedis>>,
    behind: Awaited<ReturnType<typeof createRedis>>,
    server: RedisServer,
  ) => Promise<void>,
  changes: RedisChanges = {},
): void {
  testWithRedis(name, async (server) => {
    const now = Date.now();
    const create = (at: number) =>
      createRedis([server.url], {
        ...changes,
        ownTime: true,
        clock: new FakeClock(at),
      });
    const ahead = await create(now + 11 * MINUTE);
    const behind = await create(now);
    try {
      await run(ahead, behind, server);
    } finally {
      await ahead.connection.close();
      await behind.connection.close();
    }
  });
}

function draft(changes: Partial<Draft> = {}): Draft {
  return {
    conversation: BOB,
    senderId: "ann",
    category: "text",
    content: "hello",
    requestId: undefined,
    ...changes,
  };
}

apart(
  "nodes 11 minutes apart store a request id once",
  async (ahead, behind) => {
    const first = await behind.storage.append(draft({ requestId: "1" }));
    const second = await ahead.storage.append(draft({ requestId: "1" }));
    assertEquals(second.message.id, first.message.id);
    assertEquals(second.repeated, true);
  },
  { requestIdAge: 10 * MINUTE },
);

apart(
  "what was sent at one node is recalled at another whose clock is ahead",
  async (ahead, behind) => {
    const { message } = await behind.storage.append(draft());
    const policy = recallPolicy(2 * MINUTE);
    const request = { conversation: BOB, userId: "ann", policy };
    const { change } = await ahead.storage.change({
      kind: "recalled",
      ...request,
      messageId: message.id,
    });
    assertEquals(change?.number, 1);
  },
);

apart(
  "lists, members and send times are in the order of what happened, wherever it did",
  async (ahead, behind) => {
    const nodes = [ahead, behind];
    const peers = ["bob", "cat", "dan", "eve"];
    const times: number[] = [];
    for (const [at, peer] of peers.entries()) {
      const conversation = privateConversation("ann", peer);
      const { storage } = nodes[at % 2]!;
      const { message } = await storage.append(draft({ conversation }));
      times.push(message.createdAt);
      await storage.join("room", peer, undefined);
      // A millisecond of Redis' clock.
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    assertEquals(times, times.toSorted((a, b) => a - b));
    assertLess(times.at(-1)! - Date.now(), MINUTE);
    const query = { type: PRIVATE, after: undefined, count: 10 } as const;
    const { items } = await behind.storage.conversations("ann", query);
    assertEquals(items.map(({ target }) => target), peers.toReversed());
    const page = { after: undefined, count: 10 };
    const members = await ahead.storage.members("room", "bob", page);
    assertEquals(members.items.map(({ id }) => id), peers);
    const joined = members.items.map(({ joinedAt }) => joinedAt);
    assertEquals(joined, joined.toSorted((a, b) => a - b));
  },
);

apart(
  "a node's clock that is eight days ahead for a minute costs nobody what they have",
  async (ahead, behind, server) => {
    const { storage, clock } = ahead;
    await storage.join("room", "ann", undefined);
    await storage.append(draft({ conversation: ROOM }));
    clock.jumpTo(clock.now() + 8 * DAY);
    storage.keep(["ann"]);
    await storage.enter("ann", undefined);
    await storage.append(draft({ conversation: ROOM }));
    clock.jumpTo(clock.now() - 8 * DAY);
    // Nobody comes for a while: what is kept on is kept on by each of these.
    const left = () => server.cli("pttl", "gim:{u:ann}:user").then(Number);
    await server.cli("pexpire", "gim:{u:ann}:user", `${MINUTE}`);
    clock.advance(DAY);
    storage.keep(["ann"]);
    await until(async () => await left() > MINUTE);
    const user = await behind.storage.user("ann");
    assert(Math.abs(user.lastSeen - Date.now()) < MINUTE);
    assertEquals(await behind.storage.chatroomsOf("ann"), ["room"]);
  },
  { idleExpiry: 7 * DAY },
);
