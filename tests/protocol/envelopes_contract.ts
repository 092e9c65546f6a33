import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Codec,
  type Encoded,
  type EnvelopeReader,
  MalformedFrame,
  type Part,
} from "../../src/protocol/codec.ts";
import {
  failures,
  pushes,
  replies,
  requests,
} from "../helpers/random_frames.ts";
import type { Client } from "./codec_contract.ts";

/** A client of an encoding with several envelopes in a frame. */
export interface BatchClient extends Client {
  /** A frame of what `encode` has made. */
  frame(envelopes: readonly (string | Uint8Array)[]): string | Uint8Array;
  /** The envelopes of a frame of the service, each for `decode`. */
  split(frame: Encoded): Encoded[];
  /** Parts of a frame that are no envelope, and end where they end. */
  readonly broken: readonly (string | Uint8Array)[];
}

/** What holds for every encoding whose frames have several envelopes. */
export function testEnvelopes(codec: Codec, client: BatchClient): void {
  const { envelopes } = codec;
  if (envelopes === undefined) throw new TypeError(`${codec.name} has none`);
  const read = (frame: string | Uint8Array) => partsOf(envelopes.read(frame));

  Deno.test(`${codec.name}: the envelopes of a frame are read in their order, whatever is between them`, () => {
    const part = fc.oneof(
      requests.map((request) => ({ request, encoded: client.encode(request) })),
      fc.constantFrom(...client.broken)
        .map((encoded) => ({ request: undefined, encoded })),
    );
    fc.assert(fc.property(fc.array(part, { minLength: 1 }), (all) => {
      const parts = read(client.frame(all.map(({ encoded }) => encoded)));
      assertEquals(parts.length, all.length);
      for (const [at, { request }] of all.entries()) {
        assertEquals(decode(codec, parts[at]!), request);
      }
    }));
  });

  Deno.test(`${codec.name}: a frame without an envelope is malformed, once`, () => {
    const parts = read(client.frame([]));
    assertEquals(parts.length, 1);
    assert(parts[0] instanceof MalformedFrame);
  });

  Deno.test(`${codec.name}: envelopes that were put into one frame are read as they were`, () => {
    const encoded = fc.oneof(
      pushes.map((push) => codec.encodePush(push)),
      fc.oneof(replies, failures).map((reply) => codec.encodeReply(reply)),
    );
    const several = fc.array(encoded, { minLength: 1, maxLength: 9 });
    fc.assert(fc.property(several, (all) => {
      const joined = envelopes.join(all);
      assertEquals(
        client.split(joined).map((each) => client.decode(each)),
        all.map((each) => client.decode(each)),
      );
      const bytes = all.map(sizeOf).reduce((sum, size) => sum + size);
      const between = envelopes.between * (all.length - 1);
      assertEquals(sizeOf(joined), bytes + between);
    }));
  });

  Deno.test(`${codec.name}: whatever comes is read to its end, as at least one part`, () => {
    const frame = codec.binary
      ? fc.uint8Array({ maxLength: 60 })
      : fc.string({ unit: fc.constantFrom(..."\n\r {}1é\u2028") });
    fc.assert(
      fc.property(frame, (frame) => {
        const parts = read(frame);
        assert(parts.length > 0);
        for (const each of parts) decode(codec, each);
        const malformed = parts.filter((each) =>
          each instanceof MalformedFrame
        );
        assert(malformed.length <= 1);
      }),
      { numRuns: 1000 },
    );
  });
}

function partsOf(reader: EnvelopeReader): Part[] {
  const parts: Part[] = [];
  while (!reader.done) parts.push(reader.next());
  return parts;
}

/** Undefined where it is malformed; nothing else may be thrown. */
function decode(codec: Codec, part: Part) {
  if (part instanceof MalformedFrame) return undefined;
  try {
    const { op, seq, body } = codec.decode(part);
    return { op, seq, body: codec.decodeBody(body) };
  } catch (thrown) {
    if (thrown instanceof MalformedFrame) return undefined;
    throw thrown;
  }
}

function sizeOf(encoded: Encoded): number {
  return typeof encoded === "string"
    ? new TextEncoder().encode(encoded).length
    : encoded.length;
}
