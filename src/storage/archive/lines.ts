import { ArchiveError } from "./records.ts";

/** A line without its line break, and where the next one begins. */
export interface Line {
  readonly text: string;
  /** Bytes of the stream up to and with its line break. */
  readonly end: number;
}

/** Bytes of a line that are read: more than any message can have. */
const MAX_LINE = 128 * 1024 * 1024;
const LINE_FEED = 10;

/**
 * The lines of a stream of UTF-8. What follows the last line break is no line
 * yet, and left out.
 *
 * @throws {ArchiveError} for a line of more than 128 MiB, or that is no UTF-8
 */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<Line> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let pieces: Uint8Array[] = [];
  let held = 0;
  let end = 0;
  for await (const piece of stream) {
    let from = 0;
    for (;;) {
      const at = piece.indexOf(LINE_FEED, from);
      if (at < 0) break;
      pieces.push(piece.subarray(from, at));
      end += held + at - from + 1;
      yield { text: decode(decoder, pieces), end };
      pieces = [];
      held = 0;
      from = at + 1;
    }
    pieces.push(piece.slice(from));
    held += piece.length - from;
    if (held > MAX_LINE) throw new ArchiveError("a line of more than 128 MiB");
  }
}

function decode(decoder: TextDecoder, pieces: readonly Uint8Array[]): string {
  try {
    if (pieces.length === 1) return decoder.decode(pieces[0]);
    const parts = pieces.map((piece) =>
      decoder.decode(piece, { stream: true })
    );
    return parts.join("") + decoder.decode();
  } catch {
    throw new ArchiveError("a line that is no UTF-8");
  }
}
