import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import {
  chatroomConversation,
  isId,
  isReserved,
  parseSessionId,
  partiesOf,
  privateConversation,
  refOf,
  sessionId,
} from "../../src/domain/ids.ts";
import { ReplyError } from "../../src/base/errors.ts";
import { refusal } from "../helpers/refusal.ts";

const HEAD = "ABCXYZabcxyz0189_";
const id = fc.tuple(
  fc.constantFrom(...HEAD),
  fc.string({ unit: fc.constantFrom(...HEAD, ".", "@", "-"), maxLength: 63 }),
).map(([first, rest]) => first + rest);
const pair = fc.tuple(id, id).filter(([a, b]) => a !== b);

Deno.test("isId() takes 1 to 64 of the allowed characters", () => {
  const good = ["a", "_", "9", "a.b@c-d_e", "x".repeat(64), "__proto__"];
  for (const text of good) assertEquals(isId(text), true, text);
  fc.assert(fc.property(id, isId));
});

Deno.test("isId() refuses what is empty, too long, or begins or goes on wrong", () => {
  const bad = [
    ...["", ".a", "@a", "-a", "a b", "a:b", "a/b", "é", "a\n", "\na", "a\0"],
    ...["😀", "a,b", "a%20", "x".repeat(65)],
  ];
  for (const text of bad) assertEquals(isId(text), false, JSON.stringify(text));
});

Deno.test("a private conversation has one key, whoever asks", () => {
  fc.assert(fc.property(pair, ([a, b]) => {
    const mine = privateConversation(a, b);
    const theirs = privateConversation(b, a);
    assertEquals(mine.key, theirs.key);
    assertEquals([mine.target, theirs.target], [b, a]);
    assertEquals(partiesOf(mine.key), a < b ? [a, b] : [b, a]);
  }));
});

Deno.test("privateConversation() refuses a conversation with oneself", async () => {
  const { code } = await refusal(() => privateConversation("ann", "ann"));
  assertEquals(code, 400);
});

Deno.test("parseSessionId() refuses a conversation with oneself", async () => {
  const { code, message } = await refusal(() => parseSessionId("2:ann", "ann"));
  assertEquals(code, 400);
  assertMatch(message, /^session_id: /);
});

Deno.test("different conversations have different keys", () => {
  fc.assert(fc.property(pair, pair, ([a, b], [c, d]) => {
    const same = [a, b].sort().join() === [c, d].sort().join();
    const first = privateConversation(a, b).key;
    assertEquals(first === privateConversation(c, d).key, same);
    assertEquals(first === String(chatroomConversation(a).key), false);
  }));
});

Deno.test("refOf() shows a key to each of its users as they address it", () => {
  fc.assert(fc.property(pair, ([a, b]) => {
    const conversation = privateConversation(a, b);
    assertEquals(refOf(conversation.key, a), conversation);
    assertEquals(refOf(conversation.key, b), privateConversation(b, a));
    const room = chatroomConversation(a);
    assertEquals(refOf(room.key, b), room);
  }));
});

Deno.test("parseSessionId() reads back what sessionId() writes", () => {
  fc.assert(fc.property(pair, ([asker, other]) => {
    for (
      const conversation of [
        chatroomConversation(other),
        privateConversation(asker, other),
      ]
    ) {
      const text = sessionId(conversation);
      assertEquals(parseSessionId(text, asker), conversation);
    }
  }));
});

Deno.test("parseSessionId() takes the three-part form in either order", () => {
  fc.assert(fc.property(pair, ([a, b]) => {
    const expected = privateConversation(a, b);
    assertEquals(parseSessionId(`2:${a}:${b}`, a), expected);
    assertEquals(parseSessionId(`2:${b}:${a}`, a), expected);
  }));
});

Deno.test("parseSessionId() refuses a conversation of two others with 403", async () => {
  const { code, message } = await refusal(() =>
    parseSessionId("2:ann:bob", "eve")
  );
  assertEquals(code, 403);
  assertStringIncludes(message, "session_id");
});

Deno.test("parseSessionId() refuses every other text with 400 and names the field", async () => {
  const bad = [
    ...["", ":", "1", "2", "1:", "2:", "3:a", "0:a", "a", "1:a:b", "2:a:b:c"],
    ...["01:a", " 1:a", "1:a ", "1:-a", "2:a:", "2::a", "1.0:a", "1:\n"],
    ...["1:" + "x".repeat(65), "2:ann", "2:ann:ann", "1:a/b", "1：a"],
  ];
  for (const text of bad) {
    const { code } = await refusal(() => parseSessionId(text, "ann"));
    assertEquals(code, 400, JSON.stringify(text));
  }
  const { message } = await refusal(() => parseSessionId("3:a", "ann"));
  assertStringIncludes(message, 'session_id: got "3:a"');
  const long = `${"x".repeat(139)}👋`;
  const cut = await refusal(() => parseSessionId(long, "ann"));
  assertStringIncludes(cut.message, `got "${"x".repeat(139)}": expected`);
});

Deno.test("parseSessionId() gives a conversation or a ReplyError for any text", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(..."12:ab.-\ud800") }),
  );
  fc.assert(fc.property(text, (text) => {
    try {
      const { key } = parseSessionId(text, "ann");
      assertEquals(refOf(key, "ann"), parseSessionId(text, "ann"));
    } catch (thrown) {
      assertEquals(thrown instanceof ReplyError, true);
    }
  }));
});

Deno.test("the service's own id is kept in whatever case", () => {
  const ids = ["system", "System", "SYSTEM", "systeM"];
  for (const id of ids) assertEquals(isReserved(id), true, id);
  for (const id of ["systems", "_system", "system.", "sys"]) {
    assertEquals(isReserved(id), false, id);
  }
});
