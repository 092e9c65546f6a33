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
    data: { a: [1] },
    reply_to: "m",
    mentions: ["ann", "bob"],
    priority: "low",
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
  edit: {
    session_id: "1:room",
    message_id: "m",
    content: "hi",
    data: { a: 1 },
  },
  react: {
    session_id: "1:room",
    message_id: "m",
    reaction: "👍",
    on: false,
  },
  reactions: {
    session_id: "1:room",
    message_id: "m",
    reaction: "👍",
    count: 1,
    cursor: "c",
  },
  signal: { type: 1, target_id: "room", name: "typing", data: { a: [1] } },
  join: { id: "room", name: "The room", password: "secret" },
  leave: { id: "room" },
  members: { id: "room", count: 1, cursor: "c" },
  chatroom: { id: "room" },
  configure: {
    id: "room",
    name: "The room",
    join: "password",
    password: "secret",
    send: "admins",
    history: "joined",
    max_members: 0,
    slow_mode: 3_600_000,
    data: { topic: "", "a.B_c-9": null },
  },
  role: { id: "room", user_id: "bob", role: "admin" },
  remove: { id: "room", user_ids: ["bob", "cat"], reason: "rude" },
  ban: { id: "room", user_id: "bob", seconds: 0, reason: "" },
  mute: { id: "room", user_id: "bob", seconds: 3_153_600_000, reason: "rude" },
  add: { id: "room", user_ids: ["bob"] },
  sanctions: { id: "room", count: 1, cursor: "c" },
  user: { id: "ann" },
  block: { user_id: "bob", blocked: false },
  blocks: { count: 1, cursor: "c" },
  watch: { user_ids: ["bob"], on: false },
  profile: { name: "Ann", data: { mood: "", "a.B_c-9": null } },
};

const REQUIRED: Partial<Record<OperationName, readonly string[]>> = {
  login: ["id"],
  send: ["type", "target_id", "content"],
  history: ["session_id"],
  sync: ["session_id", "after_sequence"],
  read: ["session_id", "sequence"],
  recall: ["session_id", "message_id"],
  edit: ["session_id", "message_id", "content"],
  react: ["session_id", "message_id", "reaction"],
  reactions: ["session_id", "message_id", "reaction"],
  signal: ["type", "target_id", "name"],
  join: ["id"],
  leave: ["id"],
  members: ["id"],
  chatroom: ["id"],
  configure: ["id"],
  role: ["id", "user_id", "role"],
  remove: ["id", "user_ids"],
  ban: ["id", "user_id"],
  mute: ["id", "user_id"],
  add: ["id", "user_ids"],
  sanctions: ["id"],
  user: ["id"],
  block: ["user_id", "blocked"],
  watch: ["user_ids"],
};

const BAD_ID = ["", ".a", "a b", "a:b", "é", "a\n", "x".repeat(65), 1, null];
const BAD_NAME = ["", "x".repeat(65), "😀".repeat(65), 1, null, ["a"]];
const BAD_COUNT = [0, -1, 101, 1.5, "20", null, NaN, Infinity];
const BAD_TYPE = [0, 3, "1", null, 1.5, true];
const BAD_SEQUENCE = [-1, 0.5, "0", null, 2 ** 53, NaN];
const BAD_WORD = ["", "Open", "all ", "owner", 1, null, ["all"]];
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
  user_id: BAD_ID,
  password: ["", "x".repeat(129), 1, null, "lone \ud800 surrogate"],
  join: BAD_WORD,
  send: BAD_WORD,
  history: BAD_WORD,
  role: BAD_WORD,
  max_members: BAD_SEQUENCE,
  slow_mode: [...BAD_SEQUENCE, 3_600_001],
  user_ids: [
    ...[[], "bob", null, [1], ["a b"], [null], { 0: "bob" }],
    Array.from({ length: 101 }, (_, index) => `u${index}`),
  ],
  seconds: [...BAD_SEQUENCE, 3_153_600_001],
  reason: ["x".repeat(257), 1, null, ["rude"], "\ud800"],
  blocked: ["true", 0, 1, null, []],
  on: ["true", 0, 1, null, []],
  data: ["{}", [], 1, null, true],
  reply_to: BAD_TEXT,
  mentions: ["ann", [], ["-"], ["*", "ann"], ["*", "*"], null, {}],
  priority: ["", "urgent", 1, null, "HIGH"],
  reaction: ["", "é".repeat(17), "x".repeat(33), 1, null, []],
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

Deno.test("half of a surrogate pair is refused wherever it stands in data", async () => {
  const values = [{ "\ud800": 1 }, { a: [{ "b\udc00": [] }] }, {
    a: ["\ud800"],
  }];
  const at = { type: 1, target_id: "room" } as const;
  for (const data of values) {
    for (
      const call of [
        () => OPERATIONS.send.validate({ ...at, content: "a", data }),
        () => OPERATIONS.signal.validate({ ...at, name: "typing", data }),
      ]
    ) {
      const { code, message } = await refusal(call);
      const expected = "data: expected well-formed Unicode";
      assertEquals([code, message], [400, expected]);
    }
  }
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

Deno.test("a chatroom's data has texts, or null, under keys that anybody can type", async () => {
  const cases = [
    ...[{ "a b": "x" }, { "": "x" }, { é: "x" }, { ["x".repeat(33)]: "x" }],
    ...[{ a: 1 }, { a: {} }, { a: ["x"] }, { a: "\ud800" }],
    JSON.parse('{"__proto__":{"a":"b"}}'),
  ];
  const { validate } = OPERATIONS.configure;
  for (const data of cases) {
    const { message } = await refusal(() => validate({ id: "room", data }));
    assertMatch(message, /^data: .*expected \S/, JSON.stringify(data));
  }
});
