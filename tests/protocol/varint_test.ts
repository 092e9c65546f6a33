import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Writer } from "protobufjs/minimal.js";
import {
  readVarint,
  varintSize,
  writeVarint,
} from "../../src/protocol/varint.ts";

Deno.test("a length is written as the library writes it, and read as it was", () => {
  const length = fc.oneof(fc.nat(300), fc.nat(2 ** 31 - 1));
  fc.assert(fc.property(length, fc.nat(9), (value, at) => {
    const written = Writer.create().uint32(value).finish();
    assertEquals(varintSize(value), written.length);
    const bytes = new Uint8Array(at + written.length);
    assertEquals(writeVarint(bytes, at, value), bytes.length);
    assertEquals([...bytes.subarray(at)], [...written]);
    assertEquals(readVarint(bytes, at), { value, end: bytes.length });
  }));
});

Deno.test("a length in more groups than it needs is the same length", () => {
  const bytes = new Uint8Array([0x83, 0x80, 0x00, 9]);
  assertEquals(readVarint(bytes, 0), { value: 3, end: 3 });
});

Deno.test("a varint that does not end, or is too long, is none", () => {
  for (const length of [0, 1, 9, 10, 11, 12]) {
    const bytes = new Uint8Array(length).fill(0x80);
    assertEquals(readVarint(bytes, 0), undefined);
    if (length < 11) continue;
    bytes[10] = 0;
    assertEquals(readVarint(bytes, 0), undefined);
    assertEquals(readVarint(bytes, 1), { value: 0, end: 11 });
  }
});

Deno.test("a length beyond what a number holds is beyond every frame", () => {
  const bytes = new Uint8Array(10).fill(0xff);
  bytes[9] = 1;
  const { value = 0 } = readVarint(bytes, 0) ?? {};
  assertEquals(value > Number.MAX_SAFE_INTEGER, true);
});
