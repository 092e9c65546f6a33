import fc from "fast-check";
import { REASONS } from "../../src/base/errors.ts";
import type { Frame, Push, Reply } from "../../src/protocol/codec.ts";
import {
  type OperationName,
  OPERATIONS,
  PUSH_EVENT,
  PUSH_MESSAGES,
  PUSH_SIGNAL,
  REPLY_OFFSET,
} from "../../src/protocol/operations.ts";
import { Chatroom, Message } from "../../src/protocol/responses.ts";
import { arbitraryOf, type Schema } from "./arbitrary.ts";

/** The names of all operations. */
export const NAMES = Object.keys(OPERATIONS) as OperationName[];

const seqs = fc.oneof(fc.nat(300), fc.maxSafeInteger());
const texts = fc.string({ unit: "binary" });
const ids = fc.stringMatching(/^\w{1,20}$/);

/** Random requests of all operations, as they pass validation. */
export const requests: fc.Arbitrary<Frame> = fc.oneof(
  ...NAMES.map((name) => {
    const { op, requestSchema } = OPERATIONS[name];
    const body = arbitraryOf(requestSchema as Schema);
    const sayable = body.map((each) => inAnyEncoding(each as object));
    return fc.record({ op: fc.constant(op), seq: seqs, body: sayable });
  }),
);

/**
 * Protobuf has neither a map without keys nor, in a map, an empty text beside
 * null.
 */
function inAnyEncoding(body: object): object {
  const { data, ...rest } = body as { data?: Record<string, string | null> };
  const entries = Object.entries(data ?? {})
    .map(([key, value]) => [key, value || null]);
  if (entries.length === 0) return rest;
  return { ...rest, data: Object.fromEntries(entries) };
}

/** Random successes of all operations. */
export const replies: fc.Arbitrary<Reply> = fc.oneof(
  ...NAMES.map((name) => {
    const { op, responseSchema } = OPERATIONS[name];
    return fc.record({
      op: fc.constant(op + REPLY_OFFSET),
      seq: seqs,
      code: fc.constant(0),
      msg: fc.constant("ok"),
      data: arbitraryOf(responseSchema as Schema) as fc.Arbitrary<object>,
    });
  }),
);

/** Random failures, whatever was asked. */
export const failures: fc.Arbitrary<Reply> = fc.record({
  op: fc.constantFrom(0, 1, 1000, ...NAMES.map((name) => OPERATIONS[name].op)),
  seq: seqs,
  code: fc.integer({ min: 400, max: 599 }),
  msg: texts,
  data: fc.oneof(
    fc.constant(null),
    fc.record({
      reason: fc.constantFrom(...REASONS),
      until: fc.maxSafeInteger().map(Math.abs),
      retry_after: fc.nat(),
    }, { requiredKeys: ["reason"] }),
    fc.record({ retry_after: fc.nat() }),
  ),
});

const user = fc.record({ id: ids, name: texts });
const session = fc.record({
  id: ids,
  type: fc.constantFrom(1, 2),
  title: texts,
});
const about = { session_id: ids, sequence: fc.maxSafeInteger().map(Math.abs) };

const events = fc.oneof(
  fc.record({
    event: fc.constantFrom("joined", "left"),
    session_id: ids,
    user,
  }),
  fc.record({ event: fc.constant("read"), user_id: ids, ...about }),
  fc.record({
    event: fc.constantFrom("online", "offline"),
    user_id: ids,
    last_seen: fc.nat(),
  }),
  fc.record({
    event: fc.constant("updated"),
    session_id: ids,
    chatroom: arbitraryOf(Chatroom as Schema),
  }),
  fc.record({
    event: fc.constant("role"),
    session_id: ids,
    user_id: ids,
    role: fc.constantFrom("creator", "admin", "member"),
  }),
  fc.record({
    event: fc.constant("removed"),
    session_id: ids,
    user_ids: fc.array(ids, { minLength: 1, maxLength: 4 }),
    by: ids,
    reason: texts,
  }, { requiredKeys: ["event", "session_id", "user_ids", "by"] }),
  fc.record({
    event: fc.constant("muted"),
    session_id: ids,
    user_id: ids,
    until: fc.oneof(fc.constant(0), fc.maxSafeInteger().map(Math.abs)),
    by: ids,
  }, { requiredKeys: ["event", "session_id", "user_id", "by"] }),
  fc.record({
    event: fc.constant("recalled"),
    message_id: ids,
    ...about,
    change: fc.nat(),
  }),
  fc.record({
    event: fc.constant("edited"),
    session_id: ids,
    message: arbitraryOf(Message as Schema),
    change: fc.nat(),
  }),
  fc.record({
    event: fc.constant("reacted"),
    session_id: ids,
    message_id: ids,
    reaction: texts,
    user_id: ids,
    on: fc.boolean(),
    count: fc.nat(),
    change: fc.nat(),
  }),
  fc.record({
    event: fc.constant("reacted"),
    session_id: ids,
    message_id: ids,
    counts: fc.dictionary(texts, fc.nat(), { noNullPrototype: true }),
    change: fc.nat(),
    since: fc.nat(),
  }),
);

const signals = fc.record({
  session_id: ids,
  sender: user,
  name: ids,
  data: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 })
    .map((value): object => JSON.parse(JSON.stringify(value))),
}, { requiredKeys: ["session_id", "sender", "name"] });

/** Random pushes of all kinds. */
export const pushes = fc.oneof(
  fc.record({
    op: fc.constant(PUSH_MESSAGES),
    body: fc.record({
      session,
      items: fc.array(arbitraryOf(Message as Schema), { maxLength: 12 }),
      missed: fc.nat(),
    }),
  }),
  fc.record({ op: fc.constant(PUSH_EVENT), body: events }),
  fc.record({ op: fc.constant(PUSH_SIGNAL), body: signals }),
) as unknown as fc.Arbitrary<Push>;
