import { assertEquals } from "@std/assert";
import { Owed } from "./owed.ts";

Deno.test("Owed counts what was refused until it is answered", () => {
  const owed = new Owed({ elapsed: () => 0 });
  owed.refuse("a");
  owed.refuse("b");
  assertEquals(owed.size, 2);
  owed.answer("a");
  assertEquals(owed.size, 1);
});

Deno.test("Owed waits as long as the client may, twice as long each time, and then no more", () => {
  let now = 0;
  const owed = new Owed({ elapsed: () => now });
  owed.refuse("a");
  now = 1400;
  assertEquals(owed.size, 1);
  now = 1600;
  assertEquals(owed.size, 0);
  owed.refuse("a");
  now += 2400;
  assertEquals(owed.size, 1);
  now += 200;
  assertEquals(owed.size, 0);
});
