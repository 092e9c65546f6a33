import { backup, DatabaseSync } from "node:sqlite";
import {
  DATA,
  DataDirectoryError,
  lockEmptyDirectory,
  PART,
} from "./data_directory.ts";
import { isBlank, whyNotOurs } from "./our_file.ts";
import { SqliteFile } from "./sqlite_file.ts";

/** All pages in one step: in several, each write of a service begins it anew. */
const AT_ONCE = 2 ** 31 - 1;

/** A copy that cannot be made; the message says why, in one line. */
export class CopyError extends Error {
  override readonly name = "CopyError";
}

/** What was copied. */
export interface Copied {
  /** Bytes of the copy. */
  readonly size: number;
}

/**
 * Copies the data of a running or stopped service to a file, as it is at one
 * moment. A service that runs goes on, and keeps its log of changes while the
 * copy is made. A copy of damaged data could not be restored, and none is made.
 *
 * @throws {CopyError} where the file is there already, or cannot be written, or
 * the data is damaged
 * @throws {DataDirectoryError} where the directory is not GIM's
 */
export async function backUp(directory: string, file: string): Promise<Copied> {
  requireAbsent(file);
  const source = `${directory}/${DATA}`;
  if (!exists(source)) {
    throw DataDirectoryError.of(directory, `holds no ${DATA}`);
  }
  worded(source, () => check(source, false));
  const requireWhole = (copy: string) =>
    worded(source, () => check(copy, true));
  await copyWhole(source, file, requireWhole);
  return { size: (await Deno.stat(file)).size };
}

/**
 * Puts a copy into a directory that is empty or not there.
 *
 * @throws {CopyError} where the file is no copy, or damaged
 * @throws {DataDirectoryError} where the directory holds anything, or a service
 * has it
 */
export async function restore(
  file: string,
  directory: string,
): Promise<Copied> {
  if (!exists(file)) throw new CopyError(`${JSON.stringify(file)}: not there`);
  worded(file, () => check(file, true));
  const lock = lockEmptyDirectory(directory);
  try {
    const target = `${directory}/${DATA}`;
    await copyWhole(file, target);
    return { size: (await Deno.stat(target)).size };
  } finally {
    lock.close();
  }
}

/** Is it a file of GIM's, of a version that is known, and undamaged? */
function check(path: string, isThorough: boolean): void {
  const file = new SqliteFile({ path, readOnly: true });
  try {
    const reason = isBlank(file) ? "holds nothing" : whyNotOurs(file);
    if (reason !== undefined) throw new Error(reason);
    const [found] = (isThorough && file.get("PRAGMA quick_check(1)")) || ["ok"];
    if (found !== "ok") throw new Error(`is damaged: ${lastLine(found)}`);
  } finally {
    file.close();
  }
}

/** SQLite puts a heading above what it has found. */
function lastLine(found: unknown): string {
  return String(found).split("\n").at(-1) as string;
}

/** Under another name until it is complete: a copy cut short is none. */
async function copyWhole(
  from: string,
  to: string,
  requireWhole: (copy: string) => void = () => {},
): Promise<void> {
  const part = `${to}${PART}`;
  try {
    removeIfThere(part);
    // Only its owner reads it: it holds what people wrote each other.
    (await Deno.open(part, { write: true, createNew: true, mode: 0o600 }))
      .close();
    await copyPages(from, part);
    requireWhole(part);
    settle(part);
    // Not by a link, which would fail where the other one is there by now: the
    // disks that backups go to do not all have links.
    requireAbsent(to);
    await Deno.rename(part, to);
  } catch (fault) {
    if (fault instanceof CopyError) throw fault;
    throw new CopyError(`${JSON.stringify(to)}: ${reasonOf(fault)}`);
  } finally {
    removeIfThere(part);
  }
}

async function copyPages(from: string, to: string): Promise<void> {
  const database = new DatabaseSync(from, { readOnly: true });
  try {
    await backup(database, to, { rate: AT_ONCE });
  } finally {
    database.close();
  }
  // With a log of its own a copy would be two files, of which one gets lost.
  const copy = new SqliteFile({ path: to });
  copy.all("PRAGMA journal_mode = DELETE");
  copy.close();
}

/** Waits until the copy is on the disk, not only given to it. */
function settle(path: string): void {
  using file = Deno.openSync(path, { read: true, write: true });
  file.syncSync();
}

function requireAbsent(file: string): void {
  if (!exists(file)) return;
  throw new CopyError(`${JSON.stringify(file)}: is there already`);
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (fault) {
    if (fault instanceof Deno.errors.NotFound) return false;
    throw new CopyError(`${JSON.stringify(path)}: ${reasonOf(fault)}`);
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (fault) {
    if (!(fault instanceof Deno.errors.NotFound)) throw fault;
  }
}

/** What is wrong with a file, in words for who named it. */
function worded<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (fault) {
    throw new CopyError(`${JSON.stringify(path)}: ${reasonOf(fault)}`);
  }
}

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
