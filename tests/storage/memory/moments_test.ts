import { assertEquals } from "@std/assert";
import { recallPolicy } from "../../../src/domain/change_policy.ts";
import { PRIVATE, privateConversation } from "../../../src/domain/ids.ts";
import { MemoryStorage } from "../../../src/storage/memory/memory_storage.ts";
import { Moments } from "../../../src/storage/memory/moments.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import {
  createMemory,
  type MemoryChanges,
} from "../../helpers/memory_storage.ts";
import { refusal } from "../../helpers/refusal.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BOB = privateConversation("ann", "bob");

function create(changes: MemoryChanges = {}) {
  const clock = new FakeClock();
  const storage = createMemory({ clock, idleExpiry: 7 * DAY, ...changes });
  /** Somebody sets the machine's clock, and back after a minute. */
  const jump = (ms: number, meanwhile = () => {}) => {
    clock.jumpTo(clock.now() + ms);
    meanwhile();
    clock.advance(MINUTE);
    meanwhile();
    clock.jumpTo(clock.now() - ms);
  };
  return { clock, storage, jump };
}

function send(storage: MemoryStorage, requestId?: string) {
  return storage.append({
    conversation: BOB,
    senderId: "ann",
    category: "text",
    content: "hello",
    requestId,
  });
}

Deno.test("a moment is shown by the machine's clock, and measured by one that never jumps", () => {
  const clock = new FakeClock(1000);
  const moments = new Moments(clock);
  clock.advance(5);
  assertEquals(moments.now(), { time: 1005, steady: 1005 });
  clock.jumpTo(1_000_000);
  assertEquals(moments.now(), { time: 1_000_000, steady: 1005 });
  clock.jumpTo(0);
  clock.advance(10);
  assertEquals(moments.now(), { time: 1_000_000, steady: 1015 });
});

Deno.test("a clock that is eight days ahead for a minute costs nobody their rooms", async () => {
  const { storage, jump } = create();
  await storage.join("room", "ann", undefined);
  await storage.join("room", "bob", undefined);
  await storage.leave("room", "bob");
  await send(storage);
  jump(8 * DAY, () => storage.forgetIdle());
  assertEquals([...await storage.chatroomsOf("ann")], ["room"]);
  assertEquals((await storage.user("bob")).id, "bob");
  const { counts } = storage;
  assertEquals([counts.chatrooms, counts.privates], [1, 1]);
});

Deno.test("a request id stores once while the clock jumps ahead and back", async () => {
  const { storage, jump, clock } = create({ requestIdAge: 10 * MINUTE });
  const { message } = await send(storage, "1");
  const ids: string[] = [];
  const again = () =>
    void send(storage, "1").then((each) => ids.push(each.message.id));
  jump(11 * MINUTE, again);
  jump(-DAY, again);
  await send(storage);
  assertEquals(ids, Array(4).fill(message.id));
  clock.jumpTo(clock.now() - DAY);
  clock.advance(9 * MINUTE);
  assertEquals(
    (await send(storage, "1")).repeated,
    false,
    "it is over in time",
  );
});

Deno.test("how long a message can be recalled is measured by what never jumps", async () => {
  const { storage, clock } = create();
  const recall = (messageId: string) =>
    storage.change({
      kind: "recalled",
      conversation: BOB,
      userId: "ann",
      messageId,
      policy: recallPolicy(2 * MINUTE),
    });
  const first = (await send(storage)).message;
  clock.jumpTo(clock.now() + DAY);
  assertEquals((await recall(first.id)).change?.number, 1);
  const second = (await send(storage)).message;
  clock.jumpTo(clock.now() - 2 * DAY);
  clock.advance(2 * MINUTE + 1);
  assertEquals((await refusal(() => recall(second.id))).code, 403);
});

Deno.test("the coldest stay the coldest, and the list stays in order, whatever the clock does", async () => {
  const { storage, clock } = create({ maxPrivates: 2 });
  const tell = (peer: string) =>
    storage.append({
      conversation: privateConversation("ann", peer),
      senderId: "ann",
      category: "text",
      content: "hello",
      requestId: undefined,
    });
  const listed = async () => {
    const query = { type: PRIVATE, after: undefined, count: 10 } as const;
    const { items } = await storage.conversations("ann", query);
    return items.map(({ target }) => target);
  };
  clock.jumpTo(clock.now() + DAY);
  await tell("bob");
  clock.jumpTo(clock.now() - DAY);
  clock.advance(MINUTE);
  await tell("cat");
  clock.advance(MINUTE);
  await tell("bob");
  clock.advance(MINUTE);
  await tell("dan");
  assertEquals((await listed()).toSorted(), ["bob", "dan"]);
});
