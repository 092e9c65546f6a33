import { assertEquals } from "@std/assert";
import { MembershipFeed } from "../../src/nodes/membership_feed.ts";
import { OutOfReach } from "../../src/storage/shared/out_of_reach.ts";

/** What is asked of the storage, and what it says of who is a member. */
function feedOver(isMember: (userId: string) => boolean) {
  const out: string[] = [];
  const faults: unknown[] = [];
  let [running, most] = [0, 0];
  const membership = async (_: string, userId: string) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    const place = { lastSequence: 0, lastChange: 0, hiddenUpTo: 0 };
    return { isMember: isMember(userId), ordinal: 1, ...place };
  };
  const feed = new MembershipFeed({
    memberships: {
      knows: () => true,
      take: (_, userId, moment) => {
        if (!moment.isMember) out.push(userId);
        return true;
      },
    },
    rooms: {
      isPlaced: () => true,
      place: () => {},
      check: () => Promise.resolve(),
    },
    storage: { membership },
    settled: () => Promise.resolve(),
    onFault: (fault) => faults.push(fault),
  });
  return { feed, out, faults, most: () => most };
}

Deno.test("the members of a chatroom that may be gone are asked for a hundred at a time", async () => {
  const ids = Array.from({ length: 250 }, (_, at) => `u${at}`);
  const { feed, out, most } = feedOver((id) => id === "u7");
  await feed.check("room", ids);
  assertEquals(out, ids.filter((id) => id !== "u7"));
  assertEquals(most(), 100);
});

Deno.test("a membership that cannot be asked for is told of, and keeps no other waiting", async () => {
  const ids = Array.from({ length: 150 }, (_, at) => `u${at}`);
  const { feed, out, faults } = feedOver((id) => {
    if (id === "u7") throw new OutOfReach();
    return false;
  });
  await feed.check("room", ids);
  assertEquals([faults.length, out.length], [1, 149]);
});
