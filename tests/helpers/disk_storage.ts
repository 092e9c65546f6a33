import { USER_QUOTAS, type UserQuotas } from "../../src/domain/quotas.ts";
import { systemClock } from "../../src/base/clock.ts";
import type { Answers, Batch } from "../../src/storage/disk/batch.ts";
import { CallQueue, type DiskPort } from "../../src/storage/disk/call_queue.ts";
import type { ReadCalls, WriteCalls } from "../../src/storage/disk/calls.ts";
import {
  DISK_BOUNDS,
  type DiskBounds,
} from "../../src/storage/disk/disk_bounds.ts";
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
}

/** A storage on disk in this thread, and the time it goes by. */
export interface OpenDisk extends Disposable {
  readonly storage: DiskStorage;
  readonly writes: CallQueue<WriteCalls>;
  readonly reads: CallQueue<ReadCalls>;
  readonly clock: FakeClock;
  readonly directory: string;
}

/** A port to what is in the same thread, over JSON as to another one. */
function portTo(answer: (batch: Batch) => Answers): DiskPort {
  let tell: (answers: Answers) => void = () => {};
  return {
    post(batch) {
      const crossed = JSON.parse(JSON.stringify(batch));
      const answers = JSON.parse(JSON.stringify(answer(crossed)));
      setImmediate(() => tell(answers));
    },
    listen: (take) => tell = take,
  };
}

/** Opens a storage on disk for one test. */
export function openDisk(changes: DiskChanges = {}): OpenDisk {
  const { clock = new FakeClock(), through = (file) => file, ...rest } =
    changes;
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
  const common = { clock: systemClock, pause: 0 };
  const writes = new CallQueue<WriteCalls>({
    ...common,
    port: portTo((batch) => writer.answer(batch)),
    moments: new Moments(clock),
  });
  const reads = new CallQueue<ReadCalls>({
    ...common,
    port: portTo((batch) => reader.answer(batch)),
  });
  return {
    clock,
    directory,
    writes,
    reads,
    storage: new DiskStorage({ writes, reads }),
    [Symbol.dispose]() {
      readFile.close();
      opened.close();
      if (changes.directory === undefined) {
        Deno.removeSync(directory, { recursive: true });
      }
    },
  };
}
