import {
  assert,
  assertEquals,
  assertMatch,
  assertStrictEquals,
} from "@std/assert";
import {
  describeFault,
  REPLY_CODES,
  ReplyError,
  toReplyError,
} from "../../src/base/errors.ts";

Deno.test("the reply codes are those of the wire, all of them HTTP errors", () => {
  const codes = Object.keys(REPLY_CODES).map(Number);
  const wire = [400, 401, 403, 404, 405, 409, 413, 415, 426, 429, 500, 503];
  assertEquals(codes, wire);
});

Deno.test("a refusal passes as it is and is not reported", () => {
  const refusal = new ReplyError(404, "no such user");
  const report = () => {
    throw new Error("reported");
  };
  assertStrictEquals(toReplyError(refusal, report), refusal);
});

Deno.test("anything else is a fault: reported under a new id, which is all the client sees", () => {
  const faults = [new Error("secret"), "secret", undefined, null, { a: 1 }];
  const ids = new Set<string>();
  for (const fault of faults) {
    const reported: unknown[] = [];
    const { code, message } = toReplyError(fault, (id, each) => {
      reported.push(each);
      ids.add(id);
    });
    assertEquals([code, reported], [500, [fault]]);
    assertMatch(message, /^internal error, logged as [0-9a-f-]{36}$/);
    assert(ids.has(message.slice(-36)));
  }
  assertEquals(ids.size, faults.length);
});

Deno.test("a fault is described with where it comes from", () => {
  assertMatch(describeFault(new TypeError("why")), /^TypeError: why\n +at /);
  assertEquals(describeFault("text"), "text");
  assertEquals(describeFault(undefined), "undefined");
  const bare = new Error("why");
  delete bare.stack;
  assertEquals(describeFault(bare), "why");
  assertEquals(describeFault(new ReplyError(503, "try again")), "try again");
});

Deno.test("a fault does not quote the text that could not be read", () => {
  const fault = (() => {
    try {
      return JSON.parse("a content");
    } catch (thrown) {
      return thrown;
    }
  })();
  const described = describeFault(fault);
  assertMatch(described, /^SyntaxError: a text that is not readable\n +at /);
  assertEquals(described.includes("content"), false);
});
