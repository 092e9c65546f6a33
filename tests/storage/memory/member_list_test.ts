import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { MemberList } from "../../../src/storage/memory/member_list.ts";

const id = fc.string({
  unit: fc.constantFrom(..."ab_Z9"),
  minLength: 1,
  maxLength: 3,
});

Deno.test("a member list does what an array in the order of joining does", () => {
  const step = fc.record({ id, leaves: fc.boolean() });
  const script = fc.array(step, { maxLength: 60 });
  fc.assert(
    fc.property(script, fc.nat(60), fc.nat(8), (script, after, count) => {
      const list = new MemberList();
      let joins = 0;
      let model: { id: string; joinedAt: number; ordinal: number }[] = [];
      for (const [time, { id, leaves }] of script.entries()) {
        if (!model.some((each) => each.id === id)) {
          list.add(id, time);
          model.push({ id, joinedAt: time, ordinal: ++joins });
        } else if (leaves) {
          list.remove(id);
          model = model.filter((each) => each.id !== id);
        }
      }
      assertEquals(list.size, model.length);
      const later = model.filter(({ ordinal }) => ordinal > after);
      assertEquals(list.page(after, count), later.slice(0, count));
    }),
  );
});

Deno.test("removing somebody who is not here removes nobody else", () => {
  const list = new MemberList();
  list.add("a", 1);
  list.remove("b");
  assertEquals(list.page(0, 9), [{ id: "a", joinedAt: 1, ordinal: 1 }]);
});
