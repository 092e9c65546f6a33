import { USER_QUOTAS, type UserQuotas } from "../../src/domain/quotas.ts";
import type { OnHeir } from "../../src/storage/governance.ts";
import {
  MEMORY_BOUNDS,
  type MemoryBounds,
} from "../../src/storage/memory/memory_bounds.ts";
import { MemoryStorage } from "../../src/storage/memory/memory_storage.ts";
import { FakeClock } from "./fake_clock.ts";

/** A test's changes to its storage; other bounds are too large to matter. */
export interface MemoryChanges extends Partial<Omit<MemoryBounds, "quotas">> {
  readonly quotas?: Partial<UserQuotas>;
  readonly clock?: FakeClock;
  readonly isOnline?: (userId: string) => boolean;
  readonly onHeir?: OnHeir;
}

/** A storage in memory for one test. */
export function createMemory(changes: MemoryChanges = {}): MemoryStorage {
  const {
    clock = new FakeClock(),
    isOnline = () => false,
    quotas = {},
    onHeir,
    ...bounds
  } = changes;
  return new MemoryStorage({
    bounds: {
      ...MEMORY_BOUNDS,
      historyLimit: 1000,
      maxMembers: 100_000,
      storageLimit: 1024 ** 3,
      dataLimit: 1024 ** 3,
      idleExpiry: 24 * 3_600_000,
      ...bounds,
      quotas: { maxJoined: 0, ...USER_QUOTAS, ...quotas },
    },
    clock,
    isOnline,
    onHeir,
  });
}
