import { assert, assertEquals } from "@std/assert";
import {
  chatroomConversation,
  type ConversationRef,
  privateConversation,
} from "../../../src/domain/ids.ts";
import { SERVICE } from "../../../src/storage/storage.ts";
import type { MemoryStorage } from "../../../src/storage/memory/memory_storage.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { createMemory } from "../../helpers/memory_storage.ts";
import { Random } from "../../helpers/random.ts";
import { joinAll, send } from "../contract_steps.ts";

const STORAGE_LIMIT = 400_000;
const LONG = "x".repeat(1000);

/** A conversation that the flooder has no part in. */
interface Quiet {
  readonly ref: ConversationRef;
  readonly userId: string;
}

/** A storage, others who talk, and somebody who does what they may to it. */
class Abuse {
  readonly clock = new FakeClock();
  readonly storage: MemoryStorage;
  readonly quiet: Quiet[] = [];

  constructor() {
    const { clock } = this;
    const isOnline = () => true;
    const storageLimit = STORAGE_LIMIT;
    const quotas = { maxJoined: 1000 };
    this.storage = createMemory({ clock, storageLimit, isOnline, quotas });
  }

  /** Three pairs and two chatrooms, with 120 messages each. */
  static async start(): Promise<Abuse> {
    const abuse = new Abuse();
    for (const at of [1, 2, 3]) {
      await abuse.#talk(
        privateConversation(`ann${at}`, `ben${at}`),
        `ann${at}`,
      );
    }
    for (const id of ["lobby", "market"]) {
      await joinAll(abuse.storage, id, "cat", "dan");
      await abuse.#talk(chatroomConversation(id), "cat");
    }
    return abuse;
  }

  async #talk(ref: ConversationRef, userId: string): Promise<void> {
    for (let at = 1; at <= 120; at++) {
      await send(this.storage, userId, ref, { content: `${at}` });
      this.clock.advance(10);
    }
    this.quiet.push({ ref, userId });
  }

  /** Has everybody else what they had, and may they do what they could? */
  async assertUnharmed(): Promise<void> {
    const { storage } = this;
    for (const { ref, userId } of this.quiet) {
      const page = { before: undefined, count: 100 };
      const { items } = await storage.history(ref, userId, page);
      assertEquals(items.length, 100, ref.key);
      assertEquals(items.at(-1)?.content, "120");
    }
    assert(storage.counts.messageBytes <= STORAGE_LIMIT);
    await storage.enter("newcomer", "New");
    await storage.join("new room", "newcomer", undefined);
    await storage.join("lobby", "newcomer", undefined);
    await send(storage, "newcomer", chatroomConversation("new room"));
    await send(storage, "ann1", privateConversation("ann1", "newcomer"), {
      requestId: "once",
    });
    const { repeated } = await send(
      storage,
      "ann1",
      privateConversation("ann1", "newcomer"),
      { requestId: "once" },
    );
    assertEquals(repeated, true);
  }
}

function test(
  name: string,
  flood: (abuse: Abuse, times: number) => Promise<void>,
): void {
  Deno.test(`nobody else is harmed by ${name}`, async () => {
    const abuse = await Abuse.start();
    await flood(abuse, 6000);
    await abuse.assertUnharmed();
  });
}

test("many messages into one conversation", async ({ storage }, times) => {
  const ref = privateConversation("flooder", "victim");
  for (let at = 0; at < times; at++) {
    await send(storage, "flooder", ref, { content: LONG });
  }
});

test("few messages into many conversations", async ({ storage }, times) => {
  for (let at = 0; at < times; at++) {
    const ref = privateConversation("flooder", `victim${at}`);
    await send(storage, "flooder", ref, { content: "x" });
  }
  assert(storage.counts.privates <= 1100);
});

test("long messages into many conversations", async ({ storage }, times) => {
  for (let at = 0; at < times; at++) {
    const ref = privateConversation("flooder", `victim${at % 500}`);
    await send(storage, "flooder", ref, { content: LONG });
  }
});

test("joins of chatrooms that do not exist", async ({ storage }, times) => {
  for (let at = 0; at < times; at++) {
    await storage.join(`made ${at}`, "flooder", undefined).catch(() => {});
  }
  assertEquals(storage.counts.chatrooms, 2 + 100);
});

test(
  "chatrooms that are filled and left",
  async ({ storage, clock }, times) => {
    for (let at = 0; at < times; at++) {
      const id = `made ${Math.floor(at / 100) % 100}`;
      await storage.join(id, "flooder", undefined);
      const ref = chatroomConversation(id);
      await send(storage, "flooder", ref, { content: LONG });
      if (at % 100 === 99) await storage.leave(id, "flooder");
      clock.advance(1);
    }
  },
);

test("request ids", async ({ storage }, times) => {
  await send(storage, "ann1", privateConversation("ann1", "ben1"), {
    content: "120",
    requestId: "ann's",
  });
  const ref = privateConversation("flooder", "victim");
  for (let at = 0; at < times; at++) {
    const requestId = `${at}`.padStart(64, "0");
    await send(storage, "flooder", ref, { content: "x", requestId });
  }
  const again = await send(
    storage,
    "ann1",
    privateConversation("ann1", "ben1"),
    {
      content: "120",
      requestId: "ann's",
    },
  );
  assertEquals(again.repeated, true);
});

test("names and recalls", async ({ storage }, times) => {
  const ref = privateConversation("flooder", "victim");
  const policy = { fromRank: 3, window: 120_000 } as const;
  for (let at = 0; at < times; at++) {
    await storage.enter("flooder", `${at}`.padStart(64, "n"));
    const { message } = await send(storage, "flooder", ref, { content: LONG });
    await storage.recall({
      conversation: ref,
      userId: "flooder",
      messageId: message.id,
      policy,
    });
  }
});

Deno.test("whatever one user does, in whatever order, the others keep theirs", async () => {
  const abuse = await Abuse.start();
  const { storage, clock } = abuse;
  const random = new Random(7);
  const rooms = Array.from({ length: 20 }, (_, at) => `made ${at}`);
  const acts = [
    () => storage.join(random.pick(rooms), "flooder", undefined),
    () => storage.leave(random.pick(rooms), "flooder"),
    () =>
      send(storage, "flooder", chatroomConversation(random.pick(rooms)), {
        content: LONG,
      }),
    () => {
      const peer = `victim${random.below(3000)}`;
      const content = random.chance(0.5) ? LONG : "x";
      const requestId = random.chance(0.5) ? `${random.below(1e9)}` : undefined;
      const ref = privateConversation("flooder", peer);
      return send(storage, "flooder", ref, { content, requestId });
    },
    () => Promise.resolve(clock.advance(random.below(500))),
  ];
  for (let at = 0; at < 8000; at++) await random.pick(acts)().catch(() => {});
  await abuse.assertUnharmed();
});

Deno.test("who fills the storage makes room for those who write now", async () => {
  const { storage, clock } = await Abuse.start();
  const flood = privateConversation("flooder", "victim");
  for (let at = 0; at < 1000; at++) {
    await send(storage, "flooder", flood, { content: LONG });
  }
  clock.advance(60_000);
  const ref = privateConversation("eva", "fay");
  for (let at = 0; at < 80; at++) {
    await send(storage, "eva", ref, { content: LONG });
  }
  const kept = await storage.history(ref, SERVICE, {
    before: undefined,
    count: 1000,
  });
  assertEquals(kept.items.length, 80);
});
