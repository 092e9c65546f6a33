import {
  MEMORY_BOUNDS,
  type MemoryBounds,
} from "../../src/storage/memory/memory_bounds.ts";
import { MemoryStorage } from "../../src/storage/memory/memory_storage.ts";
import { FakeClock } from "./fake_clock.ts";

/** What a test says about its storage; the rest is wide enough not to matter. */
export interface MemoryChanges extends Partial<MemoryBounds> {
  readonly clock?: FakeClock;
  readonly isOnline?: (userId: string) => boolean;
}

/** A storage in memory for one test. */
export function createMemory(changes: MemoryChanges = {}): MemoryStorage {
  const {
    clock = new FakeClock(),
    isOnline = () => false,
    ...bounds
  } = changes;
  return new MemoryStorage({
    bounds: {
      ...MEMORY_BOUNDS,
      historyLimit: 1000,
      storageLimit: 1024 ** 3,
      idleExpiry: 24 * 3_600_000,
      ...bounds,
    },
    clock,
    isOnline,
  });
}
