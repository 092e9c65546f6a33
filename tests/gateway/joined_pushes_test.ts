import { assert, assertEquals } from "@std/assert";
import type { Codec, Encoded } from "../../src/protocol/codec.ts";
import {
  jsonWithObjectBodies,
  jsonWithStringBodies,
} from "../../src/protocol/json.ts";
import { jsonLines } from "../../src/protocol/json_lines.ts";
import { protobuf } from "../../src/protocol/protobuf.ts";
import { protobufDelimited } from "../../src/protocol/protobuf_delimited.ts";
import type { Message, PushedSession } from "../../src/protocol/responses.ts";
import { undelimit } from "../helpers/delimited.ts";
import type { FakeSocket } from "../helpers/fake_socket.ts";
import { ProtoFrames } from "../helpers/proto_frames.ts";
import { createConnection } from "../helpers/socket_connection.ts";

const CODECS = [
  jsonWithStringBodies,
  jsonWithObjectBodies,
  jsonLines,
  protobuf,
  protobufDelimited,
];
const BOB: PushedSession = { id: "2:bob", type: 2, title: "Bob" };
const EVE: PushedSession = { id: "2:eve", type: 2, title: "Eve" };
const EVENT = {
  op: 503,
  body: { event: "read", session_id: "2:bob", user_id: "bob", sequence: 1 },
} as const;
const frames = new ProtoFrames();

function message(sequence: number, content = "hi"): Message {
  return {
    id: `m${sequence}`,
    session_id: "2:bob",
    sender: { id: "bob", name: "Bob" },
    category: "text",
    content,
    sequence,
    status: 1,
    created_at: 1,
  };
}

/** What each push in what was sent had, in its order; 0 stands for an event. */
function pushesOf(codec: Codec, socket: FakeSocket): (number[] | 0)[] {
  return socket.sent.splice(0).flatMap((frame) => envelopesOf(codec, frame))
    .map((body) =>
      "items" in body ? body.items.map(({ sequence }) => sequence) : 0
    );
}

function envelopesOf(
  codec: Codec,
  frame: string | Uint8Array,
): { items: { sequence: number }[] }[] {
  if (typeof frame !== "string") {
    const bytes = codec === protobuf ? [frame] : undelimit(frame);
    return bytes.map((each) => frames.decode(each).body as never);
  }
  return frame.split("\n").map((line) => {
    const { body } = JSON.parse(line);
    return typeof body === "string" ? JSON.parse(body) : body;
  });
}

function create(codec: Codec) {
  const all = createConnection({ codec });
  const item = (sequence: number, content?: string): Encoded =>
    codec.encodeItem(message(sequence, content));
  const deliver = (session: PushedSession, ...sequences: number[]) =>
    all.connection.deliver(session, sequences.map((each) => item(each)));
  return { ...all, item, deliver, pushes: () => pushesOf(codec, all.socket) };
}

for (const codec of CODECS) {
  const { name } = codec;

  Deno.test(`${name}: messages of one conversation in one turn come in one push, in their order`, () => {
    const { clock, turnEnd, socket, deliver, pushes } = create(codec);
    turnEnd.await();
    const begun = [deliver(BOB, 1), deliver(BOB, 2, 3), deliver(BOB, 4)];
    assertEquals([socket.sent.length, begun], [0, [1, 0, 0]]);
    clock.turn();
    assertEquals(pushes(), [[1, 2, 3, 4]]);
    turnEnd.await();
    deliver(BOB, 5);
    clock.settle();
    assertEquals(pushes(), [[5]]);
  });

  Deno.test(`${name}: whatever comes between keeps its place`, () => {
    const { clock, turnEnd, connection, deliver, pushes } = create(codec);
    turnEnd.await();
    const begun = [deliver(BOB, 1), deliver(EVE, 1), deliver(BOB, 2, 3)];
    connection.send(codec.encodePush(EVENT));
    begun.push(deliver(BOB, 4), deliver({ ...BOB, title: "Rob" }, 5));
    clock.turn();
    assertEquals(pushes(), [[1], [1], [2, 3], 0, [4], [5]]);
    assertEquals(begun, [1, 1, 1, 1, 1]);
  });

  Deno.test(`${name}: another user's messages never join, though the conversation is called alike`, () => {
    const { clock, turnEnd, connection, deliver, pushes } = create(codec);
    turnEnd.await();
    connection.admit("ann", undefined);
    deliver(BOB, 1);
    connection.dismiss();
    connection.admit("pat", undefined);
    deliver(BOB, 2);
    clock.turn();
    assertEquals(pushes(), [[1], [2]]);
  });

  Deno.test(`${name}: a push that was joined ends at 64 KiB, and the rest follows in the next`, () => {
    const { clock, turnEnd, socket, connection, item } = create(codec);
    for (const text of ["x".repeat(9000), "é".repeat(4500)]) {
      turnEnd.await();
      let begun = 0;
      for (let at = 1; at <= 20; at++) {
        begun += connection.deliver(BOB, [item(at, text)]);
      }
      assertEquals(begun, 3);
      clock.settle();
      const sizes = socket.sent.map((frame) =>
        new Blob([frame as string]).size
      );
      assert(sizes.every((size) => size <= 65_536), String(sizes));
      const all = pushesOf(codec, socket);
      assertEquals(all.map((push) => push && push.length), [7, 7, 6]);
      assertEquals(all.flat(), Array.from({ length: 20 }, (_, at) => at + 1));
    }
  });

  Deno.test(`${name}: a single larger message goes alone`, () => {
    const { clock, turnEnd, socket, connection, item } = create(codec);
    turnEnd.await();
    for (const [at, size] of [9, 100_000, 9, 9].entries()) {
      connection.deliver(BOB, [item(at + 1, "x".repeat(size))]);
    }
    clock.settle();
    assertEquals(pushesOf(codec, socket), [[1], [2], [3, 4]]);
  });

  Deno.test(`${name}: what waits counts as unsent while the push may still grow`, () => {
    const { clock, turnEnd, socket, connection, deliver } = create(codec);
    turnEnd.await();
    deliver(EVE, 1);
    deliver(BOB, 1, 2);
    const { bufferedBytes, roughlyBufferedBytes } = connection;
    assert(roughlyBufferedBytes >= bufferedBytes);
    clock.turn();
    const sent = socket.sent.map((frame) => new Blob([frame as string]).size);
    // The first of two lines counts the end of its own.
    const sum = sent.reduce((all, size) => all + size);
    assertEquals(sum, bufferedBytes);
    assertEquals(connection.bufferedBytes, 0);
  });
}

for (const codec of CODECS.filter(({ envelopes }) => envelopes === undefined)) {
  Deno.test(`${codec.name}: without anything else at the end of the turn a push goes out at once`, () => {
    const { clock, socket, deliver } = create(codec);
    assertEquals([deliver(BOB, 1), deliver(BOB, 2)], [1, 1]);
    assertEquals(pushesOf(codec, socket), [[1], [2]]);
    assertEquals(clock.pendingTurns, 0);
  });
}
