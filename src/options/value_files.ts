import type { Kind } from "./kinds.ts";
import { quote, UsageError } from "./usage_error.ts";

/** A file that holds more is not read. */
const MAX_SIZE = 64 * 1024;
const MARK = "@";

/** Reads a file's text. Throws whatever the runtime throws. */
export type FileReader = (path: string) => string;

/** A text as somebody wrote it, and where. */
interface Written {
  /** The flag as written, or the variable's name. */
  readonly place: string;
  readonly text: string;
}

/**
 * The text itself, or the content of the file that it names. A secret names a
 * file by a text that begins with `@`, an option that takes files by any text.
 * One line break at the end of the file is not part of the value.
 *
 * @throws {UsageError} when the file cannot be read
 */
export function readValue(
  { file, secret }: Pick<Kind<unknown>, "file" | "secret">,
  { place, text }: Written,
  read: FileReader,
): string {
  const isMarked = secret === true && text.startsWith(MARK);
  if (file !== true && !isMarked) return text;
  const path = isMarked ? text.slice(MARK.length) : text;
  if (path === "") return text;
  try {
    return read(path).replaceAll("\r\n", "\n").replace(/\n$/, "");
  } catch (fault) {
    throw new UsageError(
      `${place}: got ${quote(path)}, ${
        reasonOf(fault)
      }: expected a file to read`,
    );
  }
}

/**
 * Reads a file of at most 64 KiB in UTF-8.
 *
 * @throws {RangeError} for a larger one
 */
export function readSmallFile(path: string): string {
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(MAX_SIZE + 1);
  let size = 0;
  for (;;) {
    const count = file.readSync(bytes.subarray(size));
    if (count === null || count === 0) break;
    size += count;
  }
  if (size > MAX_SIZE) throw new RangeError("larger than 64 KiB");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return decoder.decode(bytes.subarray(0, size));
}

function reasonOf(fault: unknown): string {
  if (fault instanceof Deno.errors.NotFound) return "which is not there";
  if (fault instanceof Deno.errors.NotCapable) {
    return "which may not be read without --allow-read";
  }
  if (fault instanceof RangeError) return "which is larger than 64 KiB";
  if (fault instanceof TypeError) return "which is no text in UTF-8";
  return "which cannot be read";
}
