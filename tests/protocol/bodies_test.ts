import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  jsonWithObjectBodies,
  jsonWithStringBodies,
} from "../../src/protocol/json.ts";
import type { Message, MessagesPush } from "../../src/protocol/responses.ts";

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
/** What views add where it is given, in their order. */
const more = fc.record({
  request_id: text,
  data: fc.dictionary(text, fc.jsonValue(), { noNullPrototype: true }),
  reply_to: text,
  mentions: fc.array(id, { minLength: 1 }),
  priority: fc.constantFrom("low" as const, "normal" as const, "high" as const),
}, { requiredKeys: [] });
const shown: fc.Arbitrary<Message> = fc.tuple(message, more)
  .map(([each, given]) => ({ ...each, ...given }));

/** The encodings whose bodies are put together, and what they have to come to. */
const WRITTEN = [
  [jsonWithObjectBodies, (body: object) => JSON.stringify(body)],
  [
    jsonWithStringBodies,
    (body: object) => JSON.stringify(JSON.stringify(body)),
  ],
] as const;

for (const [codec, write] of WRITTEN) {
  Deno.test(`${codec.name}: a push in one go is what stringifying returns`, () => {
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
      const encoded = codec.encodePush({ op: 501, body });
      assertEquals(encoded, `{"op":501,"seq":0,"body":${write(body)}}`);
    }));
  });

  Deno.test(`${codec.name}: the reply to a send in one go is what stringifying returns`, () => {
    const sent = fc.record({
      id,
      session_id: id,
      sequence: number,
      created_at: number,
    });
    fc.assert(fc.property(sent, number, (data, seq) => {
      const body = { code: 0, msg: "ok", data };
      const encoded = codec.encodeReply({ op: 202, seq, ...body });
      assertEquals(encoded, `{"op":202,"seq":${seq},"body":${write(body)}}`);
    }));
  });

  Deno.test(`${codec.name}: a send that failed is written like every other failure`, () => {
    const body = { code: 403, msg: "no", data: null };
    const encoded = codec.encodeReply({ op: 202, seq: 1, ...body });
    assertEquals(encoded, `{"op":202,"seq":1,"body":${write(body)}}`);
  });
}
