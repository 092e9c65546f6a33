import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ReplyError } from "../../src/base/errors.ts";
import { MalformedFrame } from "../../src/protocol/codec.ts";
import {
  jsonWithObjectBodies,
  jsonWithStringBodies,
} from "../../src/protocol/json.ts";
import { refusal } from "../helpers/refusal.ts";

const CODECS = [jsonWithStringBodies, jsonWithObjectBodies];
const { decode, decodeBody } = jsonWithStringBodies;

const REPLY = { op: 106, seq: 7, code: 0, msg: "ok", data: { a: 'q"\n' } };

Deno.test("string bodies are JSON within a JSON string", () => {
  const encoded = jsonWithStringBodies.encodeReply(REPLY);
  assertEquals(
    encoded,
    String.raw`{"op":106,"seq":7,"body":"{\"code\":0,\"msg\":\"ok\",` +
      String.raw`\"data\":{\"a\":\"q\\\"\\n\"}}"}`,
  );
});

Deno.test("object bodies are plain JSON", () => {
  assertEquals(
    jsonWithObjectBodies.encodeReply(REPLY),
    String.raw`{"op":106,"seq":7,"body":{"code":0,"msg":"ok",` +
      String.raw`"data":{"a":"q\"\n"}}}`,
  );
});

Deno.test("a failure carries null for data", () => {
  const failure = { op: 202, seq: 0, code: 403, msg: "no", data: null };
  for (const codec of CODECS) {
    const { op, body } = codec.decode(codec.encodeReply(failure) as string);
    assertEquals([op, codec.decodeBody(body)], [202, {
      code: 403,
      msg: "no",
      data: null,
    }]);
  }
});

Deno.test("a push has seq 0", () => {
  const event = {
    event: "read",
    session_id: "1:a",
    user_id: "b",
    sequence: 3,
  } as const;
  for (const codec of CODECS) {
    const encoded = codec.encodePush({ op: 503, body: event });
    const { op, seq, body } = codec.decode(encoded as string);
    assertEquals([op, seq, codec.decodeBody(body)], [503, 0, event]);
  }
});

Deno.test("every reply reads back as it was, in both forms", () => {
  const reply = fc.record({
    op: fc.nat(),
    seq: fc.maxSafeInteger(),
    code: fc.constantFrom(0, 400, 500),
    msg: fc.string({ unit: "binary" }),
    data: fc.dictionary(fc.string(), fc.jsonValue()).map(plain),
  }).filter(({ op }) => op !== 202);
  fc.assert(fc.property(reply, (reply) => {
    for (const codec of CODECS) {
      const frame = codec.decode(codec.encodeReply(reply) as string);
      assertEquals([frame.op, frame.seq], [reply.op, reply.seq]);
      const { code, msg, data } = reply;
      assertEquals(codec.decodeBody(frame.body), { code, msg, data });
    }
  }));
});

Deno.test("a frame without seq has seq 0, and an absent body is undefined", () => {
  assertEquals(decode('{"op":105}'), { op: 105, seq: 0, body: undefined });
  assertEquals(decode('{"seq":3,"op":-1,"body":null,"x":1}'), {
    op: -1,
    seq: 3,
    body: null,
  });
});

Deno.test("what is no JSON object, or has no integer op and seq, is malformed", () => {
  const malformed = [
    ...[
      "",
      " ",
      "x",
      "null",
      "1",
      '"op"',
      "[]",
      "{}",
      "{",
      '{"op":105',
      "ping",
    ],
    ...[
      '{"op":"105"}',
      '{"op":1.5}',
      '{"op":null}',
      '{"op":1e400}',
      "{'op':1}",
    ],
    ...[
      '{"op":105,"seq":"1"}',
      '{"op":105,"seq":null}',
      '{"op":105,"seq":0.1}',
    ],
    ...['{"op":9007199254740992}', '[{"op":105}]', '{"OP":105}', "\ufeff{}"],
    '{"__proto__":{"op":105}}',
  ];
  for (const text of malformed) {
    assertThrows(() => decode(text), MalformedFrame, "malformed frame: ", text);
  }
});

Deno.test("any text or bytes decode to a frame or are malformed, and nothing else", () => {
  const shaped = fc.record({
    op: fc.jsonValue({ maxDepth: 1 }),
    seq: fc.jsonValue({ maxDepth: 1 }),
    body: fc.jsonValue(),
  }, { requiredKeys: [] });
  const data = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    shaped.map((value) => JSON.stringify(value)),
    fc.string({ unit: fc.constantFrom(...'{}[]":,op125\\u0 ') }),
    fc.uint8Array(),
  );
  fc.assert(fc.property(data, (data) => {
    for (const codec of CODECS) {
      try {
        const { op, seq } = codec.decode(data);
        assertEquals(
          Number.isSafeInteger(op) && Number.isSafeInteger(seq),
          true,
        );
      } catch (thrown) {
        assertEquals(thrown instanceof MalformedFrame, true, String(thrown));
      }
    }
  }));
});

Deno.test("deeply nested JSON is refused or decoded, never a crash", () => {
  const deep = "[".repeat(60_000);
  assertThrows(() => decode(deep), MalformedFrame);
  const whole = `{"op":101,"body":${deep}${"]".repeat(60_000)}}`;
  assertEquals(decode(whole).op, 101);
});

Deno.test("a body is at most 32 levels deep, in both forms, and a deeper one is refused by name", async () => {
  const nested = (levels: number) =>
    `${'{"a":['.repeat(levels / 2)}${"]}".repeat(levels / 2)}`;
  const bodies = (
    levels: number,
  ) => [nested(levels), JSON.parse(nested(levels))];
  for (const body of bodies(32)) decodeBody(body);
  const deeper = [...bodies(34), ...bodies(40_000), `[${nested(32)}]`];
  for (const body of deeper) {
    const { code, message } = await refusal(() => decodeBody(body));
    assertEquals([code, message], [
      400,
      "body: nested too deep: expected at most 32 levels",
    ]);
  }
});

Deno.test("a body whose data is nested too deep is refused with the name of that field", async () => {
  const nested = (levels: number) =>
    `{"data":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  const forms = (body: string) => [body, JSON.parse(body)];
  for (const body of forms(nested(31))) decodeBody(body);
  for (const body of [...forms(nested(32)), ...forms(nested(40_000))]) {
    const { code, message } = await refusal(() => decodeBody(body));
    assertEquals([code, message], [
      400,
      "data: nested too deep: expected at most 31 levels",
    ]);
  }
});

Deno.test("absent, null and the empty text are the same empty body", () => {
  for (const body of [undefined, null, ""]) assertEquals(decodeBody(body), {});
});

Deno.test("a body is read as an object or as one in a string, by both codecs", () => {
  const body = { id: "1001", nested: { a: [1] } };
  for (const codec of CODECS) {
    assertEquals(codec.decodeBody(body), body);
    assertEquals(codec.decodeBody(JSON.stringify(body)), body);
  }
});

Deno.test("any other body is a 400 that says so", async () => {
  const bad = [[], 1, true, "x", "[]", "1", '"{}"', "{", " ", NaN];
  for (const body of bad) {
    const { code, message } = await refusal(() => decodeBody(body));
    assertEquals([code, message.startsWith("body: ")], [400, true]);
  }
});

Deno.test("any body is an object or a 400, and nothing else", () => {
  const body = fc.oneof(
    fc.jsonValue(),
    fc.json(),
    fc.string({ unit: "binary" }),
  );
  fc.assert(fc.property(body, (body) => {
    try {
      const decoded = decodeBody(body);
      assertEquals(
        typeof decoded === "object" && !Array.isArray(decoded),
        true,
      );
    } catch (thrown) {
      assertEquals(thrown instanceof ReplyError && thrown.code === 400, true);
    }
  }));
});

/** Without what JSON writes differently from how it reads: -0 and prototypes. */
function plain(value: object): object {
  return JSON.parse(JSON.stringify(value));
}
