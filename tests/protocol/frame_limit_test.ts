import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import type { Codec } from "../../src/protocol/codec.ts";
import {
  fittingMessages,
  fittingSessions,
  FRAME_LIMIT,
  newestFitting,
} from "../../src/protocol/frame_limit.ts";
import {
  jsonWithObjectBodies,
  jsonWithStringBodies,
} from "../../src/protocol/json.ts";
import { OPERATIONS } from "../../src/protocol/operations.ts";
import { protobuf } from "../../src/protocol/protobuf.ts";
import type { Message, Session } from "../../src/protocol/responses.ts";

const CODECS = [jsonWithStringBodies, jsonWithObjectBodies, protobuf];
const NUMBER = Number.MAX_SAFE_INTEGER;
const ID = "u".repeat(64);

/** Contents of one kind of character each: that is what encodings differ in. */
const unit = fc.constantFrom(...'a\u0001\n"\\\u007f\u2028é字', "😀");
const size = fc.integer({ min: 1, max: 60_000 });
const content = fc.tuple(unit, size).map(([each, length]) =>
  each.repeat(length)
);
const messages = fc.array(
  fc.record({ content, name: unit, request_id: fc.constantFrom('"', "r") }),
  { minLength: 1, maxLength: 40 },
).map((all) =>
  all.map(({ content, name, request_id }) => ({
    ...message(content),
    sender: { id: ID, name: name.repeat(64) },
    request_id: request_id.repeat(64),
  }))
);

function message(content: string): Message {
  return {
    id: "0mwtwc6hw00001",
    session_id: `2:${ID}`,
    sender: { id: ID, name: "\u0001".repeat(64) },
    category: "c".repeat(32),
    content,
    sequence: NUMBER,
    status: 1,
    created_at: NUMBER,
  };
}

function session(last: Message): Session {
  return {
    id: `2:${ID}`,
    type: 2,
    title: "\u0001".repeat(64),
    last,
    unread: NUMBER,
    mentioned: 0,
    last_sequence: NUMBER,
    read_sequence: NUMBER,
    updated_at: NUMBER,
    last_change: NUMBER,
  };
}

function bytes(codec: Codec, op: number, data: object): number {
  const reply = { op: op + 1, seq: -NUMBER, code: 0, msg: "ok", data };
  return Buffer.byteLength(codec.encodeReply(reply));
}

function bytesOfPush(codec: Codec, items: readonly Message[]): number {
  const { id, type, title } = session(message("x"));
  const body = { session: { id, type, title }, items, missed: NUMBER };
  return Buffer.byteLength(codec.encodePush({ op: 501, body }));
}

Deno.test("a page of messages is within the limit in every encoding, and ends no earlier than it must", () => {
  fc.assert(
    fc.property(messages, (all) => {
      const count = fittingMessages(all);
      const page = (items: readonly Message[]) => ({ items, has_more: true });
      const { op } = OPERATIONS.history;
      for (const codec of CODECS) {
        const size = bytes(codec, op, page(all.slice(0, count)));
        assert(count === 1 || size <= FRAME_LIMIT, `${codec.name}: ${size}`);
      }
      if (count === all.length) return;
      const longer = page(all.slice(0, count + 1));
      const size = bytes(jsonWithStringBodies, op, longer);
      // What is estimated is little.
      assert(size > FRAME_LIMIT - 2048 - 128 * (count + 1), `${size}`);
    }),
    { numRuns: 60 },
  );
});

Deno.test("a push has the newest messages that there is room for", () => {
  fc.assert(
    fc.property(messages, (all) => {
      const items = newestFitting(all);
      assertEquals(items, all.slice(all.length - items.length));
      for (const codec of CODECS) {
        const size = bytesOfPush(codec, items);
        assert(items.length === 1 || size <= FRAME_LIMIT, `${size}`);
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("a page of sessions is within the limit with their last messages", () => {
  for (const content of ["\u0001".repeat(4096), "x".repeat(2048), "字"]) {
    const all = Array(100).fill(session(message(content)));
    const count = fittingSessions(all);
    const { op } = OPERATIONS.sessions;
    const next_cursor = "c".repeat(200);
    for (const codec of CODECS) {
      const items = all.slice(0, count);
      const size = bytes(codec, op, { items, next_cursor });
      assert(size <= FRAME_LIMIT, `${codec.name}: ${size}`);
    }
    assertEquals(count === 100, content !== "\u0001".repeat(4096));
  }
});

Deno.test("a message that is larger than a frame comes alone", () => {
  const giant = message("\u0001".repeat(100_000));
  assertEquals(fittingMessages([giant, message("x")]), 1);
  assertEquals(fittingMessages([message("x"), giant]), 1);
  assertEquals(newestFitting([message("x"), giant]), [giant]);
  assertEquals(fittingSessions([session(giant), session(giant)]), 1);
  assertEquals([fittingMessages([]), newestFitting([])], [0, []]);
});

Deno.test("what other bytes take of a frame is not there for messages", () => {
  const all = Array(10).fill(message("x".repeat(50_000)));
  assertEquals(fittingMessages(all), 10);
  assertEquals(fittingMessages(all, 200_000), 6);
  assertEquals(fittingMessages(all, FRAME_LIMIT), 1);
});

Deno.test("the largest page of members is far from the limit", () => {
  const member = {
    id: ID,
    name: "\u0001".repeat(64),
    online: false,
    role: "creator" as const,
    joined_at: NUMBER,
  };
  const items = Array(100).fill(member);
  const data = { items, total: NUMBER, next_cursor: "c".repeat(200) };
  const { op } = OPERATIONS.members;
  for (const codec of CODECS) assert(bytes(codec, op, data) < FRAME_LIMIT / 4);
});
