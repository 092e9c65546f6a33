import fc from "fast-check";
import type { Frame, Push, Reply } from "../../src/protocol/codec.ts";
import {
  type OperationName,
  OPERATIONS,
  PUSH_EVENT,
  PUSH_MESSAGES,
  REPLY_OFFSET,
} from "../../src/protocol/operations.ts";
import { Message } from "../../src/protocol/responses.ts";
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
    return fc.record({ op: fc.constant(op), seq: seqs, body });
  }),
);

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
      reason: fc.constantFrom("rate", "full"),
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
    event: fc.constant("recalled"),
    message_id: ids,
    ...about,
    change: fc.nat(),
  }),
);

/** Random pushes of both kinds. */
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
) as unknown as fc.Arbitrary<Push>;
