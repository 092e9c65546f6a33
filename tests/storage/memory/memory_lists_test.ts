import { assertEquals } from "@std/assert";
import {
  chatroomConversation,
  privateConversation,
} from "../../../src/domain/ids.ts";
import { MemoryConversation } from "../../../src/storage/memory/memory_conversation.ts";
import { MemoryIndex } from "../../../src/storage/memory/memory_index.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { createMemory } from "../../helpers/memory_storage.ts";
import { messageOf } from "../../helpers/messages.ts";
import { refusal } from "../../helpers/refusal.ts";
import { listOf, send } from "../contract_steps.ts";

/** A conversation that counts who asks when something last happened there. */
class Counted extends MemoryConversation {
  static asked = 0;

  override updatedAt(userId: string): number {
    Counted.asked++;
    return super.updatedAt(userId);
  }
}

function createRooms(index: MemoryIndex, count: number): Counted[] {
  return Array.from({ length: count }, (_, at) => {
    const room = new Counted(chatroomConversation(`r${at}`).key, 10);
    room.addPosition("ann", at);
    index.add("ann", room);
    return room;
  });
}

const PAGE = { type: undefined, after: undefined };

/** As the storage does before a page; returns how many had to move. */
function restore(index: MemoryIndex): number {
  return [...index.restore("ann")].length;
}

Deno.test("a page of 5000 chatrooms looks at those alone that had a message", () => {
  const index = new MemoryIndex();
  const rooms = createRooms(index, 5000);
  Counted.asked = 0;
  const first = index.select("ann", PAGE, 20).map(({ id }) => id);
  assertEquals([first[0], first[19], Counted.asked], ["1:r4999", "1:r4980", 0]);
  for (const at of [7, 9, 7]) {
    const sequence = rooms[at]!.timeline.lastSequence + 1;
    const createdAt = 10_000 + at;
    const message = { ...messageOf(sequence), createdAt };
    rooms[at]!.append(message);
  }
  assertEquals([restore(index), Counted.asked], [2, 2]);
  const [one, two, three] = index.select("ann", PAGE, 3);
  assertEquals([one?.id, two?.id, three?.id], ["1:r9", "1:r7", "1:r4999"]);
  const next = index.select("ann", { ...PAGE, after: two }, 1);
  assertEquals([next[0]?.id, restore(index), Counted.asked], ["1:r4999", 0, 2]);
});

Deno.test("a message moves a chatroom in each member's list once until they look", () => {
  const index = new MemoryIndex();
  const [room] = createRooms(index, 1);
  for (const userId of ["bob", "cat"]) index.add(userId, room!);
  assertEquals(room!.places.size, 3);
  for (const sequence of [1, 2, 3]) room!.append(messageOf(sequence));
  assertEquals([room!.places.size, restore(index)], [0, 1]);
  assertEquals([room!.places.size, restore(index)], [1, 0]);
});

Deno.test("joining and leaving again and again leaves nothing behind", () => {
  const index = new MemoryIndex();
  const [room, other] = createRooms(index, 2);
  for (let round = 0; round < 10; round++) {
    if (round % 2 === 1) {
      room!.append(messageOf(room!.timeline.lastSequence + 1));
    }
    index.remove("ann", room!);
    assertEquals([room!.places.size, restore(index)], [0, 0]);
    index.add("ann", room!);
  }
  for (const each of [room, other]) index.remove("ann", each!);
  assertEquals([index.size, room!.places.size], [0, 0]);
});

Deno.test("where very many have had a message a page takes some turns, and is right", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock });
  for (let at = 0; at < 1000; at++) {
    clock.advance(1);
    await send(storage, `u${at}`, privateConversation(`u${at}`, "ann"));
  }
  const listed = listOf(storage, "ann", { count: 1000 });
  assertEquals(clock.pendingTurns, 1);
  const list = await clock.turnUntil(listed);
  assertEquals(
    list.map(({ target }) => target),
    Array.from({ length: 1000 }, (_, at) => `u${999 - at}`),
  );
});

const MANY = { maxCreated: Infinity };

Deno.test("a user of very many chatrooms is forgotten in several goes", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, idleExpiry: 60_000, quotas: MANY });
  for (let at = 0; at < 1200; at++) {
    await storage.join(`r${at}`, "ann", undefined);
  }
  clock.advance(60_001);
  const left = [];
  for (let more = true; more;) {
    more = storage.forgetIdle();
    const { users, memberships } = storage.counts;
    left.push([users, memberships]);
  }
  assertEquals(left, [[1, 701], [1, 201], [0, 0]]);
});

Deno.test("who comes back while they are being forgotten keeps what is left", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, idleExpiry: 60_000, quotas: MANY });
  for (let at = 0; at < 700; at++) {
    await storage.join(`r${at}`, "ann", undefined);
  }
  clock.advance(60_001);
  assertEquals(storage.forgetIdle(), true);
  await storage.enter("ann", undefined);
  const { memberships } = storage.counts;
  assertEquals([storage.forgetIdle(), storage.counts.memberships], [
    false,
    memberships,
  ]);
  assertEquals([...await storage.chatroomsOf("ann")].length, memberships);
});

Deno.test("room for a user is made in several goes where the coldest is in very many chatrooms", async () => {
  const storage = createMemory({ maxUsers: 2, quotas: MANY });
  for (let at = 0; at < 1500; at++) {
    await storage.join(`r${at}`, "ann", undefined);
  }
  await storage.enter("bob", undefined);
  const { code } = await refusal(() => storage.enter("cat", undefined));
  assertEquals([code, storage.counts.memberships], [503, 500]);
  await storage.enter("cat", undefined);
  const { users, memberships } = storage.counts;
  assertEquals([users, memberships], [2, 0]);
});
