import { assertEquals, assertStrictEquals } from "@std/assert";
import type { Codec, Push } from "../../src/protocol/codec.ts";
import {
  jsonWithObjectBodies,
  jsonWithStringBodies,
} from "../../src/protocol/json.ts";
import { protobuf } from "../../src/protocol/protobuf.ts";
import { ProtoFrames } from "../helpers/proto_frames.ts";
import { PushBench } from "../helpers/push.ts";

/** A codec that tells how many pushes it has encoded. */
function counting(codec: Codec): { codec: Codec; encoded: () => number } {
  let calls = 0;
  const encodePush = (push: Push) => {
    calls++;
    return codec.encodePush(push);
  };
  return { codec: { ...codec, encodePush }, encoded: () => calls };
}

Deno.test("a room's push is encoded once per encoding, and its receivers share the bytes", () => {
  const bench = new PushBench();
  const encodings = [jsonWithStringBodies, jsonWithObjectBodies, protobuf]
    .map((codec) => {
      const { codec: counted, encoded } = counting(codec);
      const receivers = [1, 2, 3].map((number) =>
        bench.connect(`${codec.name}-${number}`, ["room"], counted)
      );
      return { encoded, receivers };
    });
  bench.send();
  for (const { encoded, receivers } of encodings) {
    assertEquals(encoded(), 1);
    const [first, ...others] = receivers.map(({ frames }) => frames[0]);
    for (const other of others) assertStrictEquals(other, first);
  }
});

Deno.test("a push says the same in every encoding", () => {
  const bench = new PushBench();
  const json = bench.connect("json");
  const binary = bench.connect("binary", ["room"], protobuf);
  bench.send(5);
  const [expected] = json.take();
  const { op, seq, body } = new ProtoFrames().decode(
    binary.frames[0] as Uint8Array,
  );
  assertEquals({ op, seq, body }, expected as unknown);
});
