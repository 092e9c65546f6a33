import type { Clock } from "../base/clock.ts";
import type { Log } from "../observe/log.ts";
import type { Options } from "../options/options.ts";
import type {
  ArchiveCounts,
  ArchiveSource,
  ArchiveTarget,
  Progress,
} from "../storage/archive/archive.ts";
import { exportArchive } from "../storage/archive/export_archive.ts";
import { importArchive } from "../storage/archive/import_archive.ts";
import { ArchiveError } from "../storage/archive/records.ts";
import { DiskSource } from "../storage/disk/archive/disk_source.ts";
import { DiskTarget } from "../storage/disk/archive/disk_target.ts";
import { DataDirectoryError } from "../storage/disk/file/data_directory.ts";
import { diskFault } from "../storage/disk/file/disk_fault.ts";
import { MEMORY_BOUNDS } from "../storage/memory/memory_bounds.ts";
import { RedisSource } from "../storage/redis/archive/redis_source.ts";
import { RedisTarget } from "../storage/redis/archive/redis_target.ts";
import { CONVERSATION_KEEP } from "../storage/redis/redis_storage.ts";
import { openLines, openToWrite } from "./archive_files.ts";
import type { CommandEnd } from "./copy.ts";

/** The options of the storage that is exported or imported. */
export type MoveOptions = Pick<
  Options,
  "dataDir" | "redisUrl" | "storageTimeout" | "idleExpiry"
>;

/** What to move, and in which direction. */
export interface MoveRequest {
  readonly verb: "export" | "import";
  /** `-` is standard output or input. */
  readonly file: string;
  readonly storage: "disk" | "redis";
  readonly options: MoveOptions;
}

/** What {@linkcode move} needs beside the request. */
export interface MoveEnvironment {
  readonly clock: Clock;
  /** Receives lines about progress and about entries that could not be read. */
  readonly log: Log;
}

/** Milliseconds between two lines about progress. */
const PROGRESS_INTERVAL = 5000;

/** Exports the content of a storage, or imports it to one. */
export async function move(
  request: MoveRequest,
  environment: MoveEnvironment,
): Promise<CommandEnd> {
  const { verb } = request;
  try {
    const counts = verb === "export"
      ? await exportTo(request, environment)
      : await importFrom(request, environment);
    return { status: 0, line: `gim: ${verb}: ${lineOf(counts)}` };
  } catch (fault) {
    if (!isExpected(fault)) throw fault;
    return { status: 1, line: `gim: ${verb}: ${fault.message}` };
  }
}

function isExpected(fault: unknown): fault is Error {
  return fault instanceof ArchiveError ||
    fault instanceof DataDirectoryError || diskFault(fault) !== "other";
}

async function exportTo(
  request: MoveRequest,
  environment: MoveEnvironment,
): Promise<ArchiveCounts> {
  const file = await openToWrite(request.file);
  try {
    const source = await openSource(request, environment);
    try {
      const onProgress = progressIn(environment);
      const { begun: before } = file;
      const settings = before === undefined ? {} : { before };
      const counts = await exportArchive(source, file.sink, {
        ...settings,
        onProgress,
      });
      await file.finish();
      return counts;
    } finally {
      await source.close();
    }
  } finally {
    file.close();
  }
}

async function importFrom(
  request: MoveRequest,
  environment: MoveEnvironment,
): Promise<ArchiveCounts> {
  // First, as opening a target makes a directory.
  const lines = await openLines(request.file);
  const target = await openTarget(request, environment);
  try {
    return await importArchive(lines, target, progressIn(environment));
  } finally {
    await target.close();
  }
}

async function openSource(
  { storage, options }: MoveRequest,
  { clock, log }: MoveEnvironment,
): Promise<ArchiveSource> {
  if (storage === "disk") return new DiskSource(options.dataDir);
  const { redisUrl: urls, storageTimeout: timeout } = options;
  return await RedisSource.open({ urls, timeout, clock, log });
}

async function openTarget(
  { storage, options }: MoveRequest,
  { clock, log }: MoveEnvironment,
): Promise<ArchiveTarget> {
  const { now } = clock;
  const { requestIdAge } = MEMORY_BOUNDS;
  const { dataDir: directory, redisUrl: urls, idleExpiry } = options;
  if (storage === "disk") {
    return new DiskTarget({ directory, requestIdAge, now });
  }
  return await RedisTarget.open({
    urls,
    timeout: options.storageTimeout,
    clock,
    log,
    idleExpiry,
    keep: idleExpiry * CONVERSATION_KEEP,
    requestIdAge,
    now,
  });
}

function progressIn({ clock, log }: MoveEnvironment): Progress {
  let lastAt = clock.elapsed();
  return (counts) => {
    if (clock.elapsed() - lastAt < PROGRESS_INTERVAL) return;
    lastAt = clock.elapsed();
    log.info("moving", { ...counts });
  };
}

function lineOf({ users, conversations, messages }: ArchiveCounts): string {
  return `${users} users, ${conversations} conversations, ${messages} messages`;
}
