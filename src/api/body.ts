import type { Clock } from "../base/clock.ts";
import { ReplyError } from "../base/errors.ts";
import { TurnSteps } from "../base/turn_steps.ts";
import type { EngineRequest } from "../gateway/engine.ts";

/** Milliseconds within which a body has to arrive. */
const BODY_TIMEOUT = 30_000;
/** Most bytes of one read. */
const PIECE = 16 * 1024;
/**
 * Reads after which other work gets a turn: one read may return a single byte.
 */
const PIECES_PER_TURN = 64;

/** How much of a body may be read, and until when. */
export interface BodyBounds {
  /** Most bytes of a body. */
  readonly limit: number;
  readonly clock: Pick<Clock, "after" | "cancel" | "nextTurn">;
}

/** Reads a piece of a body, into the given buffer if the stream can do that. */
interface Reader {
  read(
    into: Uint8Array<ArrayBuffer>,
  ): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
  cancel(): Promise<void>;
}

/**
 * Reads the body of a request, no further than the limit and for no longer than
 * half a minute; the runtime bounds neither. All pieces are copied into one
 * buffer, because the runtime allocates 64 KiB even for a single byte.
 *
 * @throws {ReplyError} 400 for a body that is incomplete or late, 413
 */
export async function readBody(
  { headers, body }: Pick<EngineRequest, "headers" | "body">,
  bounds: BodyBounds,
): Promise<Uint8Array<ArrayBuffer>> {
  const { limit, clock } = bounds;
  const declared = headers.get("content-length");
  if (Number(declared ?? 0) > limit) throw tooLarge(limit);
  const bytes = body === null
    ? new Uint8Array()
    : await inTime(readerOf(body), clock, (reader) => readAll(reader, bounds));
  if (declared !== null && bytes.length !== Number(declared)) throw brokenOff();
  return bytes;
}

function readerOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): Reader {
  try {
    return body.getReader({ mode: "byob" }) as Reader;
  } catch {
    // A body that arrived together with its head is one piece, and not a byte
    // stream.
    return body.getReader() as Reader;
  }
}

/** @throws {ReplyError} 400 */
async function inTime<Result>(
  reader: Reader,
  clock: BodyBounds["clock"],
  read: (reader: Reader) => Promise<Result>,
): Promise<Result> {
  let late = false;
  const timer = clock.after(BODY_TIMEOUT, () => {
    late = true;
    // The pending read then ends as if the body had ended.
    reader.cancel().catch(() => {});
  });
  try {
    const result = await read(reader);
    if (!late) return result;
    throw new ReplyError(400, "body: did not arrive in time");
  } finally {
    clock.cancel(timer);
  }
}

async function readAll(
  reader: Reader,
  { limit, clock }: BodyBounds,
): Promise<Uint8Array<ArrayBuffer>> {
  let whole = new Uint8Array(0);
  let size = 0;
  let piece = new Uint8Array(PIECE);
  const steps = new TurnSteps(clock, PIECES_PER_TURN);
  for (;;) {
    const { done, value } = await reader.read(piece).catch(() => {
      throw brokenOff();
    });
    if (done) return whole.slice(0, size);
    if (size + value.length > limit) {
      await reader.cancel();
      throw tooLarge(limit);
    }
    whole = withRoom(whole, size + value.length, limit);
    whole.set(value, size);
    size += value.length;
    piece = new Uint8Array(value.buffer);
    await steps.taken();
  }
}

/** The buffer, or a copy of twice the size. */
function withRoom(
  buffer: Uint8Array<ArrayBuffer>,
  size: number,
  limit: number,
): Uint8Array<ArrayBuffer> {
  if (size <= buffer.length) return buffer;
  const larger = new Uint8Array(Math.min(limit, 2 * size));
  larger.set(buffer);
  return larger;
}

function brokenOff(): ReplyError {
  return new ReplyError(400, "body: broke off: expected the whole of it");
}

function tooLarge(limit: number): ReplyError {
  return new ReplyError(413, `body: expected at most ${limit} bytes`);
}
