import {
  backUp,
  type Copied,
  CopyError,
  restore,
} from "../storage/disk/file/copies.ts";
import { DataDirectoryError } from "../storage/disk/file/data_directory.ts";

/** What to copy, and in which direction. */
export interface CopyRequest {
  readonly verb: "backup" | "restore";
  /** The copy. */
  readonly file: string;
  readonly dataDir: string;
}

/** How a command has ended. */
export interface CommandEnd {
  readonly status: 0 | 1;
  /** One line for the caller of the command. */
  readonly line: string;
}

/**
 * Copies a service's data directory to a file, or a file to a data directory.
 */
export async function copy(request: CopyRequest): Promise<CommandEnd> {
  const { verb, file, dataDir } = request;
  try {
    const copied = verb === "backup"
      ? await backUp(dataDir, file)
      : await restore(file, dataDir);
    return { status: 0, line: lineOf(request, copied) };
  } catch (fault) {
    const isExpected = fault instanceof CopyError ||
      fault instanceof DataDirectoryError;
    if (!isExpected) throw fault;
    return { status: 1, line: `gim: ${verb}: ${fault.message}` };
  }
}

function lineOf(
  { verb, file, dataDir }: CopyRequest,
  { size }: Copied,
): string {
  const [from, to] = verb === "backup" ? [dataDir, file] : [file, dataDir];
  return `${JSON.stringify(to)}: ${size} bytes from ${JSON.stringify(from)}`;
}
