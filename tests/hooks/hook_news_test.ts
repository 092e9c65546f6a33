import { assertEquals } from "@std/assert";
import {
  chatroomConversation,
  privateConversation,
} from "../../src/domain/ids.ts";
import { type Message, NORMAL } from "../../src/domain/model.ts";
import { HookNews } from "../../src/hooks/hook_news.ts";
import type { NewEvent } from "../../src/hooks/recorder.ts";
import { Views } from "../../src/protocol/views.ts";
import type { News } from "../../src/push/news.ts";

function message(key: Message["conversation"]): Message {
  return {
    id: "m1",
    conversation: key,
    sender: { id: "ann", name: "Ann" },
    category: "text",
    content: "hello",
    sequence: 1,
    status: NORMAL,
    createdAt: 1,
    requestId: "r1",
  };
}

/** All that is told, in its order. */
function bench(wanted: (type: string) => boolean = () => true) {
  const told: string[] = [];
  const events: NewEvent[] = [];
  const tell = (name: string) => () => void told.push(name);
  const names = [
    ...["stored", "changed", "created", "joined", "left", "read"],
    ...["updated", "ranked", "removed", "muted"],
  ];
  const inner = Object.fromEntries(
    names.map((name) => [name, tell(`users: ${name}`)]),
  ) as unknown as News;
  const news = new HookNews({
    inner,
    views: new Views({ sequence: true }),
    recorder: {
      wants: wanted,
      record: (event) => {
        told.push(`back end: ${event.type}`);
        events.push(event);
      },
      stored: tell("back end: message.created"),
    },
    attendance: {
      appeared: tell("appeared"),
      disappeared: tell("disappeared"),
      missed: (userId) => void told.push(`missed by ${userId}`),
      seen: (userId) => void told.push(`seen ${userId}`),
      recalled: tell("recalled"),
      forget: tell("forget"),
      start: tell("start"),
      stop: tell("stop"),
    },
  });
  return { news, told, events };
}

Deno.test("users are told of a message before the back end is", () => {
  const { news, told } = bench();
  const conversation = privateConversation("ann", "bob");
  const origin = undefined;
  const { key } = conversation;
  news.stored({ message: message(key), conversation, title: "Bob", origin });
  assertEquals(told, [
    "missed by bob",
    "users: stored",
    "back end: message.created",
  ]);
});

Deno.test("nobody misses a chatroom's message, and nothing unwanted is recorded", () => {
  const { news, told } = bench(() => false);
  const conversation = chatroomConversation("room");
  const origin = undefined;
  const { key } = conversation;
  news.stored({ message: message(key), conversation, title: "Room", origin });
  const user = { id: "bob", name: "Bob" };
  news.joined({ chatroomId: "room", user, origin });
  assertEquals(told, ["users: stored", "users: joined"]);
});

Deno.test("who is removed is told one by one, who is added with who did it", () => {
  const { news, events } = bench();
  const user = { id: "bob", name: "Bob" };
  const origin = undefined;
  news.joined({ chatroomId: "room", user, by: "ann", origin });
  news.left({ chatroomId: "room", user, origin });
  news.removed({
    chatroomId: "room",
    userIds: ["bob", "cat"],
    by: "system",
    reason: undefined,
  });
  const member = (type: string, user_id: string, by: string) => ({
    type,
    about: [user_id],
    data: { chatroom_id: "room", user_id, by },
  });
  assertEquals(events as unknown[], [
    member("member.joined", "bob", "ann"),
    member("member.left", "bob", "bob"),
    member("member.removed", "bob", "system"),
    member("member.removed", "cat", "system"),
  ]);
});

Deno.test("a read mark shows that its user is there", () => {
  const { news, told } = bench();
  news.read({
    userId: "bob",
    conversation: privateConversation("bob", "ann"),
    sequence: 1,
    origin: undefined,
  });
  assertEquals(told, ["users: read", "seen bob"]);
});
