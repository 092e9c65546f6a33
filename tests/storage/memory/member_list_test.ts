import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ADMIN, CREATOR, MEMBER, type Rank } from "../../../src/domain/rank.ts";
import { heirOf } from "../../../src/domain/room_policy.ts";
import {
  MemberList,
  type Membership,
} from "../../../src/storage/memory/member_list.ts";

const id = fc.string({
  unit: fc.constantFrom(..."ab_Z9"),
  minLength: 1,
  maxLength: 3,
});
const rank = fc.constantFrom<Rank>(MEMBER, ADMIN, CREATOR);
const arrival = { rank: MEMBER, wasAdded: false } as const;

Deno.test("a member list does what an array in the order of joining does", () => {
  const step = fc.record({ id, leaves: fc.boolean(), rank });
  const script = fc.array(step, { maxLength: 60 });
  fc.assert(
    fc.property(script, fc.nat(60), fc.nat(8), (script, after, count) => {
      const list = new MemberList();
      let joins = 0;
      let model: Membership[] = [];
      for (const [joinedAt, { id, leaves, rank }] of script.entries()) {
        if (!model.some((each) => each.id === id)) {
          list.add(id, { ...arrival, joinedAt });
          model.push({ ...arrival, id, joinedAt, ordinal: ++joins });
        } else if (leaves) {
          list.remove(id);
          model = model.filter((each) => each.id !== id);
        } else {
          list.setRank(id, rank);
          model = model.map((each) =>
            each.id === id ? { ...each, rank } : each
          );
        }
      }
      assertEquals(list.size, model.length);
      const later = model.filter(({ ordinal }) => ordinal > after);
      assertEquals(list.page(after, count), later.slice(0, count));
      for (const each of [...model, { id: "nobody" }]) {
        const others = model.filter((other) => other.id !== each.id);
        assertEquals(list.heirOf(each.id), heirOf(others));
      }
    }),
  );
});

Deno.test("removing somebody who is not here removes nobody else", () => {
  const list = new MemberList();
  list.add("a", { ...arrival, joinedAt: 1 });
  list.remove("b");
  const members = [{ ...arrival, id: "a", joinedAt: 1, ordinal: 1 }];
  assertEquals(list.page(0, 9), members);
});
