import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/base/clock.ts";
import { USER_QUOTAS } from "../../src/domain/quotas.ts";
import { Disk } from "../../src/storage/disk/disk.ts";
import { DISK_BOUNDS } from "../../src/storage/disk/disk_bounds.ts";
import type { DiskSync } from "../../src/storage/disk/file/data_directory.ts";
import type { Storage } from "../../src/storage/storage.ts";

const ENTRY = new URL("../../main.ts", import.meta.url).href;

/** What {@linkcode openDisk} opens. */
export interface DiskPlan {
  readonly sync: DiskSync;
  /** Messages kept per conversation. */
  readonly historyLimit: number;
  /** Puts a file into the directory before. */
  readonly fill?: (directory: string) => void;
}

/** A storage on disk with its threads, as a service has it. */
export interface OpenedDisk {
  readonly storage: Storage;
  /** Removes the directory, too. */
  close(): Promise<void>;
}

/** Opens one in a directory of its own. */
export async function openDisk(
  { sync, historyLimit, fill }: DiskPlan,
): Promise<OpenedDisk> {
  const directory = await Deno.makeTempDir({ prefix: "gim-bench-" });
  fill?.(directory);
  const disk = new Disk({
    directory,
    sync,
    bounds: {
      ...DISK_BOUNDS,
      historyLimit,
      historyAge: undefined,
      storageLimit: 1024 ** 3,
      idleExpiry: 365 * 86_400_000,
      maxMembers: 100_000,
      quotas: { maxJoined: 0, ...USER_QUOTAS },
    },
    entry: ENTRY,
    sources: fileURLToPath(new URL("../../", import.meta.url)),
    isOnline: () => false,
    clock: systemClock,
    log: { debug: print, info: print, warn: print, error: print },
    counts: undefined,
  });
  await disk.open();
  return {
    storage: disk.storage,
    async close() {
      await disk.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

function print(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}
