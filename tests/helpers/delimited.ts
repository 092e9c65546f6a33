import { Reader, Writer } from "protobufjs/minimal.js";

/** Protobuf's delimited form, by the library: each after its length. */
export function delimit(
  messages: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const writer = Writer.create();
  for (const each of messages) writer.bytes(each);
  return new Uint8Array(writer.finish());
}

/** The messages of such bytes. @throws {RangeError} when they do not end so */
export function undelimit(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const reader = Reader.create(bytes);
  const messages: Uint8Array<ArrayBuffer>[] = [];
  while (reader.pos < reader.len) {
    messages.push(new Uint8Array(reader.bytes()));
  }
  return messages;
}
