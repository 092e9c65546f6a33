import { assert, assertEquals } from "@std/assert";
import { RoomAdmin } from "../../src/chat/room_admin.ts";
import { UserAdmin } from "../../src/chat/user_admin.ts";
import { Views } from "../../src/protocol/views.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { createMemory } from "../helpers/memory_storage.ts";
import { EMPTY_ROOM } from "../storage/contract_steps.ts";

const MANY = 100_000;

/** The id of one of many; they are ordered as their numbers are. */
function idOf(kind: string, at: number): string {
  return `${kind}-${`${at}`.padStart(6, "0")}`;
}

/** A list of the server API, as far as it is alike for all. */
type List = (query: {
  prefix?: string;
  count?: number;
  cursor?: string;
  online?: boolean;
}) => Promise<{ items: { id: string }[]; next_cursor?: string }>;

/** The ids of so many pages, from the first. */
async function walk(list: List, count: number, pages: number) {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let turned = 0; turned < pages; turned++) {
    const page = await list({
      count,
      ...cursor === undefined ? {} : { cursor },
    });
    assertEquals(page.items.length, count);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
    assert(cursor !== undefined);
  }
  return ids;
}

async function checkPages(list: List, kind: string): Promise<void> {
  const first = Array.from({ length: 60 }, (_, at) => idOf(kind, at));
  assertEquals(await walk(list, 20, 3), first);
  const { items, next_cursor } = await list({ prefix: `${kind}-09999` });
  const last = Array.from(
    { length: 10 },
    (_, at) => idOf(kind, MANY - 10 + at),
  );
  assertEquals(items.map(({ id }) => id), last);
  assertEquals(next_cursor, undefined);
  assertEquals((await list({ prefix: "nobody" })).items, []);
}

Deno.test("of 100,000 users and chatrooms each answer has a page", async (t) => {
  const clock = new FakeClock();
  const storage = createMemory({ clock });
  const { administration } = storage;
  const present = new Set<string>();
  // In an order that is not that of the list.
  for (let at = 0; at < MANY; at++) {
    const each = (at * 7919) % MANY;
    await storage.enter(idOf("user", each), undefined);
    await administration.create(idOf("room", each), EMPTY_ROOM);
  }
  const unused = {} as never;
  const nodes = {
    everybodyOnline: () => present,
    online: (ids: readonly string[]) =>
      Promise.resolve(new Set(ids.filter((id) => present.has(id)))),
    connectionsOf: unused,
    left: unused,
    settling: unused,
  };
  const users = new UserAdmin({
    storage,
    administration,
    nodes,
    auth: unused,
    access: unused,
    users: unused,
    now: clock.now,
  });
  await t.step("users", () => checkPages((query) => users.list(query), "user"));
  await t.step("who is online, however many are not", async () => {
    for (const at of [MANY - 1, 7]) present.add(idOf("user", at));
    const list = (query: object) => users.list({ online: true, ...query });
    const { items: [one], next_cursor = "" } = await list({ count: 1 });
    assertEquals(one?.id, idOf("user", 7));
    const { items: [two], next_cursor: end } = await list({
      cursor: next_cursor,
    });
    assertEquals([two?.id, end], [idOf("user", MANY - 1), undefined]);
    const { items: none } = await list({ prefix: "user-00001" });
    assertEquals(none, []);
  });
  const rooms = new RoomAdmin({
    storage,
    administration,
    nodes,
    views: new Views({ sequence: false }),
    news: unused,
    roomSettings: unused,
    roomMembers: unused,
    departures: unused,
  });
  await t.step(
    "chatrooms",
    () => checkPages((query) => rooms.list(query), "room"),
  );
});
