import { isBlank, whyNotOurs } from "./our_file.ts";
import {
  APPLICATION_ID,
  migrate,
  SCHEMA_VERSION,
  versionOf,
} from "./schema.ts";
import { diskFault } from "./disk_fault.ts";
import type { SqlFile } from "./sql.ts";
import { SqliteFile } from "./sqlite_file.ts";

/** The file of SQLite; its log and its shared memory are beside it. */
export const DATA = "gim.db";
/** What is at the end of the name of a file that is not complete yet. */
export const PART = ".part";
/** Locked by the one process that uses the directory. */
const LOCK = "gim.lock";
/** What a file system itself puts into a directory. */
const NOBODYS: ReadonlySet<string> = new Set(["lost+found"]);

/** KiB of the file that are cached. */
const CACHE_KIB = 65_536;
/** Bytes to which the log is truncated when it starts anew. */
const LOG_LIMIT = 64 * 1024 ** 2;
/** Milliseconds to wait while another process copies the file. */
const BUSY = 5000;

/** A directory that cannot be used; the message says why, in one line. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";

  /** An error about this directory. */
  static of(directory: string, reason: string): DataDirectoryError {
    const name = JSON.stringify(directory);
    return new DataDirectoryError(`--data-dir: ${name}: ${reason}`);
  }
}

/**
 * When a transaction is on the disk: at once (`full`), or a moment later
 * (`normal`).
 */
export type DiskSync = "full" | "normal";

/** A directory that this process has locked, and its file. */
export interface DataDirectory {
  readonly file: SqlFile;
  /** Bytes of the file and of its log. */
  measure(): { readonly data: number; readonly log: number };
  close(): void;
}

/**
 * Opens a directory for writing, or creates it, and migrates its file to this
 * program's version. Only one process can have it at a time.
 *
 * @throws {DataDirectoryError}
 */
export function openDirectory(
  directory: string,
  sync: DiskSync,
): DataDirectory {
  return worded(directory, () => {
    requireOurs(directory);
    requireWhole(directory);
    const lock = takeLock(directory);
    try {
      const file = openFile(directory, sync);
      const close = () => {
        file.close();
        lock.close();
      };
      return { file, close, measure: () => measure(directory) };
    } catch (fault) {
      lock.close();
      throw fault;
    }
  });
}

/**
 * Takes a directory that is empty, or makes it, for who puts a file there.
 *
 * @throws {DataDirectoryError} where it holds anything, or another process has it
 */
export function lockEmptyDirectory(directory: string): { close(): void } {
  return worded(directory, () => {
    requireOurs(directory);
    const lock = takeLock(directory);
    if (!exists(`${directory}/${DATA}`)) return lock;
    lock.close();
    throw DataDirectoryError.of(
      directory,
      `holds ${DATA}: expected an empty directory, or none`,
    );
  });
}

/** Opens the file of a directory that is open, to read. */
export function openToRead(directory: string): SqlFile {
  return new SqliteFile({
    path: `${directory}/${DATA}`,
    readOnly: true,
    setup: [
      `PRAGMA busy_timeout = ${BUSY}`,
      `PRAGMA cache_size = -${CACHE_KIB}`,
    ],
  });
}

/**
 * Opens the file of a directory to read it, whether or not a service has it.
 *
 * @throws {DataDirectoryError} where there is none, or none of this version
 */
export function openBeside(directory: string): SqlFile {
  return worded(directory, () => {
    if (!exists(`${directory}/${DATA}`)) {
      throw DataDirectoryError.of(directory, `holds no ${DATA}`);
    }
    const file = openToRead(directory);
    try {
      const reason = isBlank(file) ? "holds nothing" : whyNotReadable(file);
      if (reason === undefined) return file;
      throw DataDirectoryError.of(directory, `${DATA} ${reason}`);
    } catch (fault) {
      file.close();
      throw fault;
    }
  });
}

/** Why a file cannot be read as it is; who opens it to write migrates it. */
function whyNotReadable(file: SqlFile): string | undefined {
  const reason = whyNotOurs(file);
  const version = versionOf(file);
  if (reason !== undefined || version === SCHEMA_VERSION) return reason;
  return `has version ${version}, older than this program's ` +
    `${SCHEMA_VERSION}: expected one that its service was started on`;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function measure(directory: string) {
  const sizeOf = (name: string) => {
    try {
      return Deno.statSync(`${directory}/${name}`).size;
    } catch {
      return 0;
    }
  };
  return { data: sizeOf(DATA), log: sizeOf(`${DATA}-wal`) };
}

/** Creates the directory; refuses one with files that are not ours. */
function requireOurs(directory: string): void {
  Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const names = [...Deno.readDirSync(directory)].map(({ name }) => name);
  const others = names.filter((name) => !NOBODYS.has(name));
  if (others.includes(DATA)) return;
  if (others.every((name) => name === LOCK || isPart(name))) return;
  throw DataDirectoryError.of(
    directory,
    `holds other files and no ${DATA}: expected GIM's directory, or an empty one`,
  );
}

/** Refuses to begin an empty file where one is to be restored. */
function requireWhole(directory: string): void {
  const names = [...Deno.readDirSync(directory)].map(({ name }) => name);
  if (names.includes(DATA) || !names.some(isPart)) return;
  throw DataDirectoryError.of(
    directory,
    "holds a restore that was cut short: expected it to be made again",
  );
}

/** Is it what a restore that was cut short has left? */
function isPart(name: string): boolean {
  return name.startsWith(`${DATA}${PART}`);
}

/**
 * A lock of the file system, which ends with the process, however that ends.
 */
function takeLock(directory: string): SqliteFile {
  const lock = new SqliteFile({ path: `${directory}/${LOCK}` });
  try {
    // Nothing is ever written to it.
    lock.all("PRAGMA journal_mode = MEMORY");
    lock.run("BEGIN EXCLUSIVE");
    return lock;
  } catch (fault) {
    lock.close();
    if (!/locked/.test(String(fault))) throw fault;
    throw DataDirectoryError.of(
      directory,
      "another process has it: only one GIM can have a directory",
    );
  }
}

function openFile(directory: string, sync: DiskSync): SqlFile {
  const file = new SqliteFile({
    path: `${directory}/${DATA}`,
    setup: [
      `PRAGMA busy_timeout = ${BUSY}`,
      "PRAGMA auto_vacuum = INCREMENTAL",
    ],
  });
  try {
    requireReadable(directory, file);
    for (const pragma of pragmas(sync)) file.all(pragma);
    migrate(file);
    return file;
  } catch (fault) {
    file.close();
    throw fault;
  }
}

function pragmas(sync: DiskSync): string[] {
  return [
    "PRAGMA journal_mode = WAL",
    `PRAGMA synchronous = ${sync}`,
    `PRAGMA cache_size = -${CACHE_KIB}`,
    `PRAGMA journal_size_limit = ${LOG_LIMIT}`,
    "PRAGMA temp_store = MEMORY",
    `PRAGMA application_id = ${APPLICATION_ID}`,
  ];
}

/** Is the file ours, of a version that we know, and as long as it says? */
function requireReadable(directory: string, file: SqliteFile): void {
  const reason = isBlank(file) ? undefined : whyNotOurs(file);
  if (reason === undefined) return;
  throw DataDirectoryError.of(directory, `${DATA} ${reason}`);
}

/** Words a fault of a directory for the person who chose it. */
function worded<T>(directory: string, open: () => T): T {
  try {
    return open();
  } catch (fault) {
    if (fault instanceof DataDirectoryError) throw fault;
    throw DataDirectoryError.of(directory, reasonOf(fault));
  }
}

function reasonOf(fault: unknown): string {
  const text = fault instanceof Error ? fault.message : String(fault);
  switch (diskFault(fault)) {
    case "damaged":
      return `${DATA} is damaged (${text}): restore a backup`;
    case "full":
      return "the disk is full";
    case "broken":
      return `not readable or not writable (${text})`;
    case "other":
      return `not usable (${text})`;
  }
}
