import { FakeClock } from "../../helpers/fake_clock.ts";
import { createMemory } from "../../helpers/memory_storage.ts";
import { storageContract } from "../contract.ts";

storageContract("MemoryStorage", (options) => {
  const clock = new FakeClock();
  return Promise.resolve({
    storage: createMemory({ clock, ...options }),
    advance: (ms) =>
      ms < 0 ? clock.jumpTo(clock.now() + ms) : clock.advance(ms),
    close: () => {},
  });
});
