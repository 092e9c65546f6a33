import { assert, assertEquals } from "@std/assert";
import { privateConversation } from "../../../src/domain/ids.ts";
import { SERVICE } from "../../../src/storage/actor.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { createMemory } from "../../helpers/memory_storage.ts";
import { abuseContract } from "../contract_abuse.ts";
import { send } from "../contract_steps.ts";

const STORAGE_LIMIT = 400_000;
const LONG = "x".repeat(1000);

function create() {
  const clock = new FakeClock();
  const storage = createMemory({
    clock,
    storageLimit: STORAGE_LIMIT,
    maxMemberships: 1200,
    isOnline: () => true,
    quotas: { maxJoined: 1000 },
  });
  const assertBounded = () => {
    const { counts } = storage;
    assert(counts.messageBytes <= STORAGE_LIMIT);
    assert(counts.privates <= 1100);
    assert(counts.chatrooms <= 2 + 100);
  };
  const advance = (ms: number) => clock.advance(ms);
  return { storage, clock, advance, assertBounded, close: () => {} };
}

abuseContract("MemoryStorage", { create, times: 6000 });

Deno.test("who fills the storage makes room for those who write now", async () => {
  const { storage, clock } = create();
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
