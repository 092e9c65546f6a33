import type { Encoded, Frame } from "../../src/protocol/codec.ts";
import {
  jsonWithObjectBodies,
  jsonWithStringBodies,
} from "../../src/protocol/json.ts";
import { jsonLines } from "../../src/protocol/json_lines.ts";
import { OPERATIONS } from "../../src/protocol/operations.ts";
import { protobuf } from "../../src/protocol/protobuf.ts";
import { protobufDelimited } from "../../src/protocol/protobuf_delimited.ts";
import { delimit, undelimit } from "../helpers/delimited.ts";
import {
  asMaps,
  LATER,
  loadLaterProto,
  ProtoFrames,
} from "../helpers/proto_frames.ts";
import { type Client, type Received, testCodec } from "./codec_contract.ts";
import { testEnvelopes } from "./envelopes_contract.ts";

const UNKNOWN = { later: [{ a: null }], "": "\u2028" };

function isPush(op: number): boolean {
  return op === 501 || op === 503 || op === 505;
}

function decodeJson(encoded: Encoded): Received {
  const { op, seq, body } = JSON.parse(String(encoded));
  const value = typeof body === "string" ? JSON.parse(body) : body;
  if (isPush(op)) return { op, seq, code: 0, msg: "", body: value };
  const { code, msg, data } = value;
  return { op, seq, code, msg, body: data };
}

testCodec(jsonWithStringBodies, {
  encode: ({ op, seq, body }) =>
    JSON.stringify({ op, seq, body: JSON.stringify(body) }),
  encodeWithUnknown: ({ op, seq, body }) =>
    JSON.stringify({
      ...UNKNOWN,
      op,
      seq,
      body: JSON.stringify({ ...body as object, ...UNKNOWN }),
    }),
  decode: decodeJson,
});

const objects: Client = {
  encode: (request) => JSON.stringify(request),
  encodeWithUnknown: ({ op, seq, body }) =>
    JSON.stringify({
      ...UNKNOWN,
      op,
      seq,
      body: { ...body as object, ...UNKNOWN },
    }),
  decode: decodeJson,
};

testCodec(jsonWithObjectBodies, objects);
testCodec(jsonLines, objects);
testEnvelopes(jsonLines, {
  ...objects,
  frame: (envelopes) => envelopes.map((each) => `\n${each}\n`).join("\n"),
  split: (frame) => String(frame).split("\n"),
  broken: ["{", "[]", " ", '{"op":1.5}', "\r"],
});

const frames = new ProtoFrames();
const later = new ProtoFrames(loadLaterProto());

/** A request whose data is JSON as a text, or a map without nulls. */
function withText({ op, body }: Frame): object {
  const { data, ...rest } = body as { data?: unknown };
  const texts: number[] = [
    OPERATIONS.send.op,
    OPERATIONS.edit.op,
    OPERATIONS.signal.op,
  ];
  const isText = texts.includes(op);
  return isText && data !== undefined
    ? { ...rest, data: JSON.stringify(data) }
    : asMaps(body as object);
}

/** The same with the data of messages as the objects that they are. */
function withObjects(received: Received): Received {
  return JSON.parse(
    JSON.stringify(received),
    function (this: object, key, value) {
      const isText = key === "data" && typeof value === "string";
      return isText && "sender" in this ? JSON.parse(value) : value;
    },
  );
}

function decodeBinary(encoded: Encoded): Received {
  return withObjects(frames.decode(encoded as Uint8Array));
}

const binary: Client = {
  encode: (frame) => frames.encode(frame.op, frame.seq, withText(frame)),
  encodeWithUnknown(frame) {
    const { op, seq } = frame;
    const request = later.requestName(op);
    const fields = { ...withText(frame), ...LATER };
    return later.encodeFrame({ ...LATER, seq, [request]: fields });
  },
  decode: decodeBinary,
};

testCodec(protobuf, binary);

/** What the service writes has its length before it. */
const delimited: Client = {
  ...binary,
  decode(encoded) {
    const [frame, ...more] = undelimit(encoded as Uint8Array);
    if (frame === undefined || more.length > 0) throw new Error("not one");
    return decodeBinary(frame);
  },
};

testCodec(protobufDelimited, delimited);
testEnvelopes(protobufDelimited, {
  ...delimited,
  frame: (envelopes) => delimit(envelopes as Uint8Array[]),
  split: (frame) =>
    undelimit(frame as Uint8Array).map((each) => delimit([each])),
  broken: [new Uint8Array([0xff]), new Uint8Array([8, 0x80])],
});
