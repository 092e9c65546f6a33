import { assert, assertEquals } from "@std/assert";
import { chatroomConversation } from "../../src/domain/ids.ts";
import { FRAME_LIMIT } from "../../src/protocol/frame_limit.ts";
import { jsonWithStringBodies } from "../../src/protocol/json.ts";
import { protobuf } from "../../src/protocol/protobuf.ts";
import { messageOf } from "../helpers/messages.ts";
import { ProtoFrames } from "../helpers/proto_frames.ts";
import { PushBench, pushed } from "../helpers/push.ts";

const LARGE = "\u0001".repeat(4096);

Deno.test("a room's push has the newest messages that a frame has room for, and counts the others", () => {
  const bench = new PushBench({ count: 50 });
  const strings = bench.connect("strings", ["room"], jsonWithStringBodies);
  const reader = bench.connect("reader");
  const binary = bench.connect("binary", ["room"], protobuf);
  const late = bench.connect("late");
  const send = (sequence: number, content: string) => {
    const conversation = chatroomConversation("room");
    const message = messageOf(sequence, { in: conversation, content });
    bench.push.deliver("room", message, "Room");
  };
  late.bufferedBytes = 1_000_000;
  send(1, "first");
  bench.clock.settle();
  for (let sequence = 2; sequence <= 41; sequence++) send(sequence, LARGE);
  bench.clock.advance(1000);
  assert(strings.frames.every(({ length }) => length <= FRAME_LIMIT));
  const newest = Array.from({ length: 18 }, (_, at) => at + 24);
  const cut = { items: newest, missed: 22 };
  assertEquals(pushed(reader), [{ items: [1], missed: 0 }, cut]);
  // The same messages in every encoding.
  const { body } = new ProtoFrames().decode(binary.frames[1] as Uint8Array);
  const { missed, items } = body as unknown as {
    missed: number;
    items: { sequence: number }[];
  };
  assertEquals({ missed, items: items.map((each) => each.sequence) }, cut);
  late.bufferedBytes = 0;
  bench.clock.advance(1000);
  assertEquals(pushed(late), [{ items: newest, missed: 23 }]);
});
