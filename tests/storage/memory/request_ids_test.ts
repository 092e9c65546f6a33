import { assertEquals } from "@std/assert";
import {
  REMEMBERED_OVERHEAD,
  RequestIds,
} from "../../../src/storage/memory/request_ids.ts";
import { textBytes } from "../../../src/storage/memory/text_bytes.ts";

const NEW = { kind: "new" } as const;
const CONFLICT = { kind: "conflict" } as const;

function repeated(stored: number) {
  return { kind: "repeated", stored } as const;
}

Deno.test("a key is repeated with the same content and in conflict with another", () => {
  const ids = new RequestIds<number>({
    limit: 9,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  assertEquals(ids.recall("k", "content", 0), NEW);
  ids.remember("k", "content", 7, 0);
  assertEquals(ids.recall("k", "content", 1000), repeated(7));
  assertEquals(ids.recall("k", "other", 1000), CONFLICT);
  assertEquals(ids.recall("K", "content", 1000), NEW);
});

Deno.test("a key that is too old is new, whatever its content", () => {
  const ids = new RequestIds<number>({
    limit: 9,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  ids.remember("k", "content", 7, 0);
  assertEquals(ids.recall("k", "content", 1001), NEW);
  assertEquals(ids.recall("k", "other", 1001), NEW);
  ids.remember("k", "other", 8, 1001);
  assertEquals(ids.recall("k", "other", 2001), repeated(8));
  assertEquals(ids.size, 1);
});

Deno.test("beyond the limit the oldest keys go", () => {
  const ids = new RequestIds<number>({
    limit: 2,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  for (const at of [1, 2, 3]) ids.remember(`k${at}`, "c", at, at);
  assertEquals(ids.size, 2);
  assertEquals(ids.recall("k1", "c", 3), NEW);
  assertEquals(ids.recall("k2", "c", 3), repeated(2));
});

Deno.test("remembering forgets what has grown too old", () => {
  const ids = new RequestIds<number>({
    limit: 9,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  for (const at of [0, 500, 900]) ids.remember(`k${at}`, "c", at, at);
  ids.remember("new", "c", 1, 1600);
  assertEquals(ids.size, 2);
  ids.forgetIdle(5000, 100);
  assertEquals(ids.size, 0);
});

Deno.test("a key remembered again is young again", () => {
  const ids = new RequestIds<number>({
    limit: 2,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  ids.remember("a", "c", 1, 0);
  ids.remember("b", "c", 2, 1);
  ids.remember("a", "c", 3, 2);
  ids.remember("c", "c", 4, 3);
  assertEquals(ids.recall("a", "c", 3), repeated(3));
  assertEquals(ids.recall("b", "c", 3), NEW);
});

Deno.test("contents are not kept: a million bytes cost no more than one", () => {
  const ids = new RequestIds<number>({
    limit: 9,
    maxAge: 1000,
    maxBytes: 10_000,
  });
  const long = "x".repeat(1_000_000);
  ids.remember("k", long, 1, 0);
  assertEquals(ids.recall("k", long, 0), repeated(1));
  assertEquals(ids.recall("k", long + "x", 0), CONFLICT);
});

Deno.test("the oldest go when the ids take more bytes than they may", () => {
  const cost = REMEMBERED_OVERHEAD + textBytes("key 1");
  const bounds = { limit: 9, maxAge: 1000, maxBytes: 2 * cost };
  const ids = new RequestIds<number>(bounds);
  for (const each of [1, 2, 3]) {
    ids.remember(`key ${each}`, "content", each, 0);
    assertEquals(ids.bytes, Math.min(2, each) * cost);
  }
  assertEquals(ids.recall("key 1", "content", 0).kind, "new");
  ids.remember("key 3", "content", 3, 0);
  assertEquals([ids.size, ids.bytes], [2, 2 * cost], "one counts once");
  ids.forgetIdle(2000, 100);
  assertEquals([ids.size, ids.bytes], [0, 0]);
});
