import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../../base/clock.ts";

/** Most bytes of a body that are collected so that its length can be sent. */
const COLLECTED = 64 * 1024;
/**
 * For how long (ms), and how much of, an unwanted request body is read. Closing
 * a connection with unread bytes resets it, and the answer is lost on the way.
 */
const LINGER = { ms: 1000, bytes: 1024 * 1024 };
/** Statuses of responses without a body or a length. */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** A request, and the response to it. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly out: ServerResponse;
  readonly clock: Pick<Clock, "after" | "cancel">;
  /** Does the client send its body, or does it wait to be asked? */
  readonly sendsBody: () => boolean;
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Writes a response. Rejects if its body fails. */
export async function answer(
  response: Response,
  exchange: Exchange,
): Promise<void> {
  const { message, out, sendsBody } = exchange;
  const reader = response.body?.getReader();
  const { first, isAll } = await collect(reader);
  const isWhole = message.complete;
  out.statusCode = response.status;
  for (const [name, value] of response.headers) out.appendHeader(name, value);
  if (isAll && !BODILESS.has(response.status)) {
    out.setHeader("content-length", first.length);
  }
  if (!isWhole) out.setHeader("connection", "close");
  out.write(first);
  if (!isAll && reader !== undefined) await pass(reader, out);
  if (!isWhole && sendsBody()) await readOn(exchange);
  out.end();
}

/** The beginning of a body, and whether that is all of it. */
async function collect(
  reader: Reader | undefined,
): Promise<{ first: Buffer; isAll: boolean }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  while (size <= COLLECTED && reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) return { first: Buffer.concat(pieces), isAll: true };
    pieces.push(value);
    size += value.length;
  }
  return { first: Buffer.concat(pieces), isAll: reader === undefined };
}

/** Writes the rest of a body, as fast as the client reads it. */
async function pass(reader: Reader, out: ServerResponse): Promise<void> {
  for (;;) {
    await drained(out);
    if (out.destroyed) return await reader.cancel();
    const { done, value } = await reader.read();
    if (done) return;
    out.write(value);
  }
}

async function drained(out: ServerResponse): Promise<void> {
  if (!out.writableNeedDrain || out.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  out.once("drain", resolve);
  out.once("close", resolve);
  await promise;
  out.off("drain", resolve);
  out.off("close", resolve);
}

/** Reads a body that nobody wants, within bounds. */
async function readOn({ message, clock }: Exchange): Promise<void> {
  if (message.complete || message.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.after(LINGER.ms, resolve);
  let left = LINGER.bytes;
  message.on("data", ({ length }: Uint8Array) => {
    left -= length;
    if (left < 0) resolve();
  });
  message.on("end", resolve);
  message.on("close", resolve);
  message.resume();
  await promise;
  clock.cancel(timer);
}
