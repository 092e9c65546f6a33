/**
 * The little of GIM's protocol that the load generator speaks, and how it reads
 * it: numbers at known places, one marker in each content.
 *
 * @module
 */

import { textFrame } from "./frames.ts";
import { LeanSocket } from "./socket.ts";

/** Bytes of a message's content. */
const CONTENT_SIZE = 200;
/** Stands once in each content, and nowhere else in a frame. */
const MARKER = 0x7e;
/** Digits of the time, in microseconds, that follow a marker. */
const TIME_DIGITS = 12;
/** Where the op's digits lie in `{"op":202,`. */
const OP_AT = '{"op":'.length;
const CODE_AT = '{"op":202,"seq":0,"body":"{\\"code\\":'.length;
const ZERO = "0".charCodeAt(0);

export const REPLY_TO_SEND = 202;
export const PUSH_OF_MESSAGES = 501;

/** The op of a message that begins at `start`. */
export function opAt(bytes: Uint8Array, start: number): number {
  return digitsAt(bytes, start + OP_AT, 3);
}

/** Does the reply that begins at `start` say that all is well? */
export function isSuccess(bytes: Uint8Array, start: number): boolean {
  return bytes[start + CODE_AT] === ZERO;
}

/** Where the next content begins, or -1. */
export function nextMarker(
  bytes: Uint8Array,
  from: number,
  end: number,
): number {
  const at = bytes.indexOf(MARKER, from);
  return at < end ? at : -1;
}

/** Milliseconds from the sending of the content at a marker until now. */
export function ageAt(bytes: Uint8Array, marker: number): number {
  const sentAt = digitsAt(bytes, marker + 1, TIME_DIGITS);
  return performance.now() - sentAt / 1000;
}

/** The frame of a message sent now. */
export function sendFrame(
  to: { type: 1 | 2; target: string },
): Uint8Array<ArrayBuffer> {
  return request(201, {
    type: to.type,
    target_id: to.target,
    content: content(),
  });
}

/** Opens a socket, logs in, and joins a chatroom where one is named. */
export async function enter(
  port: number,
  { id, peer, room }: { id: string; peer?: string; room?: string },
): Promise<LeanSocket> {
  // GIM ignores the query; the bare server knows from it who is to get what.
  const query = new URLSearchParams({ id, peer: peer ?? "", room: room ?? "" });
  const socket = await LeanSocket.open(port, `/ws?${query}`);
  await ask(socket, request(101, { id }));
  if (room !== undefined) await ask(socket, request(301, { id: room }));
  return socket;
}

/** Makes `count` of something, some of them at a time. */
export async function gather<T>(
  count: number,
  make: (index: number) => Promise<T>,
): Promise<T[]> {
  const made: T[] = [];
  while (made.length < count) {
    const left = Math.min(50, count - made.length);
    const next = Array.from({ length: left }, (_, k) => make(made.length + k));
    made.push(...await Promise.all(next));
  }
  return made;
}

function ask(socket: LeanSocket, frame: Uint8Array): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.listen({
    onMessage(bytes, start, end) {
      if (opAt(bytes, start) >= PUSH_OF_MESSAGES) return;
      if (isSuccess(bytes, start)) return resolve();
      const reply = new TextDecoder().decode(bytes.subarray(start, end));
      reject(new Error(`refused: ${reply}`));
    },
  });
  socket.write(frame);
  return promise;
}

function request(op: number, body: object): Uint8Array<ArrayBuffer> {
  return textFrame(JSON.stringify({ op, body: JSON.stringify(body) }));
}

function content(): string {
  const time = Math.round(performance.now() * 1000);
  const digits = String(time).padStart(TIME_DIGITS, "0");
  const marker = String.fromCharCode(MARKER);
  return `${marker}${digits}`.padEnd(CONTENT_SIZE, "x");
}

function digitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let k = at; k < at + count; k++) value = value * 10 + bytes[k]! - ZERO;
  return value;
}
