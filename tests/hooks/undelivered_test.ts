import { assertEquals } from "@std/assert";
import { editPolicy, recallPolicy } from "../../src/domain/change_policy.ts";
import { privateConversation } from "../../src/domain/ids.ts";
import { Undelivered } from "../../src/hooks/undelivered.ts";
import { undeliveredEvent } from "../../src/hooks/undelivered_event.ts";
import { Views } from "../../src/protocol/views.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { createMemory } from "../helpers/memory_storage.ts";

const CONVERSATION = privateConversation("ann", "bob");
const TIMES = { delay: 1000, now: 1_700_000_000_000 };

function bench({ sequence = true, historyLimit = 1000 } = {}) {
  const clock = new FakeClock();
  const storage = createMemory({ clock, historyLimit });
  const views = new Views({ sequence });
  const undelivered = new Undelivered({ storage, views, sequence });
  const send = async (content: string) => {
    const { message } = await storage.append({
      conversation: CONVERSATION,
      senderId: "ann",
      category: "text",
      content,
      requestId: undefined,
    });
    return message;
  };
  /** What the back end is told by now of a message that bob has not got. */
  const told = async (message: Awaited<ReturnType<typeof send>>) => {
    const { type, data } = undeliveredEvent(message, "bob", {
      views,
      ...TIMES,
    });
    const shown = await undelivered.complete({ type, data });
    return shown as
      | { unread: number; message: { content: string; sequence: number } }
      | undefined;
  };
  return { storage, undelivered, send, told };
}

Deno.test("a message is told as it is by then, with what is unread", async () => {
  const { storage, send, told } = bench();
  const message = await send("first");
  await send("second");
  await storage.change({
    kind: "edited",
    conversation: CONVERSATION,
    userId: "ann",
    messageId: message.id,
    policy: editPolicy(60_000),
    content: "first, edited",
    data: undefined,
  });
  const data = await told(message);
  assertEquals(data?.message.content, "first, edited");
  assertEquals(data?.unread, 2);
});

Deno.test("of a message that was recalled, erased or has gone nothing is told", async () => {
  const { storage, send, told } = bench({ historyLimit: 2 });
  const [gone, recalled] = [await send("goes"), await send("is recalled")];
  await storage.change({
    kind: "recalled",
    conversation: CONVERSATION,
    userId: "ann",
    messageId: recalled.id,
    policy: recallPolicy(60_000),
  });
  const last = await send("stays until its sender is erased");
  assertEquals(await told(gone), undefined);
  assertEquals(await told(recalled), undefined);
  assertEquals((await told(last))?.message.content, last.content);
  const { administration } = storage;
  const query = { after: 0, empty: true };
  await administration.scrub(CONVERSATION.key, "ann", query);
  assertEquals(await told(last), undefined);
});

Deno.test("with sequence off it is found all the same, and nothing is counted", async () => {
  const { send, told } = bench({ sequence: false });
  await send("first");
  const data = await told(await send("second"));
  const { message, unread } = data ?? {};
  assertEquals([message?.content, message?.sequence, unread], ["second", 0, 0]);
});

Deno.test("other events stay as they are", async () => {
  const { undelivered } = bench();
  const data = { user_id: "ann", at: 1 };
  assertEquals(await undelivered.complete({ type: "user.online", data }), data);
});

Deno.test("a message that is found twice is the same event, and another one for each", async () => {
  const { send } = bench();
  const [first, second] = [await send("first"), await send("second")];
  const views = new Views({ sequence: true });
  const idOf = (message: typeof first) =>
    undeliveredEvent(message, "bob", { views, ...TIMES }).id;
  assertEquals(idOf(first), idOf(first));
  assertEquals(idOf(first) === idOf(second), false);
  assertEquals(/^evt_[0-9a-f]{32}$/.test(idOf(first) ?? ""), true);
});
