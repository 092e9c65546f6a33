import { assertEquals } from "@std/assert";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { createMemory } from "../../helpers/memory_storage.ts";
import { refusal } from "../../helpers/refusal.ts";
import { storageContract } from "../contract.ts";

storageContract("MemoryStorage", (options) => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, ...options });
  return Promise.resolve({
    storage,
    administration: storage.administration,
    advance: (ms) =>
      ms < 0 ? clock.jumpTo(clock.now() + ms) : clock.advance(ms),
    close: () => {},
  });
});

Deno.test("a chatroom that is forgotten makes place for another of its creator", async () => {
  const clock = new FakeClock();
  const storage = createMemory({
    clock,
    idleExpiry: 60_000,
    quotas: { maxCreated: 1 },
    isOnline: () => true,
  });
  await storage.join("first", "ann", undefined);
  await storage.leave("first", "ann");
  const join = () => storage.join("second", "ann", undefined);
  assertEquals((await refusal(join)).code, 403);
  clock.advance(60_001);
  storage.forgetIdle();
  assertEquals((await join()).joined, true);
});
