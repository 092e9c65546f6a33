/**
 * What the generated code of `gim_pb.js` runs on: protobufjs, reading 64-bit
 * integers as numbers. Without this it would read them as objects of the
 * library `long`, which no validator takes for a number; what is beyond 2^53
 * comes out imprecise, but still beyond, and is refused.
 *
 * @module
 */

import protobuf from "protobufjs/minimal.js";

// Typed as a class; the library itself puts null here where there is no `long`.
(protobuf.util as { Long: unknown }).Long = null;
protobuf.configure();

export default protobuf;
