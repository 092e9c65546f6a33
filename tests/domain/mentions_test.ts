import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Mentions } from "../../src/domain/mentions.ts";

const USERS = ["a", "b", "c", "*"] as const;

Deno.test("mentions count what a plain list counts, whatever is removed and in which order", () => {
  const lists = fc.array(
    fc.array(fc.constantFrom(...USERS), { maxLength: 4 }),
    { maxLength: 20 },
  );
  const removals = fc.array(fc.nat(19), { maxLength: 10 });
  fc.assert(fc.property(lists, removals, (lists, removals) => {
    const mentions = new Mentions();
    const kept = new Map<number, readonly string[]>();
    for (const [at, users] of lists.entries()) {
      mentions.add(at + 1, users);
      kept.set(at + 1, users);
    }
    for (const sequence of removals) {
      const users = kept.get(sequence);
      mentions.remove(sequence, users ?? ["a"]);
      kept.delete(sequence);
    }
    for (const user of ["a", "b", "c", "d"]) {
      for (let after = 0; after <= lists.length; after++) {
        const expected = [...kept].filter(([sequence, users]) =>
          sequence > after && users.includes(user as never)
        ).length + [...kept].filter(([sequence, users]) =>
          sequence > after && users.includes("*")
        ).length;
        assertEquals(mentions.count(user, after), expected);
      }
    }
  }));
});
