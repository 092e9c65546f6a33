import { assertEquals, assertRejects } from "@std/assert";
import { ReplyError } from "../../src/base/errors.ts";
import { Departures } from "../../src/chat/departures.ts";
import { RoomAdmin } from "../../src/chat/room_admin.ts";
import { type Nodes, OneNode } from "../../src/nodes/nodes.ts";
import { Views } from "../../src/protocol/views.ts";
import type { UpdatedNews } from "../../src/push/news.ts";
import {
  OutOfReach,
  Unsettled,
} from "../../src/storage/shared/out_of_reach.ts";
import { RulesBench } from "../helpers/rules.ts";

/**
 * Chatrooms for operators, and what is told of their beginnings and ends; the
 * storage may be away, or answer too late.
 */
function roomAdmin() {
  const bench = new RulesBench({ maxMembers: 50 });
  const told: string[] = [];
  const storage = { isAway: false, isLate: false };
  const settles: (() => Promise<void>)[] = [];
  const settling: Nodes["settling"] = (change, settle) =>
    change.catch((fault) => {
      if (fault instanceof Unsettled) settles.push(settle);
      throw fault;
    });
  const nodes = Object.assign(new OneNode(bench.presence), { settling });
  const { storage: stored, presence } = bench;
  const ignore = { removed() {}, ranked() {} };
  const departing = { storage: stored, presence, nodes, news: ignore };
  const tell = (what: string) => ({ chatroomId, chatroom }: UpdatedNews) => {
    told.push(`${what} ${chatroomId} of ${chatroom.member_count}`);
  };
  const admin = new RoomAdmin({
    nodes,
    storage: stored,
    departures: new Departures(departing),
    administration: {
      chatrooms: (query) => bench.administration.chatrooms(query),
      async create(...asked) {
        if (storage.isAway) throw new OutOfReach();
        const founded = await bench.administration.create(...asked);
        if (storage.isLate) throw new Unsettled();
        return founded;
      },
      disband: (id) => bench.administration.disband(id),
    },
    views: new Views({ sequence: true }),
    news: { created: tell("created"), disbanded: tell("disbanded") },
    roomSettings: bench.roomSettings,
    roomMembers: bench.roomMembers,
  });
  return { bench, admin, told, storage, settles };
}

const ROOM = { id: "room", creator: "ann", members: ["bob"] } as const;

async function isGone({ storage }: RulesBench, id: string): Promise<boolean> {
  const fault = await storage.chatroom(id).then(() => undefined, (it) => it);
  return fault instanceof ReplyError && fault.code === 404;
}

Deno.test("a chatroom is created with its settings and members, and told once", async () => {
  const { bench, admin, told } = roomAdmin();
  for (const id of ["ann", "bob"]) await bench.connect(id);
  const room = await admin.create({ ...ROOM, join: "invite" });
  assertEquals([room.creator, room.member_count, room.join], [
    ...["ann", 2, "invite"],
  ]);
  assertEquals(told, ["created room of 2"]);
});

Deno.test("if the storage is away nothing is created, and nothing told; asked again it is all there", async () => {
  const { bench, admin, told, storage } = roomAdmin();
  for (const id of ["ann", "bob"]) await bench.connect(id);
  storage.isAway = true;
  const fault = await assertRejects(() => admin.create(ROOM), ReplyError);
  assertEquals([fault.code, told], [503, []]);
  assertEquals(await isGone(bench, "room"), true);
  storage.isAway = false;
  const { creator, member_count, online } = await admin.create(ROOM);
  assertEquals([creator, member_count, online], ["ann", 2, 2]);
  assertEquals([...bench.presence.chatroomsOf("bob")], ["room"]);
});

Deno.test("if the settings are refused nothing is created, and nothing told", async () => {
  const { bench, admin, told } = roomAdmin();
  await bench.connect("ann");
  await bench.connect("bob");
  const wrong = { ...ROOM, max_members: 51 };
  const fault = await assertRejects(() => admin.create(wrong), ReplyError);
  assertEquals([fault.code, told], [400, []]);
  assertEquals(await isGone(bench, "room"), true);
});

Deno.test("if the storage answers too late the whole chatroom is told of once that is known, and asked again it is a 409", async () => {
  const { bench, admin, told, storage, settles } = roomAdmin();
  for (const id of ["ann", "bob"]) await bench.connect(id);
  storage.isLate = true;
  const late = await assertRejects(() => admin.create(ROOM), ReplyError);
  assertEquals([late.code, told], [503, []]);
  for (const settle of settles) await settle();
  assertEquals(told, ["created room of 2"]);
  assertEquals([...bench.presence.chatroomsOf("bob")], ["room"]);
  storage.isLate = false;
  const again = await assertRejects(() => admin.create(ROOM), ReplyError);
  assertEquals([again.code, told.length], [409, 1]);
});
