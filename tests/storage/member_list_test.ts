import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { MemberList, type Membership } from "../../src/storage/member_list.ts";

const member: fc.Arbitrary<Membership> = fc.record({
  id: fc.string({
    unit: fc.constantFrom(..."ab_Z9"),
    minLength: 1,
    maxLength: 3,
  }),
  joinedAt: fc.nat(5),
});

function compare(a: Membership, b: Membership): number {
  return a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

Deno.test("a member list does what a sorted array does", () => {
  const step = fc.record({ member, leaves: fc.boolean() });
  const position = fc.option(member, { nil: undefined });
  const script = fc.array(step, { maxLength: 60 });
  fc.assert(fc.property(script, position, fc.nat(8), (script, after, count) => {
    const list = new MemberList();
    let model: Membership[] = [];
    for (const { member, leaves } of script) {
      const known = model.find(({ id }) => id === member.id);
      if (known === undefined) {
        list.add(member);
        model = [...model, member].sort(compare);
      } else if (leaves) {
        list.remove(known);
        model = model.filter((each) => each !== known);
      }
    }
    assertEquals(list.size, model.length);
    const later = model.filter((each) =>
      after === undefined || compare(each, after) > 0
    );
    const at = after && { id: after.id, time: after.joinedAt };
    assertEquals(list.page(at, count), later.slice(0, count));
  }));
});

Deno.test("removing somebody who is not here removes nobody else", () => {
  const list = new MemberList();
  list.add({ id: "a", joinedAt: 1 });
  list.remove({ id: "b", joinedAt: 1 });
  list.remove({ id: "Z", joinedAt: 0 });
  assertEquals(list.page(undefined, 9), [{ id: "a", joinedAt: 1 }]);
});
