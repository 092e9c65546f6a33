import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  MAX_HASHES_EACH,
  MAX_WAITING_HASHES,
  Passwords,
} from "../../src/chat/passwords.ts";
import { refusedFor } from "../helpers/refusal.ts";

/** A hash that fits nothing. */
const SOME_HASH = "scrypt AA AA";

Deno.test("a hash fits its password and no other, and says neither", async () => {
  const passwords = new Passwords();
  const hash = await passwords.hash("open sesame", "ann");
  assert(!hash.includes("sesame"));
  for (let round = 0; round < 2; round++) {
    assert(await passwords.fits("open sesame", hash, "bob"));
    assert(!await passwords.fits("open sesamE", hash, "bob"));
  }
});

Deno.test("another process finds the same of a hash", async () => {
  const hash = await new Passwords().hash("open sesame", "ann");
  const passwords = new Passwords();
  assert(!await passwords.fits("open", hash, "bob"));
  assert(await passwords.fits("open sesame", hash, "bob"));
});

Deno.test("the same password is hashed to something else each time", async () => {
  const passwords = new Passwords();
  const [one, other] = await Promise.all([
    passwords.hash("same", "ann"),
    passwords.hash("same", "ann"),
  ]);
  assertNotEquals(one, other);
  assert(await passwords.fits("same", one, "bob"));
  assert(await passwords.fits("same", other, "bob"));
});

Deno.test("nothing fits a hash that is none", async () => {
  const passwords = new Passwords();
  for (const hash of ["", "plain", "scrypt a", "scrypt  b", "scrypt a b"]) {
    assertEquals(await passwords.fits("x", hash, "ann"), false, hash);
  }
});

Deno.test("who has a password checked too often at once is refused, and others are not", async () => {
  const passwords = new Passwords();
  const check = (userId: string) => passwords.fits("x", SOME_HASH, userId);
  const running = Array.from({ length: MAX_HASHES_EACH }, () => check("ann"));
  const [code, data] = await refusedFor(() => check("ann"));
  assertEquals([code, data?.reason], [429, "rate"]);
  assertEquals(await check("bob"), false);
  await Promise.all(running);
  assertEquals(await check("ann"), false);
});

Deno.test("of too many hashes at once the last is refused, and later ones are not", async () => {
  const passwords = new Passwords({ N: 2, r: 1, p: 1 });
  const check = (userId: string) => passwords.fits("x", SOME_HASH, userId);
  const running = Array.from(
    { length: MAX_WAITING_HASHES + 1 },
    (_, at) => check(`user${at}`),
  );
  const [code, data] = await refusedFor(() => check("one more"));
  assertEquals([code, data?.reason], [429, "rate"]);
  await Promise.all(running);
  assertEquals(await check("one more"), false);
});
