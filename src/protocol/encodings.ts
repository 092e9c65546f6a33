import type { Codec } from "./codec.ts";
import { jsonWithObjectBodies, jsonWithStringBodies } from "./json.ts";
import { jsonLines } from "./json_lines.ts";
import { protobuf } from "./protobuf.ts";
import { protobufDelimited } from "./protobuf_delimited.ts";

/**
 * `--message-protocol`: the encoding of a client that offers no subprotocol.
 */
export const DEFAULT_ENCODINGS = {
  json: jsonWithStringBodies,
  proto: protobuf,
} as const satisfies Record<string, Codec>;

/** The values of `Sec-WebSocket-Protocol` that a client may offer. */
const SUBPROTOCOLS: ReadonlyMap<string, Codec> = new Map(
  [jsonWithObjectBodies, jsonLines, protobuf, protobufDelimited]
    .map((codec) => [codec.name, codec]),
);

/** The first of the offered subprotocols that GIM has. */
export function chooseSubprotocol(
  offered: readonly string[],
): { name: string; codec: Codec } | undefined {
  for (const name of offered) {
    const codec = SUBPROTOCOLS.get(name);
    if (codec !== undefined) return { name, codec };
  }
  return undefined;
}
