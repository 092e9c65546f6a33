import { assertEquals } from "@std/assert";
import {
  LINE_OVERHEAD,
  REMEMBERED_OVERHEAD,
  RequestIds,
} from "../../../src/storage/memory/request_ids.ts";
import { textBytes } from "../../../src/storage/memory/text_bytes.ts";

const NEW = { kind: "new" } as const;
const CONFLICT = { kind: "conflict" } as const;

function repeated(stored: number) {
  return { kind: "repeated", stored } as const;
}

function remember(
  ids: RequestIds<number>,
  [key, content, stored]: [string, string, number],
  at: number,
  userId = "ann",
): void {
  ids.remember({ key, userId, content, stored }, at);
}

Deno.test("a key is repeated with the same content and in conflict with another", () => {
  const ids = new RequestIds<number>({
    limit: 9,
    limitEach: 9,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  assertEquals(ids.recall("k", "content", 0), NEW);
  remember(ids, ["k", "content", 7], 0);
  assertEquals(ids.recall("k", "content", 1000), repeated(7));
  assertEquals(ids.recall("k", "other", 1000), CONFLICT);
  assertEquals(ids.recall("K", "content", 1000), NEW);
});

Deno.test("a key that is too old is new, whatever its content", () => {
  const ids = new RequestIds<number>({
    limit: 9,
    limitEach: 9,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  remember(ids, ["k", "content", 7], 0);
  assertEquals(ids.recall("k", "content", 1001), NEW);
  assertEquals(ids.recall("k", "other", 1001), NEW);
  remember(ids, ["k", "other", 8], 1001);
  assertEquals(ids.recall("k", "other", 2001), repeated(8));
  assertEquals(ids.size, 1);
});

Deno.test("beyond the limit the oldest keys go", () => {
  const ids = new RequestIds<number>({
    limit: 2,
    limitEach: 9,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  for (const at of [1, 2, 3]) remember(ids, [`k${at}`, "c", at], at);
  assertEquals(ids.size, 2);
  assertEquals(ids.recall("k1", "c", 3), NEW);
  assertEquals(ids.recall("k2", "c", 3), repeated(2));
});

Deno.test("remembering forgets what has grown too old", () => {
  const ids = new RequestIds<number>({
    limit: 9,
    limitEach: 9,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  for (const at of [0, 500, 900]) remember(ids, [`k${at}`, "c", at], at);
  remember(ids, ["new", "c", 1], 1600);
  assertEquals(ids.size, 2);
  ids.forgetIdle(5000, 100);
  assertEquals(ids.size, 0);
});

Deno.test("a key remembered again is young again", () => {
  const ids = new RequestIds<number>({
    limit: 2,
    limitEach: 9,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  remember(ids, ["a", "c", 1], 0);
  remember(ids, ["b", "c", 2], 1);
  remember(ids, ["a", "c", 3], 2);
  remember(ids, ["c", "c", 4], 3);
  assertEquals(ids.recall("a", "c", 3), repeated(3));
  assertEquals(ids.recall("b", "c", 3), NEW);
});

Deno.test("contents are not kept: a million bytes cost no more than one", () => {
  const ids = new RequestIds<number>({
    limit: 9,
    limitEach: 9,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  const long = "x".repeat(1_000_000);
  remember(ids, ["k", long, 1], 0);
  assertEquals(ids.recall("k", long, 0), repeated(1));
  assertEquals(ids.recall("k", long + "x", 0), CONFLICT);
});

Deno.test("the oldest go when the ids take more bytes than they may", () => {
  const cost = REMEMBERED_OVERHEAD + textBytes("key 1");
  const bounds = {
    limit: 9,
    limitEach: 9,
    maxAge: 1000,
    maxBytes: LINE_OVERHEAD + 2 * cost,
  };
  const ids = new RequestIds<number>(bounds);
  for (const each of [1, 2, 3]) {
    remember(ids, [`key ${each}`, "content", each], 0);
    assertEquals(ids.bytes, LINE_OVERHEAD + Math.min(2, each) * cost);
  }
  assertEquals(ids.recall("key 1", "content", 0).kind, "new");
  remember(ids, ["key 3", "content", 3], 0);
  const two = LINE_OVERHEAD + 2 * cost;
  assertEquals([ids.size, ids.bytes], [2, two], "one counts once");
  ids.forgetIdle(2000, 100);
  assertEquals([ids.size, ids.bytes], [0, 0]);
});

Deno.test("of one user's ids the oldest go, and nobody else's", () => {
  const ids = new RequestIds<number>({
    limit: 1000,
    limitEach: 3,
    maxAge: 1000,
    maxBytes: 1_000_000,
  });
  remember(ids, ["ben's", "c", 0], 0, "ben");
  for (let at = 1; at <= 50; at++) remember(ids, [`k${at}`, "c", at], at);
  assertEquals([ids.size, ids.users], [4, 2]);
  assertEquals(ids.recall("ben's", "c", 50), repeated(0));
  assertEquals(ids.recall("k47", "c", 50), NEW);
  for (const at of [48, 49, 50]) {
    assertEquals(ids.recall(`k${at}`, "c", 50), repeated(at));
  }
});

Deno.test("who holds more than a share makes room first, however much is theirs", () => {
  const ids = new RequestIds<number>({
    limit: 640,
    limitEach: 640,
    maxAge: 100_000,
    maxBytes: 10_000_000,
  });
  for (let at = 0; at < 60; at++) {
    for (let each = 0; each < 10; each++) {
      remember(ids, [`u${at} ${each}`, "c", each], at, `u${at}`);
    }
  }
  for (let at = 0; at < 5000; at++) {
    remember(ids, [`flood ${at}`, "c", at], 100 + at, "flooder");
  }
  assertEquals(ids.size, 640);
  for (let at = 0; at < 60; at++) {
    assertEquals(ids.recall(`u${at} 0`, "c", 6000), repeated(0));
  }
  assertEquals(ids.recall("flood 4999", "c", 6000), repeated(4999));
});

Deno.test("a user's line survives what is taken out of its middle", () => {
  const ids = new RequestIds<number>({
    limit: 99,
    limitEach: 3,
    maxAge: 1000,
    maxBytes: 10_000_000,
  });
  for (const key of ["a", "b", "a", "b", "b", "c", "d"]) {
    remember(ids, [key, "c", 1], 1);
  }
  assertEquals(ids.size, 3);
  const known = ["a", "b", "c", "d"]
    .filter((key) => ids.recall(key, "c", 1).kind === "repeated");
  assertEquals(known, ["b", "c", "d"]);
  ids.forgetIdle(5000, 100);
  assertEquals([ids.size, ids.users, ids.bytes], [0, 0, 0]);
});
