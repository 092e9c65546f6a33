import { ArchiveError } from "../storage/archive/records.ts";
import { linesOf } from "../storage/archive/lines.ts";
import {
  type BegunExport,
  readBegun,
} from "../storage/archive/begun_export.ts";
import type { LineSink } from "../storage/archive/export_archive.ts";

/** Stands for standard input or output. */
const STANDARD = "-";
/** Suffix of the name of a file that is not complete yet. */
const PART = ".part";
const BUSY = "another process is writing it";

/** Where an export goes. */
export interface ExportFile {
  readonly sink: LineSink;
  /** The content that an interrupted export has left in it. */
  readonly begun: BegunExport | undefined;
  /** Completes the file by giving it its final name. */
  finish(): Promise<void>;
  close(): void;
}

/**
 * Opens the file of an export; an interrupted export is continued.
 *
 * @throws {ArchiveError} when the file exists already or cannot be written
 */
export async function openToWrite(name: string): Promise<ExportFile> {
  if (name === STANDARD) {
    return {
      sink: (lines) =>
        worded("standard output", () => writeAll(Deno.stdout, lines)),
      begun: undefined,
      finish: () => Promise.resolve(),
      close: () => {},
    };
  }
  const words = JSON.stringify(name);
  return await worded(words, async () => {
    await requireAbsent(name);
    const part = `${name}${PART}`;
    const file = await Deno.open(part, {
      read: true,
      write: true,
      create: true,
      // Only its owner may read it: it holds users' messages.
      mode: 0o600,
    });
    try {
      // Two that write to one file would leave a file that neither has written.
      if (!await isOurs(file)) throw new ArchiveError(BUSY);
      // The other one may have completed it a moment ago.
      await requireAbsent(name);
      const begun = await readBegun(linesOf(piecesOf(file)));
      await file.truncate(begun.end);
      await file.seek(begun.end, Deno.SeekMode.Start);
      return {
        sink: (lines) => worded(words, () => writeAll(file, lines)),
        begun,
        finish: () =>
          worded(words, async () => {
            await file.sync();
            await requireAbsent(name);
            await Deno.rename(part, name);
          }),
        close: () => file.close(),
      };
    } catch (fault) {
      file.close();
      throw fault;
    }
  });
}

/**
 * Has no other process the file? The runtime of a binary may be older than Deno
 * itself and have no such locks: there it is not known.
 */
async function isOurs(file: Partial<Deno.FsFile>): Promise<boolean> {
  return await file.tryLock?.(true) ?? true;
}

/**
 * Opens an export; its lines have to be read to the end, or given up.
 *
 * @throws {ArchiveError} where it cannot be opened
 */
export async function openLines(name: string): Promise<AsyncGenerator<string>> {
  if (name === STANDARD) return linesIn(Deno.stdin, "standard input");
  const words = JSON.stringify(name);
  return linesIn(await worded(words, () => Deno.open(name)), words);
}

type ReadableFile = Pick<Deno.FsFile, "read" | "close">;

async function* linesIn(
  file: ReadableFile,
  words: string,
): AsyncGenerator<string> {
  const read = (into: Uint8Array) => worded(words, () => file.read(into));
  try {
    for await (const { text } of linesOf(piecesOf({ read }))) yield text;
  } finally {
    file.close();
  }
}

async function* piecesOf(
  file: { read(into: Uint8Array): Promise<number | null> },
): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(64 * 1024);
  for (;;) {
    const count = await file.read(buffer);
    if (count === null) return;
    yield buffer.subarray(0, count);
  }
}

async function writeAll(
  to: { write(bytes: Uint8Array): Promise<number> },
  text: string,
): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}

async function requireAbsent(name: string): Promise<void> {
  try {
    await Deno.lstat(name);
  } catch (fault) {
    if (fault instanceof Deno.errors.NotFound) return;
    throw fault;
  }
  throw new ArchiveError("is there already");
}

/**
 * Turns an error of the file system into a message for the operator, who knows
 * the file by these words.
 */
async function worded<T>(words: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (fault) {
    const { message } = fault as Error;
    throw new ArchiveError(`${words}: ${message}`);
  }
}
