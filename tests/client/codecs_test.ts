import { assertEquals, assertExists, assertThrows } from "@std/assert";
import fc from "fast-check";
import { protobufCodec } from "../../src/client/protobuf.ts";
import { jsonCodec, type WireCodec } from "../../src/client/wire_codec.ts";
import type { Codec } from "../../src/protocol/codec.ts";
import { chooseSubprotocol } from "../../src/protocol/encodings.ts";
import { loadLaterProto } from "../helpers/proto_frames.ts";
import {
  failures,
  pushes,
  replies,
  requests,
} from "../helpers/random_frames.ts";

const MANY = { numRuns: 500 };
const PUSHES: Readonly<Record<number, string>> = {
  501: "messages",
  503: "event",
  505: "signal",
};

/** What a client reads in what the service wrote. */
function across(ours: Codec, client: WireCodec) {
  return (encoded: string | Uint8Array<ArrayBuffer>) =>
    client.decode(
      ours.binary
        ? new Uint8Array(encoded as Uint8Array).buffer
        : String(encoded),
    );
}

for (const client of [jsonCodec, protobufCodec()]) {
  const name = client.subprotocol;
  const { codec } = chooseSubprotocol([name])!;
  const read = across(codec, client);

  Deno.test(`${name}: the service reads a client's requests as they are`, () => {
    fc.assert(
      fc.property(requests, ({ op, seq, body }) => {
        const encoded = client.encode(op, seq, body as object);
        const frame = codec.decode(encoded);
        assertEquals([frame.op, frame.seq], [op, seq]);
        assertEquals(codec.decodeBody(frame.body), body);
      }),
      MANY,
    );
  });

  Deno.test(`${name}: a client reads replies, failures and pushes as they are`, () => {
    fc.assert(
      fc.property(fc.oneof(replies, failures), (reply) => {
        fc.pre(reply.op % 2 === 0);
        const { op: _, ...rest } = reply;
        const expected = { kind: "reply", ...rest };
        assertEquals(read(codec.encodeReply(reply)), expected as object);
      }),
      MANY,
    );
    fc.assert(
      fc.property(pushes, (push) => {
        const expected = { kind: PUSHES[push.op], body: push.body };
        assertEquals(read(codec.encodePush(push)), expected as object);
      }),
      MANY,
    );
  });

  const { batches } = client;
  assertExists(batches);
  const { envelopes } = chooseSubprotocol([batches.subprotocol])!.codec;
  assertExists(envelopes);

  Deno.test(`${batches.subprotocol}: requests that share a frame are read one by one`, () => {
    const several = fc.array(requests, { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(several, (all) => {
        const encoded = all.map(({ op, seq, body }) =>
          client.encode(op, seq, body as object)
        );
        const reader = envelopes.read(batches.join(encoded));
        for (const each of all) {
          const { op, seq, body } = codec.decode(reader.next() as string);
          assertEquals({ op, seq, body: codec.decodeBody(body) }, each);
        }
        assertEquals(reader.done, true);
      }),
      MANY,
    );
  });

  Deno.test(`${batches.subprotocol}: a frame of several is taken apart as it was put together`, () => {
    const { codec } = chooseSubprotocol([batches.subprotocol])!;
    const several = fc.array(pushes, { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(several, (all) => {
        const encoded = all.map((push) => codec.encodePush(push));
        const frame = envelopes.join(encoded);
        const parts = batches.split(
          typeof frame === "string" ? frame : new Uint8Array(frame).buffer,
        );
        const read = parts.map((each) => client.decode(each));
        const expected = all.map(({ op, body }) => ({
          kind: PUSHES[op],
          body,
        }));
        assertEquals(read as object[], expected);
      }),
      MANY,
    );
  });

  Deno.test(`${name}: bytes that are no frame are an error, and no more`, () => {
    const noise = fc.oneof(fc.uint8Array(), fc.uint8Array({ minLength: 200 }));
    fc.assert(
      fc.property(noise, (bytes) => {
        const data = codec.binary
          ? new Uint8Array(bytes).buffer
          : new TextDecoder().decode(bytes);
        try {
          for (const each of batches.split(data)) client.decode(each);
        } catch (thrown) {
          assertEquals(thrown instanceof Error, true);
        }
      }),
      MANY,
    );
  });
}

Deno.test("gim.proto: a client ignores the fields and the pushes of a later service", () => {
  const frame = loadLaterProto().lookupType("gim.ServerFrame");
  const write = (fields: object) => {
    const bytes = frame.encode(frame.fromObject(fields)).finish();
    return new Uint8Array(bytes).buffer;
  };
  const { decode } = protobufCodec();
  const later = { later_text: "x", later_user: [{ id: "eve" }] };
  const heartbeat = { server_time: 5, ...later };
  const data = { server_time: 5 };
  assertEquals(decode(write({ seq: 3, msg: "ok", heartbeat, ...later })), {
    kind: "reply",
    seq: 3,
    code: 0,
    msg: "ok",
    data,
  });
  assertEquals(decode(write(later)), undefined);
});

Deno.test("a frame of the other kind is none", () => {
  assertThrows(() => protobufCodec().decode('{"op":106}'), Error);
  assertThrows(() => jsonCodec.decode(new ArrayBuffer(2)), Error);
  assertThrows(() => protobufCodec().encode(999, 1, {}), RangeError);
});
