import type { Encoded } from "../../src/protocol/codec.ts";
import {
  jsonWithObjectBodies,
  jsonWithStringBodies,
} from "../../src/protocol/json.ts";
import { protobuf } from "../../src/protocol/protobuf.ts";
import { LATER, loadLaterProto, ProtoFrames } from "../helpers/proto_frames.ts";
import { type Received, testCodec } from "./codec_contract.ts";

const UNKNOWN = { later: [{ a: null }], "": "\u2028" };

function isPush(op: number): boolean {
  return op === 501 || op === 503;
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

testCodec(jsonWithObjectBodies, {
  encode: (request) => JSON.stringify(request),
  encodeWithUnknown: ({ op, seq, body }) =>
    JSON.stringify({
      ...UNKNOWN,
      op,
      seq,
      body: { ...body as object, ...UNKNOWN },
    }),
  decode: decodeJson,
});

const frames = new ProtoFrames();
const later = new ProtoFrames(loadLaterProto());

testCodec(protobuf, {
  encode: ({ op, seq, body }) => frames.encode(op, seq, body as object),
  encodeWithUnknown({ op, seq, body }) {
    const request = later.requestName(op);
    const fields = { ...body as object, ...LATER };
    return later.encodeFrame({ ...LATER, seq, [request]: fields });
  },
  decode: (encoded) => frames.decode(encoded as Uint8Array),
});
