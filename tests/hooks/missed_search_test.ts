import { assertEquals } from "@std/assert";
import { recallPolicy } from "../../src/domain/change_policy.ts";
import { privateConversation } from "../../src/domain/ids.ts";
import { MissedSearch } from "../../src/hooks/missed_search.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { createMemory } from "../helpers/memory_storage.ts";

const MINUTE = 60_000;

/** A storage, and the end of the process that knew what had arrived. */
function bench() {
  const clock = new FakeClock();
  const storage = createMemory({ clock });
  const search = new MissedSearch({ storage, silence: 10 * MINUTE });
  const send = async (senderId: string, target: string, content: string) => {
    const conversation = privateConversation(senderId, target);
    const draft = { category: "text", content, requestId: undefined };
    return await storage.append({ ...draft, conversation, senderId });
  };
  /** What bob may not have got. */
  const missed = async (until = clock.now()) =>
    (await search.of("bob", until)).map(({ content }) => content).sort();
  return { clock, storage, send, missed };
}

Deno.test("what was sent to somebody who was silent since may not have arrived", async () => {
  const { clock, storage, send, missed } = bench();
  await send("ann", "bob", "before bob came");
  clock.advance(1);
  await storage.enter("bob", undefined);
  clock.advance(1);
  await send("ann", "bob", "from ann");
  await send("cat", "bob", "from cat");
  clock.advance(9 * MINUTE);
  assertEquals(await missed(), ["from ann", "from cat"]);
});

Deno.test("nobody is silent for longer than a connection may be", async () => {
  const { clock, storage, send, missed } = bench();
  await storage.enter("bob", undefined);
  clock.advance(1);
  await send("ann", "bob", "early");
  clock.advance(6 * MINUTE);
  await send("ann", "bob", "late");
  clock.advance(6 * MINUTE);
  assertEquals(await missed(), ["late"]);
  clock.advance(60 * MINUTE);
  assertEquals(await missed(clock.now() - 60 * MINUTE), ["late"]);
});

Deno.test("what was read, or answered in any conversation, has arrived", async () => {
  const { clock, storage, send, missed } = bench();
  await storage.enter("bob", undefined);
  clock.advance(1);
  const { message } = await send("ann", "bob", "read");
  await storage.read(privateConversation("bob", "ann"), "bob", 1);
  assertEquals(message.sequence, 1);
  await send("ann", "bob", "unread");
  assertEquals(await missed(), ["unread"]);
  clock.advance(1);
  await send("bob", "cat", "an answer");
  assertEquals(await missed(), []);
  clock.advance(1);
  await send("ann", "bob", "later");
  assertEquals(await missed(), ["later"]);
});

Deno.test("a recalled message is none, nor is one in a chatroom", async () => {
  const { clock, storage, send, missed } = bench();
  await storage.enter("bob", undefined);
  clock.advance(1);
  const { message } = await send("ann", "bob", "recalled");
  await storage.change({
    kind: "recalled",
    conversation: privateConversation("ann", "bob"),
    userId: "ann",
    messageId: message.id,
    policy: recallPolicy(MINUTE),
  });
  assertEquals(await missed(), []);
});

Deno.test("of a conversation the newest 20 are looked at", async () => {
  const { clock, storage, send, missed } = bench();
  await storage.enter("bob", undefined);
  clock.advance(1);
  for (let at = 10; at < 35; at++) await send("ann", "bob", `message ${at}`);
  const found = await missed();
  assertEquals([found.length, found[0]], [20, "message 15"]);
});
