import { ReplyError } from "../errors.ts";
import { isNestedDeeper, NESTED_TOO_DEEP } from "../protocol/nesting.ts";

/** Milliseconds in which a body has to arrive whole. */
const BODY_TIMEOUT = 30_000;

/**
 * The JSON object in a request's body; an empty body is an empty object. Reads
 * no further than `limit` bytes, and no longer than half a minute: the runtime
 * bounds neither.
 *
 * @throws {ReplyError} 400, 413, 415
 */
export async function readJsonBody(
  request: Request,
  limit: number,
): Promise<object> {
  const bytes = await readBounded(request, limit);
  if (bytes.length === 0) return {};
  if (!isJson(request.headers.get("content-type"))) {
    throw new ReplyError(415, "content-type: expected application/json");
  }
  return parseObject(bytes);
}

function isJson(contentType: string | null): boolean {
  const [mediaType = ""] = (contentType ?? "").split(";");
  return mediaType.trim().toLowerCase() === "application/json";
}

async function readBounded(
  request: Request,
  limit: number,
): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
    reader.cancel().catch(() => {});
  }, BODY_TIMEOUT);
  try {
    return await readAll(reader, limit, late.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
  late: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new ReplyError(400, "body: broke off");
    });
    if (late.aborted) throw new ReplyError(400, "body: did not arrive in time");
    if (done) return concat(chunks, size);
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw tooLarge(limit);
    }
    chunks.push(value);
  }
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

function parseObject(bytes: Uint8Array): object {
  const value = parse(bytes);
  if (isNestedDeeper(value)) throw new ReplyError(400, NESTED_TOO_DEEP);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value;
  }
  throw new ReplyError(400, "body: expected a JSON object");
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ReplyError(400, "body: expected JSON in UTF-8");
  }
}

function tooLarge(limit: number): ReplyError {
  return new ReplyError(413, `body: expected at most ${limit} bytes`);
}
