/**
 * The runtime of the generated code in `gim_pb.js`: protobufjs, reading 64-bit
 * integers as numbers. Otherwise it would read them as objects of the library
 * `long`, which validators do not accept. Numbers beyond 2^53 are imprecise,
 * but still beyond it, and are refused.
 *
 * @module
 */

import protobuf from "protobufjs/minimal.js";

// Typed as a class, but the library itself sets null when there is no `long`.
(protobuf.util as { Long: unknown }).Long = null;
protobuf.configure();

export default protobuf;
