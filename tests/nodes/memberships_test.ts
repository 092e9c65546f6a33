import { assertEquals } from "@std/assert";
import { Memberships } from "../../src/nodes/memberships.ts";

/** Who of those who are here is in which chatroom. */
function createBench(limit = 100) {
  const inside = new Set<string>();
  const offline = new Set<string>();
  const memberships = new Memberships({
    presence: {
      enter: (room, user) => void inside.add(`${user} in ${room}`),
      exit: (room, user) => void inside.delete(`${user} in ${room}`),
      isOnline: (user) => !offline.has(user),
    },
    limit,
  });
  const take = (ordinal: number, isMember: boolean, room = "room") =>
    memberships.take(room, "ann", { ordinal, isMember });
  return { inside, offline, memberships, take };
}

Deno.test("of two news of a membership the one with the greater ordinal counts, in any order", () => {
  for (const order of [[1, 2, 3], [3, 2, 1], [2, 3, 1], [1, 3, 2]]) {
    const { inside, take } = createBench();
    for (const ordinal of order) take(ordinal, ordinal % 2 === 1);
    assertEquals([...inside], ["ann in room"]);
    take(4, false);
    take(3, true);
    assertEquals([...inside], []);
  }
});

Deno.test("news of one chatroom say nothing of another", () => {
  const { inside, take } = createBench();
  take(5, false);
  take(1, true, "other");
  assertEquals([...inside], ["ann in other"]);
});

Deno.test("so many memberships are remembered, and of the others any news counts", () => {
  const { inside, memberships, take } = createBench(2);
  for (const room of ["a", "b", "c"]) take(5, false, room);
  assertEquals(memberships.size, 2);
  assertEquals(memberships.knows("a", "ann"), false);
  assertEquals([take(1, true, "a"), take(1, true, "c")], [true, false]);
  assertEquals([...inside], ["ann in a"]);
});

Deno.test("what is known is forgotten when Redis may have lost it, and of who is not here", () => {
  const { memberships, offline, take } = createBench();
  take(5, true);
  memberships.forget();
  assertEquals([take(1, false), memberships.size], [true, 1]);
  memberships.forget();
  offline.add("ann");
  take(7, true);
  assertEquals(memberships.size, 0);
});
