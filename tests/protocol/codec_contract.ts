import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ReplyError } from "../../src/base/errors.ts";
import {
  type Codec,
  type Encoded,
  type Frame,
  MalformedFrame,
} from "../../src/protocol/codec.ts";
import {
  type OperationName,
  OPERATIONS,
} from "../../src/protocol/operations.ts";
import type { Schema } from "../helpers/arbitrary.ts";
import {
  failures,
  NAMES,
  pushes,
  replies,
  requests,
} from "../helpers/random_frames.ts";

/** What a client reads in a frame from the service. */
export interface Received {
  /** 0 where the encoding does not tell it, as in a failure. */
  readonly op: number;
  readonly seq: number;
  /** Of a push 0, as of a success. */
  readonly code: number;
  /** Of a push empty. */
  readonly msg: string;
  readonly body: unknown;
}

/** A client of an encoding, which shares no code with the service. */
export interface Client {
  encode(request: Frame): string | Uint8Array;
  /** The same with fields that the service does not know, everywhere. */
  encodeWithUnknown(request: Frame): string | Uint8Array;
  decode(encoded: Encoded): Received;
}

/** Enough that each of the operations comes up often. */
const MANY = { numRuns: 800 };

/** What holds for every encoding, whatever its bytes look like. */
export function testCodec(codec: Codec, client: Client): void {
  testRequests(codec, client);
  testAnswers(codec, client);
  testHostility(codec, client);
}

function testRequests(codec: Codec, client: Client): void {
  Deno.test(`${codec.name}: every request reads as the client wrote it`, () => {
    fc.assert(
      fc.property(requests, (request) => {
        const frame = read(codec, client.encode(request));
        assertEquals(frame, request);
        OPERATIONS[nameOf(frame.op)!].validate(frame.body);
      }),
      MANY,
    );
  });

  Deno.test(`${codec.name}: fields that nobody knows change nothing`, () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { op, seq, body } = read(
          codec,
          client.encodeWithUnknown(request),
        );
        assertEquals([op, seq], [request.op, request.seq]);
        assertEquals(known(nameOf(op)!, body), request.body);
      }),
      MANY,
    );
  });
}

function testAnswers(codec: Codec, client: Client): void {
  Deno.test(`${codec.name}: every success reads as it was`, () => {
    fc.assert(
      fc.property(replies, (reply) => {
        const { data, ...rest } = reply;
        const { body, ...received } = client.decode(codec.encodeReply(reply));
        assertEquals(received, rest);
        assertEquals(withoutNulls(body), withoutNulls(data));
      }),
      MANY,
    );
  });

  Deno.test(`${codec.name}: every failure reads as it was, with what to act on`, () => {
    fc.assert(
      fc.property(failures, (failure) => {
        const received = client.decode(codec.encodeReply(failure));
        const { seq, code, msg, data } = failure;
        const { op: _, ...rest } = received;
        assertEquals(rest, { seq, code, msg, body: data });
      }),
      MANY,
    );
  });

  Deno.test(`${codec.name}: every push reads as it was, with seq 0`, () => {
    fc.assert(
      fc.property(pushes, (push) => {
        const received = client.decode(codec.encodePush(push));
        assertEquals(
          received,
          { ...push, seq: 0, code: 0, msg: "" } as Received,
        );
      }),
      MANY,
    );
  });

  Deno.test(`${codec.name}: items that were encoded one by one make the same push`, () => {
    fc.assert(
      fc.property(pushes, (push) => {
        if (push.op !== 501) return;
        const { session, items } = push.body;
        const written = items.map((item) => codec.encodeItem(item));
        assertEquals(
          client.decode(codec.encodeItems(session, written)),
          client.decode(codec.encodePush({
            op: 501,
            body: { session, items, missed: 0 },
          })),
        );
      }),
      MANY,
    );
  });

  Deno.test(`${codec.name}: frames are of the kind it says`, () => {
    fc.assert(
      fc.property(replies, (reply) => {
        const binary = typeof codec.encodeReply(reply) !== "string";
        assertEquals(binary, codec.binary);
      }),
      MANY,
    );
  });
}

function testHostility(codec: Codec, client: Client): void {
  Deno.test(`${codec.name}: a frame cut off anywhere is a 400, or a shorter frame`, () => {
    fc.assert(
      fc.property(requests, fc.double({ noNaN: true }), (frame, at) => {
        const whole = client.encode(frame);
        const end = Math.floor((Math.abs(at) % 1) * whole.length);
        survive(codec, whole.slice(0, end));
      }),
      MANY,
    );
  });

  Deno.test(`${codec.name}: a frame with a changed byte is a 400, or another frame`, () => {
    fc.assert(
      fc.property(requests, fc.nat(), fc.nat(255), (frame, at, by) => {
        survive(codec, changed(client.encode(frame), at, by));
      }),
      MANY,
    );
  });

  Deno.test(`${codec.name}: random bytes are a 400, or a frame`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = String.fromCharCode(...bytes);
        survive(codec, codec.binary ? bytes : text);
      }),
      MANY,
    );
  });
}

function read(codec: Codec, data: string | Uint8Array): Frame {
  const { op, seq, body } = codec.decode(data);
  return { op, seq, body: codec.decodeBody(body) };
}

function nameOf(op: number): OperationName | undefined {
  return NAMES.find((each) => OPERATIONS[each].op === op);
}

/** Goes the way of a frame as far as validation: nothing else may be thrown. */
function survive(codec: Codec, data: string | Uint8Array): void {
  try {
    const { op, body } = read(codec, data);
    const name = nameOf(op);
    if (name !== undefined) OPERATIONS[name].validate(body);
  } catch (thrown) {
    if (thrown instanceof MalformedFrame) return;
    if (thrown instanceof ReplyError && thrown.code === 400) return;
    throw thrown;
  }
}

function changed(
  data: string | Uint8Array,
  at: number,
  by: number,
): string | Uint8Array {
  const index = at % data.length;
  if (typeof data !== "string") return data.with(index, by);
  return data.slice(0, index) + String.fromCharCode(by) + data.slice(index + 1);
}

/** The fields of a body that the request's schema has. */
function known(name: OperationName, body: unknown): object {
  const { properties = {} } = OPERATIONS[name].requestSchema as Schema;
  const fields = Object.entries(body as object);
  return Object.fromEntries(fields.filter(([key]) => key in properties));
}

/** JSON writes null for what other encodings leave out. */
function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, each) => each ?? undefined);
}
