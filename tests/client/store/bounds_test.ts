import { assertEquals } from "@std/assert";
import { GimClient, type Message } from "../../../src/client/mod.ts";
import { ListReader } from "../../../src/client/store/list_reader.ts";
import { MessageLog } from "../../../src/client/store/message_log.ts";
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

Deno.test("the list is read as far as 10,000 conversations", async () => {
  let pages = 0;
  let taken = 0;
  const session = (number: number): Session => ({
    id: `2:u${number}`,
    type: 2,
    title: "U",
    last: null,
    unread: 0,
    last_sequence: 0,
    read_sequence: 0,
    updated_at: 1,
  });
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
