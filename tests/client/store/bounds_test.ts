import { assertEquals } from "@std/assert";
import { GimClient, type Message } from "../../../src/client/mod.ts";
import { ConversationList } from "../../../src/client/store/conversation_list.ts";
import { ListReader } from "../../../src/client/store/list_reader.ts";
import { MessageLog } from "../../../src/client/store/message_log.ts";
import { Outgoing, sendingOf } from "../../../src/client/store/outgoing.ts";
import type { Session } from "../../../src/protocol/responses.ts";

const SENDER = { id: "ben", name: "Ben" };

function message(number: number): Message {
  return {
    id: String(number).padStart(9, "0"),
    session_id: "1:r",
    sender: SENDER,
    category: "text",
    content: `${number}`,
    sequence: 0,
    status: 1,
    created_at: number,
  };
}

function session(number: number): Session {
  return {
    id: `2:u${number}`,
    type: 2,
    title: "U",
    last: null,
    unread: 0,
    mentioned: 0,
    last_sequence: 0,
    read_sequence: 0,
    updated_at: 1,
  };
}

Deno.test("a log keeps the newest 5000 messages", async () => {
  await using client = new GimClient("ws://127.0.0.1:1");
  const log = new MessageLog("1:r", {
    client,
    send: () => Promise.reject(new Error("nothing is sent")),
    onClose: () => {},
  });
  // Nobody is logged in: there is no history to load.
  await log.loadOlder();
  for (let number = 0; number < 5010; number++) log.take(message(number));
  assertEquals(log.entries.length, 5000);
  const [oldest] = log.entries;
  assertEquals(oldest?.kind === "message" && oldest.message.content, "10");
  assertEquals(log.hasOlder, false);
  log.close();
});

Deno.test("a log shows the last 100 messages that have failed", () => {
  const outgoing = new Outgoing();
  for (let number = 0; number < 105; number++) {
    const about = { session_id: "1:r", sender: SENDER, now: number };
    const draft = { content: "x", request_id: `${number}` };
    const sending = sendingOf(draft, about);
    outgoing.set(sending);
    outgoing.fail(sending, new Error("no"));
  }
  const keys = outgoing.entries.map(({ key }) => key);
  assertEquals([keys.length, keys[0]], [100, "5"]);
});

Deno.test("of more than 10,000 conversations the coldest goes", () => {
  const list = new ConversationList();
  for (let number = 1; number <= 10_001; number++) {
    list.set({ ...session(number), updated_at: number });
  }
  assertEquals([list.all.length, list.get("2:u1")], [10_000, undefined]);
});

Deno.test("the list is read as far as 10,000 conversations", async () => {
  let pages = 0;
  let taken = 0;
  const reader = new ListReader({
    client: {
      state: "online",
      sessions({ count = 0 } = {}) {
        const from = pages++ * count;
        const items = Array.from(
          { length: count },
          (_, at) => session(from + at),
        );
        return Promise.resolve({ items, next_cursor: "more" });
      },
    },
    known: () => [],
    take: () => void taken++,
    gone: () => {},
    onEnd: () => {},
  });
  await reader.read();
  assertEquals([taken, pages, reader.hasRead], [10_000, 100, true]);
});
