const HEADERS = {
  "content-type": "application/x-ndjson",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
} as const;

/** Characters that are sent in one piece. */
const PIECE = 64 * 1024;

/**
 * A response of a line of JSON for each object. They are read as fast as the
 * client takes them, and no further when it has gone. The first piece is there
 * before the response begins; a fault after it breaks the body off, so that
 * nobody takes what came for the whole.
 *
 * @throws what reading the first piece throws
 */
export async function ndjson(lines: AsyncIterable<object>): Promise<Response> {
  const source = lines[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let next: Piece | undefined = await readPiece(source);
  return new Response(
    new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { text, isLast } = next ?? await readPiece(source);
        next = undefined;
        if (text !== "") controller.enqueue(encoder.encode(text));
        if (isLast) controller.close();
      },
      async cancel() {
        await source.return?.();
      },
    }),
    { headers: HEADERS },
  );
}

/** Lines that are sent together. */
interface Piece {
  readonly text: string;
  readonly isLast: boolean;
}

async function readPiece(source: AsyncIterator<object>): Promise<Piece> {
  let text = "";
  while (text.length < PIECE) {
    const { done, value } = await source.next();
    if (done) return { text, isLast: true };
    text += JSON.stringify(value) + "\n";
  }
  return { text, isLast: false };
}
