import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  jsonWithObjectBodies,
  jsonWithStringBodies,
} from "../../src/protocol/json.ts";
import type { Message, MessagesPush } from "../../src/protocol/responses.ts";
import {
  messagesPushInString,
  sentInString,
} from "../../src/protocol/string_bodies.ts";

/** Texts that need escaping once, twice, or not at all; broken ones too. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(...'"\\/\n\u0000\u001f\u007f\u2028é😀ab'),
  }),
  fc.string({ unit: fc.constantFrom("\ud800", "\udfff", "a", '"') }),
);
const id = fc.string({ unit: fc.constantFrom(..."aZ0_.@-:"), minLength: 1 });
const number = fc.nat({ max: Number.MAX_SAFE_INTEGER });

const message = fc.record({
  id,
  session_id: id,
  sender: fc.record({ id, name: text }),
  category: fc.string({ unit: fc.constantFrom(..."az09_.-"), minLength: 1 }),
  content: text,
  sequence: number,
  status: fc.constantFrom(1 as const, 2 as const),
  created_at: number,
});
/** With `request_id` last, as views make it, or without one. */
const shown: fc.Arbitrary<Message> = fc.tuple(message, fc.option(text)).map(
  ([each, request_id]) => request_id === null ? each : { ...each, request_id },
);

function twice(body: object): string {
  return JSON.stringify(JSON.stringify(body)).slice(1, -1);
}

Deno.test("a push of messages in one go is what stringifying twice returns", () => {
  const push: fc.Arbitrary<MessagesPush> = fc.record({
    session: fc.record({
      id,
      type: fc.constantFrom(1 as const, 2 as const),
      title: text,
    }),
    items: fc.array(shown, { maxLength: 4 }),
    missed: number,
  });
  fc.assert(fc.property(push, (body) => {
    assertEquals(messagesPushInString(body), twice(body));
    const encoded = jsonWithStringBodies.encodePush({ op: 501, body });
    const plain = jsonWithObjectBodies.encodePush({ op: 501, body });
    const { body: inString } = JSON.parse(encoded as string);
    assertEquals(JSON.parse(inString), JSON.parse(plain as string).body);
  }));
});

Deno.test("the reply to a send in one go is what stringifying twice returns", () => {
  const sent = fc.record({
    id,
    session_id: id,
    sequence: number,
    created_at: number,
  });
  fc.assert(fc.property(sent, number, (data, seq) => {
    const body = { code: 0, msg: "ok", data };
    assertEquals(sentInString(data), twice(body));
    const reply = { op: 202, seq, ...body };
    const encoded = jsonWithStringBodies.encodeReply(reply) as string;
    assertEquals(encoded, `{"op":202,"seq":${seq},"body":"${twice(body)}"}`);
  }));
});

Deno.test("a send that failed is written like every other failure", () => {
  const reply = { op: 202, seq: 1, code: 403, msg: "no", data: null };
  const encoded = jsonWithStringBodies.encodeReply(reply) as string;
  const { body } = JSON.parse(encoded);
  assertEquals(JSON.parse(body), { code: 403, msg: "no", data: null });
});
