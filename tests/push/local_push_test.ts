import { assertEquals } from "@std/assert";
import {
  chatroomConversation,
  privateConversation,
} from "../../src/domain/ids.ts";
import { RECALLED } from "../../src/domain/model.ts";
import { Events } from "../../src/push/events.ts";
import { LocalPush } from "../../src/push/local_push.ts";
import { PrivatePush } from "../../src/push/private.ts";
import { ADMIN } from "../../src/domain/rank.ts";
import { chatroomOf } from "../helpers/chatroom.ts";
import { RoomChanges } from "../../src/push/room_changes.ts";
import { messageOf, privateMessageOf } from "../helpers/messages.ts";
import { PushBench } from "../helpers/push.ts";

const IN_ROOM = chatroomConversation("room");
const TO_BOB = privateConversation("ann", "bob");
const ANN = { id: "ann", name: "Ann" };

/** Ann with two connections and bob with one, all in the room. */
function create() {
  const bench = new PushBench();
  const { presence, clock, views, push: chatroomPush } = bench;
  const events = new Events({ presence, clock });
  const privatePush = new PrivatePush({ presence, views });
  const duration = 1000;
  const roomChanges = new RoomChanges({ presence, events, clock, duration });
  const strategies = { events, privatePush, chatroomPush, roomChanges };
  const push = new LocalPush(strategies);
  const [phone, desk] = [bench.connect("ann"), bench.connect("ann")];
  const bob = bench.connect("bob");
  /** What the three have been sent since. */
  const take = () => {
    clock.settle();
    return [phone, desk, bob].map((each) => each.take());
  };
  const origin = bench.gateways[0]!.refOf(phone);
  return { bench, push, take, origin };
}

/** The events in frames, by the session in which each is shown. */
function events(frames: readonly { body: Record<string, unknown> }[]) {
  return frames.map(({ body }) => `${body.event} in ${body.session_id}`);
}

Deno.test("LocalPush brings a private message to both, and a chatroom's to its members", () => {
  const { push, take, origin } = create();
  const message = privateMessageOf(1);
  push.stored({ message, conversation: TO_BOB, title: "Bob", origin });
  const sessions = () =>
    take().map((frames) => frames.map(({ body }) => body.session.id));
  assertEquals(sessions(), [[], ["2:bob"], ["2:ann"]]);
  const said = { message: messageOf(1), conversation: IN_ROOM };
  push.stored({ ...said, title: "Room", origin });
  assertEquals(sessions(), [["1:room"], ["1:room"], ["1:room"]]);
});

Deno.test("LocalPush tells of a change in a chatroom, and changes what waits there", () => {
  const { bench, push, take } = create();
  const conversation = IN_ROOM;
  for (const sequence of [1, 2]) {
    const message = messageOf(sequence);
    push.stored({ message, conversation, title: "Room", origin: undefined });
    take();
  }
  const message = messageOf(2, { content: "", status: RECALLED });
  const change = { kind: "recalled", message, number: 1 } as const;
  push.changed({ conversation, change });
  const told = "recalled in 1:room";
  assertEquals(take().map(events), [[told], [told], [told]]);
  bench.clock.advance(1000);
  const [phone] = take();
  assertEquals(phone?.[0]?.body.items[0].status, RECALLED);
});

Deno.test("LocalPush tells all connections of both of a private change", () => {
  const { push, take } = create();
  const message = privateMessageOf(1, { content: "", status: RECALLED });
  const change = { kind: "recalled", message, number: 1 } as const;
  push.changed({ conversation: TO_BOB, change });
  const [own, seen] = ["recalled in 2:bob", "recalled in 2:ann"];
  assertEquals(take().map(events), [[own], [own], [seen]]);
});

Deno.test("LocalPush tells members who joins and leaves, and who left their own devices", () => {
  const { bench, push, take, origin } = create();
  const member = { chatroomId: "room", user: ANN, origin };
  push.joined(member);
  const joined = "joined in 1:room";
  assertEquals(take().map(events), [[], [joined], [joined]]);
  bench.presence.exit("room", "ann");
  push.left(member);
  const left = "left in 1:room";
  assertEquals(take().map(events), [[], [left], [left]]);
});

Deno.test("LocalPush tells a read mark to its user, and to the peer in private alone", () => {
  const { push, take, origin } = create();
  const mark = { userId: "ann", sequence: 1, origin };
  push.read({ ...mark, conversation: IN_ROOM });
  assertEquals(take().map(events), [[], ["read in 1:room"], []]);
  push.read({ ...mark, conversation: TO_BOB });
  assertEquals(take().map(events), [[], ["read in 2:bob"], ["read in 2:ann"]]);
});

Deno.test("LocalPush tells members of settings, ranks and mutes, the one who acted too", () => {
  const { push, take } = create();
  const about = { chatroomId: "room", userId: "bob" };
  const chatroom = chatroomOf("room");
  push.updated({ chatroomId: "room", chatroom, by: "ann" });
  push.ranked({ ...about, rank: ADMIN });
  push.muted({ ...about, until: undefined, by: "ann", isMember: true });
  const all = ["updated", "role", "muted"].map((kind) => `${kind} in 1:room`);
  assertEquals(take().map(events), [all, all, all]);
});

Deno.test("LocalPush tells who was removed, or muted without being a member, apart", () => {
  const { bench, push, take } = create();
  const cat = bench.connect("cat", []);
  const about = { chatroomId: "room", by: "ann" };
  bench.presence.exit("room", "bob");
  push.removed({ ...about, userIds: ["bob", "dan"], reason: undefined });
  const removed = "removed in 1:room";
  assertEquals(take().map(events), [[removed], [removed], [removed]]);
  push.muted({ ...about, userId: "cat", until: 9, isMember: false });
  const muted = "muted in 1:room";
  assertEquals(take().map(events), [[muted], [muted], []]);
  assertEquals(events(cat.take()), [muted]);
});
