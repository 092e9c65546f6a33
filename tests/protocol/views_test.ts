import { assertEquals } from "@std/assert";
import {
  chatroomConversation,
  privateConversation,
} from "../../src/domain/ids.ts";
import type { ConversationSummary, Member } from "../../src/domain/model.ts";
import { Views } from "../../src/protocol/views.ts";
import { messageOf, privateMessageOf } from "../helpers/messages.ts";

const ON = new Views({ sequence: true });
const OFF = new Views({ sequence: false });
const ROOM = chatroomConversation("room");
const MESSAGE = messageOf(7, { requestId: "r-1" });
const SUMMARY: ConversationSummary = {
  type: 1,
  target: "room",
  title: "The room",
  last: MESSAGE,
  lastSequence: 7,
  readSequence: 3,
  lastChange: 0,
  unread: 4,
  mentioned: 0,
  updatedAt: 99,
};

Deno.test("a message is shown with the wire's names", () => {
  const viewer = { userId: "bob", conversation: ROOM };
  assertEquals(ON.message(MESSAGE, viewer), {
    id: "m000007",
    session_id: "1:room",
    sender: { id: "ann", name: "Ann" },
    category: "text",
    content: "text 7",
    sequence: 7,
    status: 1,
    created_at: MESSAGE.createdAt,
  });
});

Deno.test("a request id is shown to its sender only", () => {
  const seenBy = (userId: string) =>
    ON.message(MESSAGE, { userId, conversation: ROOM }).request_id;
  assertEquals([seenBy("ann"), seenBy("bob")], ["r-1", undefined]);
  assertEquals(ON.sharedMessage(MESSAGE).request_id, undefined);
  const without = ON.message(messageOf(1), {
    userId: "ann",
    conversation: ROOM,
  });
  assertEquals("request_id" in without, false);
});

Deno.test("a private message's session is the other one, to each of the two", () => {
  const message = privateMessageOf(1);
  const seenBy = (userId: string, peer: string) => {
    const conversation = privateConversation(userId, peer);
    return ON.message(message, { userId, conversation }).session_id;
  };
  assertEquals([seenBy("ann", "bob"), seenBy("bob", "ann")], [
    "2:bob",
    "2:ann",
  ]);
});

Deno.test("with sequence off every number of it is 0", () => {
  const viewer = { userId: "ann", conversation: ROOM };
  assertEquals(OFF.sequence(5), 0);
  assertEquals(OFF.message(MESSAGE, viewer).sequence, 0);
  assertEquals(OFF.sharedMessage(MESSAGE).sequence, 0);
  const session = OFF.session(SUMMARY, viewer);
  const { unread, last_sequence, read_sequence, last } = session;
  assertEquals([unread, last_sequence, read_sequence], [0, 0, 0]);
  assertEquals(last?.sequence, 0);
});

Deno.test("a session is shown with the wire's names", () => {
  const viewer = { userId: "ann", conversation: ROOM };
  assertEquals(ON.session(SUMMARY, viewer), {
    id: "1:room",
    type: 1,
    title: "The room",
    last: ON.message(MESSAGE, viewer),
    unread: 4,
    mentioned: 0,
    last_sequence: 7,
    read_sequence: 3,
    updated_at: 99,
  });
  const { last } = ON.session({ ...SUMMARY, last: undefined }, viewer);
  assertEquals(last, null);
});

Deno.test("a session tells of changes once there were any", () => {
  const viewer = { userId: "ann", conversation: ROOM };
  const changed = ON.session({ ...SUMMARY, lastChange: 2 }, viewer);
  assertEquals(changed.last_change, 2);
});

Deno.test("a recalled message is shown empty", () => {
  const recalled = messageOf(1, { status: 2, content: "" });
  const { status, content } = ON.sharedMessage(recalled);
  assertEquals([status, content], [2, ""]);
});

Deno.test("a push names its session as its receivers address it", () => {
  assertEquals(ON.pushedSession(privateConversation("ann", "bob"), "Bob"), {
    id: "2:bob",
    type: 2,
    title: "Bob",
  });
});

Deno.test("a chatroom is shown with the wire's names", () => {
  const data = JSON.parse('{"__proto__":"x"}');
  const shown = ON.chatroom({
    id: "room",
    name: "The room",
    creator: "ann",
    createdAt: 9,
    memberCount: 2,
    join: "password",
    send: "admins",
    history: "joined",
    maxMembers: 50,
    slowMode: 1500,
    data,
    version: 3,
  });
  assertEquals(shown, {
    id: "room",
    name: "The room",
    creator: "ann",
    created_at: 9,
    member_count: 2,
    join: "password",
    send: "admins",
    history: "joined",
    max_members: 50,
    slow_mode: 1500,
    data,
    version: 3,
  });
});

Deno.test("that a member is muted is shown to admins only, and until when", () => {
  const member = { id: "bob", name: "Bob", joinedAt: 9, rank: 2 } as const;
  const shown = (muted: Member["muted"], showsMutes: boolean) => {
    const view = ON.member({ ...member, muted }, { online: true, showsMutes });
    const { muted: isMuted, muted_until, ...rest } = view;
    const same = { id: "bob", name: "Bob", role: "admin", joined_at: 9 };
    assertEquals(rest, { ...same, online: true } as typeof rest);
    return [isMuted, muted_until];
  };
  assertEquals(shown(undefined, true), [undefined, undefined]);
  assertEquals(shown({ until: undefined }, true), [true, undefined]);
  assertEquals(shown({ until: 99 }, true), [true, 99]);
  assertEquals(shown({ until: 99 }, false), [undefined, undefined]);
});

Deno.test("a sanction is shown without what it does not have", () => {
  const sanction = { kind: "ban", userId: "bob", by: "ann", at: 9 } as const;
  const bare = { user_id: "bob", kind: "ban", by: "ann", at: 9 } as const;
  const none = { until: undefined, reason: undefined };
  assertEquals(ON.sanction({ ...sanction, ...none }), bare);
  const full = { until: 99, reason: "rude" };
  assertEquals(ON.sanction({ ...sanction, ...full }), { ...bare, ...full });
});
