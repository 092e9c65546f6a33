import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeCursor, encodeCursor } from "../../src/chat/cursor.ts";
import { ReplyError } from "../../src/base/errors.ts";
import { refusal } from "../helpers/refusal.ts";

const kind = fc.constantFrom("sessions" as const, "members" as const);
const id = fc.string({
  unit: fc.constantFrom(..."aZ09_.@-:"),
  minLength: 1,
  maxLength: 70,
});
const position = fc.record({ time: fc.nat(9e15), id });

Deno.test("decodeCursor() reads back what encodeCursor() writes, safe in a query", () => {
  fc.assert(fc.property(kind, position, (kind, position) => {
    const cursor = encodeCursor(kind, position);
    assertEquals(/^[A-Za-z0-9_-]{1,512}$/.test(cursor), true, cursor);
    assertEquals(decodeCursor(kind, cursor), position);
  }));
});

Deno.test("no cursor is no position", () => {
  assertEquals(decodeCursor("sessions", undefined), undefined);
});

Deno.test("a cursor of another list is a 400", async () => {
  const cursor = encodeCursor("members", { time: 1, id: "ann" });
  const { code, message } = await refusal(() =>
    decodeCursor("sessions", cursor)
  );
  assertEquals([code, message.startsWith("cursor: ")], [400, true]);
});

Deno.test("any text is a position or a 400, and nothing else", () => {
  const forged = fc.string({ unit: "binary-ascii" }).map((text) => btoa(text));
  const near = fc.tuple(kind, fc.string({ unit: "binary-ascii" }))
    .map(([kind, rest]) => btoa(`${kind} 17 ${rest}`));
  const text = fc.oneof(fc.string({ unit: "binary" }), forged, near);
  fc.assert(fc.property(kind, text, (kind, text) => {
    try {
      const { time, id } = decodeCursor(kind, text)!;
      assertEquals(Number.isFinite(time) && /^[\w.@:-]+$/.test(id), true);
    } catch (thrown) {
      assertEquals(thrown instanceof ReplyError && thrown.code === 400, true);
    }
  }));
});

Deno.test("a cursor cannot name a time or an id that no page returned", async () => {
  const forged = [
    ...["", "=", "%", "é", "\u0000", "sessions 1 1:a"],
    ...["sessions 1 ", "sessions  1:a", "sessions -1 1:a", "sessions 1.5 1:a"],
    ...["sessions 1 1:a\n", " sessions 1 1:a", "sessions 1 1:a 2:b"],
    ...[`sessions ${"9".repeat(17)} 1:a`, `sessions 1 ${"a".repeat(141)}`],
  ].map((text, at) => at < 6 ? text : btoa(text));
  for (const cursor of forged) {
    const { code } = await refusal(() => decodeCursor("sessions", cursor));
    assertEquals(code, 400, cursor);
  }
});
