import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { privateConversation } from "../../../src/domain/ids.ts";
import { IdSuffixes } from "../../../src/storage/redis/id_suffixes.ts";

const keyOf = (peer: string) => privateConversation("ann", peer).key;

Deno.test("a conversation's ids always end alike, and no other's do", () => {
  const [suffixes, others] = [new IdSuffixes(), new IdSuffixes()];
  const suffix = suffixes.of(keyOf("bob"));
  assertMatch(suffix, /^-[0-9a-z]{10}$/);
  assertEquals(suffixes.of(keyOf("bob")), suffix);
  assertEquals(others.of(keyOf("bob")), suffix);
  assertNotEquals(suffixes.of(keyOf("cat")), suffix);
});

Deno.test("beyond the limit the oldest is forgotten, and made anew", () => {
  const suffixes = new IdSuffixes(2);
  const [first] = ["bob", "cat", "dan"].map((id) => suffixes.of(keyOf(id)));
  assertEquals(suffixes.size, 2);
  assertEquals(suffixes.of(keyOf("bob")), first);
  assertEquals(suffixes.size, 2);
});
