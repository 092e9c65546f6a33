import type { Arrival } from "../api/arrival.ts";
import type { Clock } from "../clock.ts";
import { ReplyError } from "../errors.ts";

/** An HTTP request as it crosses to the core's thread. */
export interface PlainRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array<ArrayBuffer> | undefined;
}

/** A request, and how it came in. */
export interface CrossingRequest {
  readonly request: PlainRequest;
  readonly arrival: Arrival;
}

/** The response to one. */
export interface PlainResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Methods of which no request can be made again. */
const FORBIDDEN: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);
/** Methods whose requests have no body that anybody reads. */
const BODILESS: ReadonlySet<string> = new Set(["GET", "HEAD"]);
/** Milliseconds in which a body has to arrive whole. */
const BODY_TIMEOUT = 30_000;

/** How much of a body is read, and by which time. */
export interface BodyBounds {
  /** Bytes of a body that is not too large. */
  readonly limit: number;
  readonly clock: Pick<Clock, "after" | "cancel">;
}

/**
 * A request as plain data. No more of its body is read than one byte beyond
 * `limit`, which is enough for the core to refuse it as too large, and no longer
 * than half a minute: what has come by then is all there is.
 *
 * @throws {ReplyError} 405 for a method that no route takes
 */
export async function toPlainRequest(
  request: Request,
  bounds: BodyBounds,
): Promise<PlainRequest> {
  const { method, url } = request;
  if (FORBIDDEN.has(method)) {
    throw new ReplyError(405, `method: got ${method}: no route takes it`);
  }
  const headers = [...request.headers];
  const body = BODILESS.has(method)
    ? undefined
    : await readBody(request.body?.getReader(), bounds);
  return { method, url, headers, body };
}

/** The request that was made plain. */
export function toRequest({ url, body, ...plain }: PlainRequest): Request {
  const headers = plain.headers.map(([name, value]): [string, string] => [
    name,
    value,
  ]);
  return new Request(url, {
    method: plain.method,
    headers,
    ...(body === undefined ? undefined : { body }),
  });
}

/** A response as plain data. */
export async function toPlainResponse(
  response: Response,
): Promise<PlainResponse> {
  const { status, headers } = response;
  return { status, headers: [...headers], body: await response.bytes() };
}

/** The response that was made plain. */
export function toResponse({ status, headers, body }: PlainResponse): Response {
  const answer = new Response(body.length > 0 ? body : null, { status });
  for (const [name, value] of headers) answer.headers.append(name, value);
  return answer;
}

async function readBody(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
  { limit, clock }: BodyBounds,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (reader === undefined) return undefined;
  const cancel = () => void reader.cancel().catch(() => {});
  const timer = clock.after(BODY_TIMEOUT, cancel);
  const chunks: Uint8Array[] = [];
  const most = limit + 1;
  let size = 0;
  try {
    while (size < most) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value.slice(0, most - size));
      size += value.length;
    }
  } catch {
    // It broke off; the core finds that what has come is no JSON.
  } finally {
    clock.cancel(timer);
    if (size >= most) cancel();
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}
