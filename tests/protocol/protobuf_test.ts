import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { Buffer } from "node:buffer";
import { ReplyError } from "../../src/base/errors.ts";
import { MalformedFrame } from "../../src/protocol/codec.ts";
import {
  chooseSubprotocol,
  DEFAULT_ENCODINGS,
} from "../../src/protocol/encodings.ts";
import { protobuf } from "../../src/protocol/protobuf.ts";
import { toProtobuf } from "../../src/protocol/protobuf_message.ts";
import { ProtoFrames } from "../helpers/proto_frames.ts";

const frames = new ProtoFrames();
const { decode } = protobuf;

/** Fields of a ClientFrame: the first bytes of `seq` and of some requests. */
const SEQ = 0x08;
const LOGIN = [0xaa, 0x06];
const LOGOUT = [0xba, 0x06];

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

/** As many of the same bytes as fit in a frame of the default size. */
function filled(...unit: number[]): Uint8Array {
  return new Uint8Array(
    Buffer.alloc(65_536 - 65_536 % unit.length, bytes(...unit)),
  );
}

/** A 64-bit varint of nine groups of bits and a last one. */
function varint(group: number, last: number): number[] {
  return [...Array(9).fill(group | 0x80), last];
}

Deno.test("zeros that are not in the bytes are in the body, absent values are not", () => {
  const sync = frames.encode(207, 1, { session_id: "1:a", after_sequence: 0 });
  assertEquals(decode(sync).body, { session_id: "1:a", after_sequence: 0 });
  const all = { session_id: "1:a", after_sequence: 0, count: 0 };
  assertEquals(decode(frames.encode(207, 1, all)).body, all);
  const nothing = { type: 0, target_id: "", content: "" };
  assertEquals(decode(frames.encode(201, 1)).body, nothing);
});

Deno.test("an empty text in a map is null, which deletes its key", () => {
  const body = { id: "room", data: { topic: "", "__proto__x": "y" } };
  const { body: read } = decode(frames.encode(309, 1, body));
  assertEquals(read, { id: "room", data: { topic: null, "__proto__x": "y" } });
  assertEquals(decode(frames.encode(309, 1, { id: "room" })).body, {
    id: "room",
  });
});

Deno.test("a key that is something else to an object is a key", () => {
  // ConfigureRequest: id "r", data {"__proto__": "x"}.
  const key = [...new TextEncoder().encode("__proto__")];
  const entry = [0x0a, key.length, ...key, 0x12, 1, 0x78];
  const request = [0x0a, 1, 0x72, 0x4a, entry.length, ...entry];
  const frame = bytes(0xaa, 0x13, request.length, ...request);
  const { op, body } = decode(frame);
  const { data } = body as { data: object };
  assertEquals([op, Object.entries(data)], [309, [["__proto__", "x"]]]);
});

/** JSON of an object of so many levels. */
function nested(levels: number): string {
  return `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
}

Deno.test("data is as deep as in JSON at most, and a deeper one is refused by name", () => {
  for (const op of [201, 213, 219]) {
    const decoded = (levels: number) => {
      const frame = frames.encode(op, 1, { data: nested(levels) });
      return protobuf.decodeBody(decode(frame).body) as { data: object };
    };
    assertEquals(decoded(31).data, JSON.parse(nested(31)));
    for (const levels of [32, 20_000]) {
      const refused = assertThrows(() => decoded(levels), ReplyError);
      assertEquals([refused.code, refused.message], [
        400,
        "data: nested too deep: expected at most 31 levels",
      ]);
    }
  }
});

Deno.test("a message without data is written as it is, without a copy", () => {
  const message = {
    id: "1",
    session_id: "1:room",
    sender: { id: "ann", name: "Ann" },
    category: "text",
    content: "hello",
    sequence: 1,
    status: 1,
    created_at: 1,
  } as const;
  assertStrictEquals(toProtobuf(message), message);
  const data = { a: [1] };
  assertEquals(toProtobuf({ ...message, data }).data, '{"a":[1]}');
});

Deno.test("a list that is not in the bytes is absent", () => {
  const { body } = decode(frames.encode(319, 1, { id: "room" }));
  assertEquals(body, { id: "room" });
});

Deno.test("a frame without a request, or with an unknown one, has op 0 and its seq", () => {
  const unknown = [0xba, 0x3e, 0x01, 0x00];
  for (const rest of [[], unknown]) {
    assertEquals(decode(bytes(SEQ, 7, ...rest)), { op: 0, seq: 7, body: {} });
  }
  assertEquals(decode(bytes()), { op: 0, seq: 0, body: {} });
});

Deno.test("of several requests the last counts", () => {
  const frame = bytes(...LOGIN, 0, ...LOGOUT, 0, ...LOGIN, 3, 0x0a, 1, 0x41);
  assertEquals(decode(frame), { op: 101, seq: 0, body: { id: "A" } });
});

Deno.test("a request in another wire type is an unknown one", () => {
  assertEquals(decode(bytes(0xa8, 0x06, 1)).op, 0);
});

Deno.test("a failure has no body, whatever its op", () => {
  const failure = { seq: 3, code: 404, msg: "no", data: null };
  for (const op of [0, 1, 202, 9999]) {
    const encoded = protobuf.encodeReply({ ...failure, op });
    const received = frames.decode(encoded as Uint8Array);
    const expected = { op: 0, seq: 3, code: 404, msg: "no", body: null };
    assertEquals(received, expected);
  }
});

Deno.test("a success without data has its empty body", () => {
  const reply = { op: 104, seq: 3, code: 0, msg: "ok", data: {} };
  const { op, body } = frames.decode(protobuf.encodeReply(reply) as Uint8Array);
  assertEquals([op, body], [104, {}]);
});

Deno.test("what is no ClientFrame is malformed", () => {
  const malformed: Record<string, Uint8Array> = {
    "a varint without end": bytes(SEQ, 0x80),
    "a varint of eleven bytes": bytes(SEQ, ...varint(0x7f, 0xff), 1),
    "a seq of 2^53": bytes(SEQ, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10),
    "a seq of -2^63": bytes(SEQ, ...varint(0, 1)),
    "a field number 0": bytes(0x00, 0),
    "a wire type there is none of": bytes(0x0f),
    "a group that ends before it starts": bytes(0x0c),
    "a length beyond the frame": bytes(...LOGIN, 5, 0x0a, 1, 0x41),
    "a length beyond the message": bytes(...LOGIN, 2, 0x0a, 9, 0x41),
    "a length of 4 GiB": bytes(...LOGIN, 0xff, 0xff, 0xff, 0xff, 0x0f),
    "a text that is not UTF-8": bytes(...LOGIN, 4, 0x0a, 2, 0xc3, 0x28),
    "a surrogate in UTF-8": bytes(...LOGIN, 5, 0x0a, 3, 0xed, 0xa0, 0x80),
    "JSON": new TextEncoder().encode('{"op":105}'),
  };
  for (const [name, frame] of Object.entries(malformed)) {
    assertThrows(
      () => decode(frame),
      MalformedFrame,
      "malformed frame: ",
      name,
    );
  }
  assertThrows(() => decode("text"), MalformedFrame);
});

Deno.test("groups within groups are refused before the stack ends", () => {
  assertThrows(() => decode(filled(0x13)), MalformedFrame);
  const [open, close] = [Array(90).fill(0x13), Array(90).fill(0x14)];
  assertEquals(decode(bytes(SEQ, 1, ...open, ...close)).seq, 1);
});

Deno.test("a frame full of anything is refused, or little is made of it", () => {
  const hostile = [
    filled(...LOGIN, 0, ...LOGOUT, 0),
    filled(...LOGIN, 3, 0x0a, 1, 0x41),
    filled(...LOGIN, 0),
    filled(SEQ, 1),
    filled(0x7a, 0),
    filled(0x7d, 1, 2, 3, 4),
    bytes(...LOGIN, 0xff, 0xff, 0xff, 0xff, 0x07),
    bytes(...LOGIN, 6, 0x0a, 0xff, 0xff, 0xff, 0xff, 0x07),
  ];
  for (const frame of hostile) assert(sizeOf(frame) < 1000);
});

/** Characters of what is made of a frame; 0 where it is refused. */
function sizeOf(frame: Uint8Array): number {
  try {
    return JSON.stringify(decode(frame)).length;
  } catch (thrown) {
    assert(thrown instanceof MalformedFrame);
    return 0;
  }
}

Deno.test("gim.proto and --message-protocol proto choose this codec", () => {
  assertEquals(chooseSubprotocol(["x", "gim.proto"])?.codec, protobuf);
  assertEquals(DEFAULT_ENCODINGS.proto, protobuf);
});
