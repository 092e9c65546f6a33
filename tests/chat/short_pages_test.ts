import { assert, assertEquals } from "@std/assert";
import { editPolicy } from "../../src/domain/change_policy.ts";
import {
  chatroomConversation,
  privateConversation,
} from "../../src/domain/ids.ts";
import { FRAME_LIMIT } from "../../src/protocol/frame_limit.ts";
import { jsonWithStringBodies } from "../../src/protocol/json.ts";
import { RulesBench } from "../helpers/rules.ts";

/** What JSON in a JSON string makes seven times as long. */
const LARGE = "\u0001".repeat(4096);
const ROOM = { session_id: "1:room" };
const ANN = { userId: "ann", ref: undefined };

/** Ann is in a room with so many of her messages. */
async function roomWith(count: number, content = LARGE) {
  const bench = new RulesBench();
  // A long name is escaped in every message, recalled or not.
  await bench.storage.enter("ann", "\u0001".repeat(64));
  await bench.chatrooms.join(ANN, { id: "room" });
  for (let sent = 0; sent < count; sent++) {
    await bench.storage.append({
      conversation: chatroomConversation("room"),
      senderId: "ann",
      category: "text",
      content,
      requestId: `${sent} ${'"'.repeat(56)}`,
    });
  }
  return bench;
}

function bytesOf(data: object): number {
  const reply = { op: 208, seq: 1, code: 0, msg: "ok", data };
  return jsonWithStringBodies.encodeReply(reply).length;
}

function sequences(items: readonly { sequence: number }[]): number[] {
  return items.map(({ sequence }) => sequence);
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, at) => at + 1);
}

Deno.test("a history's page that a frame has no room for ends earlier, and the next goes on", async () => {
  const bench = await roomWith(60);
  const found: number[] = [];
  let message_id: string | undefined;
  for (let pages = 0; pages < 10; pages++) {
    const body = { ...ROOM, count: 50, ...(message_id && { message_id }) };
    const page = await bench.messages.history(ANN, body);
    assert(bytesOf(page) <= FRAME_LIMIT);
    found.unshift(...sequences(page.items));
    message_id = page.items[0]?.id;
    if (!page.has_more) break;
    assert(page.items.length < 50);
  }
  assertEquals(found, upTo(60));
});

Deno.test("a page of sync that a frame has no room for ends earlier, and the next goes on", async () => {
  const bench = await roomWith(60);
  const found: number[] = [];
  for (let pages = 0; pages < 10; pages++) {
    const after_sequence = found.at(-1) ?? 0;
    const body = { ...ROOM, after_sequence, count: 500 };
    const page = await bench.sync.page(ANN, body);
    assert(bytesOf(page) <= FRAME_LIMIT);
    assertEquals([page.last_sequence, page.complete], [60, true]);
    found.push(...sequences(page.items));
    if (!page.has_more) break;
  }
  assertEquals(found, upTo(60));
});

Deno.test("changes and messages share a frame, and both come to their end", async () => {
  const bench = await roomWith(520, "x");
  const { items } = await bench.storage.history(
    chatroomConversation("room"),
    "ann",
    { before: undefined, count: 520 },
  );
  for (const { id } of items) {
    await bench.recalls.recall(ANN, { ...ROOM, message_id: id });
  }
  const found: number[] = [];
  const changed: number[] = [];
  let changed_after = 0;
  for (let pages = 0; pages < 10; pages++) {
    const after_sequence = found.at(-1) ?? 0;
    const body = { ...ROOM, after_sequence, changed_after, count: 500 };
    const page = await bench.sync.page(ANN, body);
    assert(bytesOf(page) <= FRAME_LIMIT, `${bytesOf(page)}`);
    assert(page.items.length > 0 || !page.has_more);
    found.push(...sequences(page.items));
    changed.push(...sequences(page.changes));
    changed_after = page.last_change;
    if (!page.has_more && !page.more_changes) break;
  }
  assertEquals([found, changed], [upTo(520), upTo(520)]);
});

Deno.test("one message that is larger than a frame comes with one change, no more", async () => {
  const bench = await roomWith(30, "x");
  const { items } = await bench.messages.history(ANN, { ...ROOM, count: 30 });
  for (const { id } of items) {
    await bench.recalls.recall(ANN, { ...ROOM, message_id: id });
  }
  const conversation = chatroomConversation("room");
  for (const size of [74_000, 80_000]) {
    await bench.storage.append({
      conversation,
      senderId: "ann",
      category: "text",
      content: "\u0001".repeat(size),
      requestId: undefined,
    });
  }
  const body = { ...ROOM, changed_after: 0 };
  for (const after_sequence of [30, 31]) {
    const page = await bench.sync.page(ANN, { ...body, after_sequence });
    assertEquals([page.items.length, page.changes.length], [1, 1]);
    assertEquals([page.last_change, page.more_changes], [1, true]);
  }
});

Deno.test("a page beside whose changes no message fits is read anew only if it gets shorter", async () => {
  const bench = await roomWith(60, "x");
  const { items } = await bench.messages.history(ANN, { ...ROOM, count: 60 });
  for (const { id } of items) {
    await bench.storage.change({
      kind: "edited",
      conversation: chatroomConversation("room"),
      userId: "ann",
      messageId: id,
      policy: editPolicy(60_000),
      content: LARGE,
      data: undefined,
    });
  }
  const counts: number[] = [];
  const { storage } = bench;
  const sync = storage.sync.bind(storage);
  storage.sync = (conversation, reader, query) => {
    counts.push(query.count);
    return sync(conversation, reader, query);
  };
  const body = { ...ROOM, after_sequence: 0, changed_after: 0, count: 60 };
  const page = await bench.sync.page(ANN, body);
  assertEquals([page.items.length, page.changes.length], [1, 1]);
  assertEquals(counts, [60, 1]);
});

Deno.test("a page of sessions that a frame has no room for ends earlier, and its cursor goes on", async () => {
  const bench = new RulesBench();
  for (const peer of upTo(40)) {
    bench.clock.advance(1);
    await bench.storage.append({
      conversation: privateConversation("ann", `u${peer}`),
      senderId: "ann",
      category: "text",
      content: LARGE,
      requestId: undefined,
    });
  }
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const body = { count: 100, ...(cursor && { cursor }) };
    const page = await bench.conversations.list(ANN, body);
    assert(bytesOf(page) <= FRAME_LIMIT);
    assert(page.items.length > 0 && page.items.length < 40);
    found.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  assertEquals(found, upTo(40).reverse().map((peer) => `2:u${peer}`));
});
