import { USER_QUOTAS, type UserQuotas } from "../../src/domain/quotas.ts";
import { systemClock } from "../../src/base/clock.ts";
import type { OnHeir } from "../../src/storage/governance.ts";
import type { Answers, Batch, Figures } from "../../src/storage/disk/batch.ts";
import { DiskCache } from "../../src/storage/disk/cache/disk_cache.ts";
import { settle } from "../../src/storage/disk/cache/settled_calls.ts";
import { CallQueue, type DiskPort } from "../../src/storage/disk/call_queue.ts";
import {
  CLEARED,
  type ReadCalls,
  type WriteCalls,
} from "../../src/storage/disk/calls.ts";
import {
  DISK_BOUNDS,
  type DiskBounds,
} from "../../src/storage/disk/disk_bounds.ts";
import { DiskOutbox } from "../../src/storage/disk/disk_outbox.ts";
import { DiskStorage } from "../../src/storage/disk/disk_storage.ts";
import {
  openDirectory,
  openToRead,
} from "../../src/storage/disk/file/data_directory.ts";
import type { SqlFile } from "../../src/storage/disk/file/sql.ts";
import { ReaderEnd } from "../../src/storage/disk/reader/reader_end.ts";
import { WriterEnd } from "../../src/storage/disk/writer/writer_end.ts";
import { Moments } from "../../src/storage/memory/moments.ts";
import { FakeClock } from "./fake_clock.ts";

/** A test's changes to its storage; other bounds are too large to matter. */
export interface DiskChanges extends Partial<Omit<DiskBounds, "quotas">> {
  readonly quotas?: Partial<UserQuotas>;
  readonly clock?: FakeClock;
  /** A new one where none is given. */
  readonly directory?: string;
  /** Stands between the storage and its file. */
  readonly through?: (file: SqlFile) => SqlFile;
  /** Turns of the event loop by which a page that was read comes later. */
  readonly late?: () => number;
  readonly onHeir?: OnHeir;
}

/** A storage on disk in this thread, and the time it goes by. */
export interface OpenDisk extends Disposable {
  readonly storage: DiskStorage;
  readonly outbox: DiskOutbox;
  readonly writes: CallQueue<WriteCalls>;
  readonly reads: CallQueue<ReadCalls>;
  readonly cache: DiskCache;
  readonly clock: FakeClock;
  readonly directory: string;
}

/** A port to what is in the same thread, over JSON as to another one. */
function portTo(
  answer: (batch: Batch) => Answers,
  late: () => number = () => 0,
): DiskPort {
  let tell: (answers: Answers) => void = () => {};
  let before = Promise.resolve();
  return {
    post(batch) {
      const crossed = JSON.parse(JSON.stringify(batch));
      const answers = JSON.parse(JSON.stringify(answer(crossed)));
      const turns = turnsOf(1 + late());
      before = before.then(() => turns).then(() => tell(answers));
    },
    listen: (take) => tell = take,
  };
}

async function turnsOf(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Opens a storage on disk for one test. */
export function openDisk(changes: DiskChanges = {}): OpenDisk {
  const { clock = new FakeClock(), through = (file) => file, ...others } =
    changes;
  const { late, onHeir, ...rest } = others;
  const {
    directory = Deno.makeTempDirSync({ prefix: "gim-" }),
    quotas = {},
    ...given
  } = rest;
  const bounds: DiskBounds = {
    ...DISK_BOUNDS,
    historyLimit: 1000,
    historyAge: undefined,
    storageLimit: 1024 ** 3,
    maxMembers: 100_000,
    idleExpiry: 24 * 3_600_000,
    ...given,
    quotas: { maxJoined: 0, ...USER_QUOTAS, ...quotas },
  };
  const opened = openDirectory(directory, "normal");
  const readFile = openToRead(directory);
  const { elapsed } = systemClock;
  const writer = new WriterEnd({
    file: through(opened.file),
    bounds,
    elapsed,
    measure: opened.measure,
  });
  const reader = new ReaderEnd(readFile, bounds);
  const cache = new DiskCache(bounds);
  const moments = new Moments(clock);
  let events: Figures["events"] | undefined;
  const common = { clock: systemClock, pause: 0, moments };
  const writes = new CallQueue<WriteCalls>({
    ...common,
    port: portTo((batch) => writer.answer(batch)),
    onAnswer: (call, answer) => settle(cache, call, answer),
    onAnswers: ({ figures }) => events = figures?.events ?? events,
  });
  const reads = new CallQueue<ReadCalls>({
    ...common,
    port: portTo((batch) => reader.answer(batch), late),
  });
  return {
    clock,
    directory,
    writes,
    reads,
    cache,
    storage: new DiskStorage({ writes, reads, cache, onHeir }),
    outbox: new DiskOutbox({ writes, reads, moments, figures: () => events }),
    [Symbol.dispose]() {
      readFile.close();
      opened.close();
      if (changes.directory === undefined) {
        Deno.removeSync(directory, { recursive: true });
      }
    },
  };
}

/** Deletes all rows that are due to be deleted. */
export async function clearAll({ writes }: OpenDisk): Promise<void> {
  for (const kind of CLEARED) {
    while ((await writes.call("clear", kind, 5)).more);
  }
}

/** How many rows a table has, seen from beside the storage. */
export function rowsOf({ directory }: OpenDisk, table: string): number {
  const file = openToRead(directory);
  const [count] = file.get(`SELECT count(*) FROM ${table}`) as [number];
  file.close();
  return count;
}
