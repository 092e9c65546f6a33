import { assertEquals } from "@std/assert";
import {
  chatroomConversation,
  privateConversation,
} from "../../src/domain/ids.ts";
import { SharedNews } from "../../src/nodes/shared_news.ts";
import { CREATOR } from "../../src/domain/rank.ts";
import { chatroomOf } from "../helpers/chatroom.ts";
import { messageOf, privateMessageOf } from "../helpers/messages.ts";

const IN_ROOM = chatroomConversation("room");
const TO_BOB = privateConversation("ann", "bob");
const ANN = { id: "ann", name: "Ann" };

/** What is told here, and what the other nodes are told. */
function create({ scriptTellsUsers = false } = {}) {
  const here: string[] = [];
  const published: [channel: string, news: unknown][] = [];
  const tell = (kind: string) => () => void here.push(kind);
  const news = new SharedNews({
    local: {
      disbanded: () => undefined,
      changed: tell("changed"),
      created: tell("created"),
      joined: tell("joined"),
      left: tell("left"),
      read: tell("read"),
      signalled: tell("signalled"),
      updated: tell("updated"),
      ranked: tell("ranked"),
      removed: tell("removed"),
      muted: tell("muted"),
    },
    privates: { deliver: tell("stored") },
    scriptTellsUsers,
    bus: {
      tellUser: (id, told) => void published.push([`user ${id}`, told]),
      tellRoom: (id, told) => void published.push([`room ${id}`, told]),
    },
  });
  return { news, here, published };
}

Deno.test("a private message is told here and where its two users are", () => {
  const { news, here, published } = create();
  const message = privateMessageOf(1);
  const title = "Bob";
  news.stored({ message, conversation: TO_BOB, title, origin: undefined });
  assertEquals(here, ["stored"]);
  const told = { kind: "message", message, title };
  assertEquals(published, [["user bob", told], ["user ann", told]]);
});

Deno.test("a private message whose script told the other nodes is told here alone", () => {
  const { news, here, published } = create({ scriptTellsUsers: true });
  const message = privateMessageOf(1);
  const title = "Bob";
  news.stored({ message, conversation: TO_BOB, title, origin: undefined });
  assertEquals([here, published], [["stored"], []]);
});

Deno.test("what a script tells of a chatroom is told neither here nor elsewhere again", () => {
  const { news, here, published } = create();
  const message = messageOf(1);
  const conversation = IN_ROOM;
  news.stored({ message, conversation, title: "Room", origin: undefined });
  const change = { kind: "recalled", message, number: 1 } as const;
  news.changed({ conversation, change });
  assertEquals([here, published], [[], []]);
});

Deno.test("a change of a private message is told to its two, each with the other as the session", () => {
  const { news, here, published } = create();
  const message = privateMessageOf(4);
  const change = { kind: "recalled", message, number: 2 } as const;
  news.changed({ conversation: TO_BOB, change });
  assertEquals(here, ["changed"]);
  const told = (session_id: string) => ({
    kind: "event",
    event: {
      event: "recalled",
      session_id,
      message_id: message.id,
      sequence: 4,
      change: 2,
    },
  });
  assertEquals(published, [
    ["user ann", told("2:bob")],
    ["user bob", told("2:ann")],
  ]);
});

Deno.test("a join is told to the chatroom, and a leave also to who left", () => {
  const { news, here, published } = create();
  const member = { chatroomId: "room", user: ANN, origin: undefined };
  news.joined(member);
  news.left(member);
  assertEquals(here, ["joined", "left"]);
  const joined = { event: "joined", session_id: "1:room", user: ANN };
  const left = { ...joined, event: "left" };
  assertEquals(published, [
    ["room room", joined],
    ["room room", left],
    ["user ann", { kind: "event", event: left }],
  ]);
});

Deno.test("a read mark is told to its user, and to the peer of a private conversation", () => {
  const { news, here, published } = create();
  const mark = { userId: "ann", sequence: 5, origin: undefined };
  news.read({ ...mark, conversation: IN_ROOM });
  news.read({ ...mark, conversation: TO_BOB });
  assertEquals(here, ["read", "read"]);
  const told = (session_id: string) => {
    const read = { event: "read", session_id, user_id: "ann", sequence: 5 };
    return { kind: "event", event: read };
  };
  assertEquals(published, [
    ["user ann", told("1:room")],
    ["user ann", told("2:bob")],
    ["user bob", told("2:ann")],
  ]);
});

Deno.test("settings and ranks are told to the chatroom", () => {
  const { news, here, published } = create();
  const chatroom = chatroomOf("room");
  news.updated({ chatroomId: "room", chatroom, by: "ann" });
  news.ranked({ chatroomId: "room", userId: "ann", rank: CREATOR });
  assertEquals(here, ["updated", "ranked"]);
  const about = { session_id: "1:room" };
  assertEquals(published, [
    ["room room", { event: "updated", ...about, chatroom }],
    ["room room", {
      event: "role",
      ...about,
      user_id: "ann",
      role: "creator",
    }],
  ]);
});

Deno.test("a removal is told to the chatroom, and to each who was removed", () => {
  const { news, here, published } = create();
  const userIds = ["ann", "ben"];
  const by = "system";
  news.removed({ chatroomId: "room", userIds, by, reason: "spam" });
  assertEquals(here, ["removed"]);
  const event = {
    event: "removed",
    session_id: "1:room",
    user_ids: userIds,
    by,
    reason: "spam",
  };
  assertEquals(published, [
    ["room room", event],
    ["user ann", { kind: "event", event }],
    ["user ben", { kind: "event", event }],
  ]);
});

Deno.test("a mute is told to the chatroom, and to who is muted without being in it", () => {
  const { news, here, published } = create();
  const mute = { chatroomId: "room", userId: "ann", by: "bob" };
  news.muted({ ...mute, until: undefined, isMember: true });
  news.muted({ ...mute, until: 0, isMember: false });
  assertEquals(here, ["muted", "muted"]);
  const event = {
    event: "muted",
    session_id: "1:room",
    user_id: "ann",
    by: "bob",
  };
  const lifted = { ...event, until: 0 };
  assertEquals(published, [
    ["room room", event],
    ["room room", lifted],
    ["user ann", { kind: "event", event: lifted }],
  ]);
});
