import type { WireCodec } from "../../src/client/mod.ts";
import { protobufCodec } from "../../src/client/protobuf.ts";
import { jsonCodec } from "../../src/client/wire_codec.ts";

/** The same encoding, with each envelope in a frame of its own. */
function oneInFrame({ batches: _, ...codec }: WireCodec): WireCodec {
  return codec;
}

/** What a client may speak: two encodings, with several in a frame or one. */
export const CODECS: readonly WireCodec[] = [
  jsonCodec,
  protobufCodec(),
  oneInFrame(jsonCodec),
  oneInFrame(protobufCodec()),
];

let taken = 0;

/** Each of them in turn. */
export function nextCodec(): WireCodec {
  return CODECS[taken++ % CODECS.length] as WireCodec;
}
