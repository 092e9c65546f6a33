import { assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { ReplyError } from "../../src/base/errors.ts";
import {
  type OperationName,
  OPERATIONS,
} from "../../src/protocol/operations.ts";
import { refusal } from "../helpers/refusal.ts";

type Body = Record<string, unknown>;

/** A complete request of each operation. */
const GOOD: Readonly<Record<OperationName, Body>> = {
  login: { id: "ann", name: "Ann", token: "t", device: "phone" },
  logout: {},
  heartbeat: {},
  send: {
    type: 2,
    target_id: "bob",
    content: "hi",
    category: "text",
    request_id: "r 1",
  },
  history: { session_id: "1:room", message_id: "m", count: 20 },
  sessions: { type: 1, count: 100, cursor: "c" },
  sync: {
    session_id: "1:room",
    after_sequence: 0,
    count: 500,
    changed_after: 0,
  },
  read: { session_id: "1:room", sequence: 0 },
  recall: { session_id: "1:room", message_id: "m" },
  join: { id: "room", name: "The room" },
  leave: { id: "room" },
  members: { id: "room", count: 1, cursor: "c" },
  user: { id: "ann" },
};

const REQUIRED: Partial<Record<OperationName, readonly string[]>> = {
  login: ["id"],
  send: ["type", "target_id", "content"],
  history: ["session_id"],
  sync: ["session_id", "after_sequence"],
  read: ["session_id", "sequence"],
  recall: ["session_id", "message_id"],
  join: ["id"],
  leave: ["id"],
  members: ["id"],
  user: ["id"],
};

const BAD_ID = ["", ".a", "a b", "a:b", "é", "a\n", "x".repeat(65), 1, null];
const BAD_NAME = ["", "x".repeat(65), "😀".repeat(65), 1, null, ["a"]];
const BAD_COUNT = [0, -1, 101, 1.5, "20", null, NaN, Infinity];
const BAD_TYPE = [0, 3, "1", null, 1.5, true];
const BAD_SEQUENCE = [-1, 0.5, "0", null, 2 ** 53, NaN];
const BAD_TEXT = ["", 1, null, {}, "x".repeat(5000)];

/** Values that a field must not have, for each operation that has it. */
const BAD: Readonly<Record<string, readonly unknown[]>> = {
  id: BAD_ID,
  target_id: BAD_ID,
  name: BAD_NAME,
  device: ["", "x".repeat(257), 1, null, ["a"]],
  token: BAD_TEXT,
  cursor: BAD_TEXT,
  message_id: BAD_TEXT,
  session_id: BAD_TEXT,
  content: ["", 1, null, [], {}, "lone \ud800 surrogate"],
  category: ["", "Text", "a b", "x".repeat(33), "é", 1, "text\n"],
  request_id: ["", "x".repeat(65), "a\nb", "a\n", "é", 1, "\x7f", "\x1f"],
  type: BAD_TYPE,
  count: BAD_COUNT,
  after_sequence: BAD_SEQUENCE,
  changed_after: BAD_SEQUENCE,
  sequence: BAD_SEQUENCE,
};

const names = Object.keys(OPERATIONS) as OperationName[];

Deno.test("a complete request passes as it is, and so does one without what is optional", () => {
  for (const name of names) {
    const { validate } = OPERATIONS[name];
    assertEquals(validate(GOOD[name]) as unknown, GOOD[name]);
    const required = REQUIRED[name] ?? [];
    const least = Object.fromEntries(
      required.map((field) => [field, GOOD[name][field]]),
    );
    assertEquals(validate(least) as unknown, least);
  }
});

Deno.test("a missing field is named, with what is expected", async () => {
  for (const name of names) {
    for (const field of REQUIRED[name] ?? []) {
      const { [field]: _, ...body } = GOOD[name];
      const refused = await refusal(() => OPERATIONS[name].validate(body));
      assertEquals(refused.code, 400);
      const form = new RegExp(`^${field}: missing: expected \\S`);
      assertMatch(refused.message, form, name);
    }
  }
});

Deno.test("a wrong value is a 400 that names its field and what is expected", async () => {
  for (const name of names) {
    for (const field of Object.keys(GOOD[name])) {
      for (const value of BAD[field] ?? []) {
        if (field === "count" && name === "sync" && value === 101) continue;
        if (value === null && !REQUIRED[name]?.includes(field)) continue;
        const body = { ...GOOD[name], [field]: value };
        const refused = await refusal(() => OPERATIONS[name].validate(body));
        assertEquals(refused.code, 400);
        const form = new RegExp(`^${field}: .*expected \\S`);
        assertMatch(refused.message, form, `${name} ${JSON.stringify(value)}`);
      }
    }
  }
});

Deno.test("null stands for an absent field, a required one too", async () => {
  for (const name of names) {
    for (const field of Object.keys(GOOD[name])) {
      const { [field]: _, ...rest } = GOOD[name];
      const body = { ...rest, [field]: null };
      const { validate } = OPERATIONS[name];
      if (REQUIRED[name]?.includes(field)) {
        const { message } = await refusal(() => validate(body));
        assertMatch(message, new RegExp(`^${field}: missing: expected \\S`));
      } else {
        assertEquals(validate(body) as unknown, rest);
      }
    }
  }
});

Deno.test("every field of every operation has wrong values above", () => {
  const tried = new Set(Object.keys(BAD));
  for (const name of names) {
    const { requestSchema } = OPERATIONS[name];
    const { properties } = requestSchema as unknown as { properties: Body };
    assertEquals(
      Object.keys(properties).sort(),
      Object.keys(GOOD[name]).sort(),
    );
    for (const field of Object.keys(properties)) {
      assertEquals(tried.has(field), true, `${name} ${field}`);
    }
  }
});

Deno.test("sync pages up to 500, and others up to 100", async () => {
  const { sync, history } = OPERATIONS;
  const at = { session_id: "1:room", after_sequence: 0 };
  assertEquals(sync.validate({ ...at, count: 500 }).count, 500);
  await refusal(() => sync.validate({ ...at, count: 501 }));
  assertEquals(history.validate({ ...at, count: 100 }).count, 100);
  await refusal(() => history.validate({ ...at, count: 101 }));
});

Deno.test("a name may have 64 characters of any kind, each counted once", () => {
  const { validate } = OPERATIONS.login;
  for (const name of ["x".repeat(64), "😀".repeat(64), "字".repeat(64), "."]) {
    assertEquals(validate({ id: "ann", name }).name, name);
  }
});

Deno.test("a field that no operation knows is ignored", () => {
  const body = { id: "ann", extra: "\ud800", __proto__: null };
  assertEquals(OPERATIONS.user.validate(body).id, "ann");
});

Deno.test("what is no object is a 400 that says so", async () => {
  for (const body of [null, undefined, [], "x", 1, true]) {
    const { validate } = OPERATIONS.user;
    const { code, message } = await refusal(() => validate(body));
    assertEquals([code, message], [400, "body: expected a JSON object"]);
  }
});

Deno.test("any body passes or is a 400, and never anything else", () => {
  const keys = fc.constantFrom(...Object.keys(BAD), "__proto__", "x");
  const body = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(keys, fc.jsonValue({ maxDepth: 2 })),
  );
  fc.assert(fc.property(fc.constantFrom(...names), body, (name, body) => {
    try {
      OPERATIONS[name].validate(body);
      return true;
    } catch (thrown) {
      return thrown instanceof ReplyError && thrown.code === 400;
    }
  }));
});

Deno.test("only the fields of its schema are left of a request, whatever else it has", () => {
  const names = Object.keys(OPERATIONS) as OperationName[];
  const extras = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(fc.property(fc.constantFrom(...names), extras, (name, extra) => {
    const { requestSchema, validate } = OPERATIONS[name];
    const known = Object.keys(
      (requestSchema as { properties: object }).properties,
    );
    const odd = JSON.parse(`{"__proto__":{"a":1},"x":[[]]}`);
    const unknown = Object.entries({ ...extra, ...odd })
      .filter(([key]) => !known.includes(key));
    const body = { ...Object.fromEntries(unknown), ...GOOD[name] };
    assertEquals(validate(body) as Body, GOOD[name]);
  }));
});
