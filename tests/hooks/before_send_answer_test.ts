import { assertEquals } from "@std/assert";
import { readAnswer } from "../../src/hooks/before_send_answer.ts";

function answerTo(status: number, said: unknown, isCut = false) {
  const text = typeof said === "string" ? said : JSON.stringify(said);
  return readAnswer({ status, text, isCut }, 10);
}

/** So many arrays, one in the other. */
function nested(levels: number): unknown {
  return JSON.parse("[".repeat(levels) + "]".repeat(levels));
}

Deno.test("an answer accepts, rejects or replaces", () => {
  assertEquals(answerTo(200, { action: "accept" }), "accept");
  assertEquals(answerTo(201, { action: "reject", msg: "rude" }), {
    action: "reject",
    msg: "rude",
  });
  assertEquals(answerTo(200, { action: "replace", content: "***" }), {
    action: "replace",
    content: "***",
    data: undefined,
  });
  for (const b of [1, nested(30)]) {
    const replace = { action: "replace", content: "a", data: { b } } as const;
    assertEquals(answerTo(200, replace), replace);
  }
});

Deno.test("a 4xx rejects, with its reason where it gives one", () => {
  const rejected = {
    action: "reject",
    msg: "the message was rejected",
  } as const;
  assertEquals(answerTo(403, "no"), rejected);
  assertEquals(answerTo(422, { action: "accept" }), rejected);
  assertEquals(answerTo(400, { msg: "" }), rejected);
  assertEquals(answerTo(418, { msg: " too\n short " }), {
    action: "reject",
    msg: "too short",
  });
});

Deno.test("all else is a failure", () => {
  const failures: readonly (readonly [number, unknown, boolean?])[] = [
    [500, { action: "accept" }],
    [302, { action: "accept" }],
    [204, ""],
    [200, "accept"],
    [200, "null"],
    [200, []],
    [200, { action: "maybe" }],
    [200, { action: "accept" }, true],
    [200, { action: "replace" }],
    [200, { action: "replace", content: "" }],
    [200, { action: "replace", content: 1 }],
    [200, { action: "replace", content: "eleven char" }],
    [200, { action: "replace", content: "ééééé é" }],
    [200, '{"action":"replace","content":"\\ud800"}'],
    [200, '{"action":"replace","content":"a","data":{"b":["\\ud800"]}}'],
    [200, '{"action":"replace","content":"a","data":{"\\ud800":1}}'],
    [200, '{"action":"replace","content":"a","data":{"b":[-1e400]}}'],
    [200, { action: "replace", content: "a", data: [] }],
    [200, { action: "replace", content: "a", data: null }],
    [200, { action: "replace", content: "a", data: { b: "c".repeat(1024) } }],
    [200, { action: "replace", content: "a", data: { b: nested(31) } }],
  ];
  for (const [status, said, isCut] of failures) {
    assertEquals(answerTo(status, said, isCut), "failure", String(said));
  }
  assertEquals(readAnswer({ status: 0, reason: "no" }, 10), "failure");
});

Deno.test("a reason is bounded", () => {
  const answer = answerTo(403, { msg: "x".repeat(1000) });
  assertEquals(answer, { action: "reject", msg: "x".repeat(256) });
});

Deno.test("a long reason ends with a whole character", () => {
  const msg = `${"x".repeat(255)}👋`;
  assertEquals(answerTo(403, { msg }), {
    action: "reject",
    msg: "x".repeat(255),
  });
});
