import { gim } from "./gim_pb.js";
import type { Encoded } from "./codec.ts";
import { toProtobuf } from "./protobuf_message.ts";
import type { Message, PushedSession } from "./responses.ts";
import { varintSize, writeVarint } from "./varint.ts";

/** The key of `ServerFrame.messages`, number 501, with a length after it. */
const MESSAGES = [0xaa, 0x1f] as const;
/** The key of both `MessagesPush.session` and `.items`. */
const SESSION = 0x0a;
const ITEM = 0x12;

/** A message after its length. */
export function messageItem(message: Message): Encoded {
  return gim.Message.encode(toProtobuf(message)).ldelim().finish();
}

/**
 * The ServerFrame of a push of messages written by {@linkcode messageItem}. It
 * equals what the generated code writes, without writing the messages again.
 */
export function messagesFrame(
  session: PushedSession,
  items: readonly Encoded[],
): Uint8Array<ArrayBuffer> {
  const written = gim.PushedSession.encode(session).ldelim().finish();
  let length = 1 + written.length;
  for (const item of items) length += 1 + item.length;
  const head = MESSAGES.length + varintSize(length);
  const frame = new Uint8Array(head + length);
  frame.set(MESSAGES);
  let at = writeVarint(frame, MESSAGES.length, length);
  at = put(frame, at, SESSION, written);
  for (const item of items) at = put(frame, at, ITEM, item as Uint8Array);
  return frame;
}

function put(
  frame: Uint8Array,
  at: number,
  ...[tag, bytes]: [number, Uint8Array]
): number {
  frame[at] = tag;
  frame.set(bytes, at + 1);
  return at + 1 + bytes.length;
}
