import { assert, assertEquals, assertRejects } from "@std/assert";
import { ReplyError } from "../../src/base/errors.ts";
import type { RulesBench } from "../helpers/rules.ts";
import { RulesBench as Bench } from "../helpers/rules.ts";

const ROOMS = { rooms: { perSecond: 10, burst: 3 } };

async function benchOf(...userIds: string[]): Promise<RulesBench> {
  const bench = new Bench(ROOMS);
  for (const userId of userIds) {
    await bench.chatrooms.join(bench.http(userId), { id: "room" });
  }
  return bench;
}

async function say(
  bench: RulesBench,
  userId: string,
  more: object = {},
): Promise<number> {
  const body = { type: 1, target_id: "room", content: "x", ...more } as const;
  try {
    await bench.messages.send(bench.http(userId), body);
    return 0;
  } catch (refusal) {
    assert(refusal instanceof ReplyError);
    return refusal.code;
  }
}

Deno.test("a chatroom gets so many messages of all senders together", async () => {
  const bench = await benchOf("ann", "ben");
  const codes = [];
  for (const userId of ["ann", "ben", "ann", "ben"]) {
    codes.push(await say(bench, userId));
  }
  assertEquals(codes, [0, 0, 0, 429]);
  assertEquals(bench.inRooms.length, 3);
  bench.clock.advance(100);
  assertEquals([await say(bench, "ann"), await say(bench, "ann")], [0, 429]);
});

Deno.test("its 429 says when to come again", async () => {
  const bench = await benchOf("ann");
  for (let each = 0; each < 3; each++) await say(bench, "ann");
  const body = { type: 1, target_id: "room", content: "x" } as const;
  const { data } = await assertRejects(
    async () => await bench.messages.send(bench.http("ann"), body),
    ReplyError,
    "this chatroom",
  );
  assertEquals(data, { reason: "rate", retry_after: 100 });
});

Deno.test("what is not stored takes nothing from those who may send", async () => {
  const bench = await benchOf("ann");
  for (let each = 0; each < 50; each++) {
    assertEquals(await say(bench, "stranger"), 403);
  }
  const once = { request_id: "once" };
  for (let each = 0; each < 20; each++) {
    assertEquals(await say(bench, "ann", once), 0);
  }
  assertEquals(await say(bench, "ann", { ...once, content: "y" }), 409);
  assertEquals(bench.inRooms.length, 1);
  assertEquals([await say(bench, "ann"), await say(bench, "ann")], [0, 0]);
  assertEquals(await say(bench, "ann"), 429);
});

Deno.test("each chatroom has a limit of its own, private messages have none", async () => {
  const bench = await benchOf("ann");
  await bench.chatrooms.join(bench.http("ann"), { id: "other" });
  for (let each = 0; each < 4; each++) await say(bench, "ann");
  assertEquals(await say(bench, "ann"), 429);
  assertEquals(await say(bench, "ann", { target_id: "other" }), 0);
  for (let each = 0; each < 9; each++) {
    assertEquals(await say(bench, "ann", { type: 2, target_id: "ben" }), 0);
  }
  assertEquals(bench.limits.kept().room, 2);
});

Deno.test("of a chatroom's messages those of low priority are refused first, those of high priority never", async () => {
  const bench = await benchOf("ann", "ben");
  const low = { priority: "low" };
  const high = { priority: "high" };
  assertEquals([await say(bench, "ben", low), await say(bench, "ben", low)], [
    0,
    0,
  ]);
  assertEquals(await say(bench, "ben", low), 429);
  assertEquals(await say(bench, "ben"), 0);
  assertEquals(await say(bench, "ben"), 429);
  for (let each = 0; each < 20; each++) {
    assertEquals(await say(bench, "ann", high), 0);
  }
  // What the high ones took ahead, at most a full bucket, comes first.
  bench.clock.advance(300);
  assertEquals(await say(bench, "ben"), 429);
  bench.clock.advance(100);
  assertEquals(await say(bench, "ben"), 0);
});
