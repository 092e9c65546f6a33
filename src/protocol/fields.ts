import Type from "typebox";
import { ID_PATTERN, ID_RULE } from "../domain/ids.ts";
import {
  isName,
  isUserName,
  NAME_RULE,
  USER_NAME_RULE,
} from "../domain/names.ts";

/*
 * The fields of requests. A description says what is right: it is shown in the
 * OpenAPI document and in the message of a 400.
 */

/** Most items on a page, except where another limit is stated. */
export const MAX_COUNT = 100;
/** Items on a page when the request does not say. */
export const DEFAULT_COUNT = 20;
/** Most items on a page of sync. */
export const MAX_SYNC_COUNT = 500;
/** Items on a page of sync when the request does not say. */
export const DEFAULT_SYNC_COUNT = 100;

const NAME_LENGTH = { minLength: 1, maxLength: 64 };

export const userId = Type.String({
  pattern: ID_PATTERN,
  description: `a user id, ${ID_RULE}`,
});

export const chatroomId = Type.String({
  pattern: ID_PATTERN,
  description: `a chatroom id, ${ID_RULE}`,
});

export const targetId = Type.String({
  pattern: ID_PATTERN,
  description: `the id of the chatroom or of the receiver, ${ID_RULE}`,
});

export const userName = Type.Refine(
  Type.String({ ...NAME_LENGTH, description: USER_NAME_RULE }),
  isUserName,
);

export const chatroomName = Type.Refine(
  Type.String({ ...NAME_LENGTH, description: NAME_RULE }),
  isName,
);

export const token = Type.String({
  minLength: 1,
  maxLength: 4096,
  description: "a token, 1 to 4096 characters",
});

export const device = Type.String({
  minLength: 1,
  maxLength: 256,
  description: "a device of 1 to 256 characters",
});

export const conversationType = Type.Union(
  [Type.Literal(1), Type.Literal(2)],
  { description: "1 (chatroom) or 2 (private)" },
);

export const category = Type.String({
  pattern: "^[a-z0-9_.-]{1,32}$",
  description: "1 to 32 characters of a-z 0-9 _ . -",
});

export const content = Type.String({
  minLength: 1,
  description: "a text of at least one byte",
});

export const requestId = Type.String({
  pattern: "^[\\x20-\\x7e]{1,64}$",
  description: "1 to 64 printable ASCII characters",
});

/** Most bytes of a message's data, as JSON in UTF-8. */
export const MAX_DATA_BYTES = 1024;
/** Most users that a message mentions. */
export const MAX_MENTIONS = 50;

/** Opaque; whoever takes it checks its size. */
export const data = Type.Unsafe<Record<string, unknown>>(Type.Object({}, {
  additionalProperties: true,
  description: `a JSON object of at most ${MAX_DATA_BYTES} bytes`,
}));

export const replyTo = Type.String({
  minLength: 1,
  maxLength: 256,
  description: "the id of a message of the same session",
});

export const mentions = Type.Union([
  Type.Array(userId, { minItems: 1, maxItems: MAX_MENTIONS }),
  Type.Array(Type.Literal("*"), { minItems: 1, maxItems: 1 }),
], { description: `1 to ${MAX_MENTIONS} user ids, or ["*"]` });

export const priority = Type.Union([
  Type.Literal("low"),
  Type.Literal("normal"),
  Type.Literal("high"),
], { description: "low, normal or high" });

/** Most bytes of a reaction, in UTF-8. */
export const MAX_REACTION_BYTES = 32;

export const reaction = Type.Refine(
  Type.String({
    minLength: 1,
    maxLength: MAX_REACTION_BYTES,
    description: `a reaction of 1 to ${MAX_REACTION_BYTES} bytes`,
  }),
  (value) => new TextEncoder().encode(value).length <= MAX_REACTION_BYTES,
);

export const isOn = Type.Boolean({ description: "true or false" });

export const sessionId = Type.String({
  minLength: 1,
  maxLength: 256,
  description: "a session id, 1:<chatroom id> or 2:<user id>",
});

export const messageId = Type.String({
  minLength: 1,
  maxLength: 256,
  description: "a message id",
});

export const count = Type.Integer({
  minimum: 1,
  maximum: MAX_COUNT,
  description: `a whole number from 1 to ${MAX_COUNT}`,
});

export const syncCount = Type.Integer({
  minimum: 1,
  maximum: MAX_SYNC_COUNT,
  description: `a whole number from 1 to ${MAX_SYNC_COUNT}`,
});

export const sequence = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "a sequence, a whole number from 0",
});

export const change = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "a change number, a whole number from 0",
});

export const cursor = Type.String({
  minLength: 1,
  maxLength: 512,
  description: "a cursor as a page before returned it",
});

const MAX_SLOW_MODE = 3_600_000;
/** Most users that one request may name. */
const MAX_USERS = 100;
/** A hundred years. */
const MAX_SECONDS = 3_153_600_000;

export const password = Type.String({
  minLength: 1,
  maxLength: 128,
  description: "a password of 1 to 128 characters",
});

export const joinMode = oneOf("open", "invite", "password");
export const sendMode = oneOf("all", "admins");
export const historyMode = oneOf("all", "joined");
export const role = oneOf("creator", "admin", "member");

export const maxMembers = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "a whole number from 0, which is the service's own limit",
});

export const slowMode = Type.Integer({
  minimum: 0,
  maximum: MAX_SLOW_MODE,
  description: `milliseconds, a whole number from 0 to ${MAX_SLOW_MODE}`,
});

/** A change of texts by their keys; null deletes one. */
export const dataChange = Type.Unsafe<Readonly<Record<string, string | null>>>({
  type: "object",
  propertyNames: { pattern: "^[a-zA-Z0-9_.-]{1,32}$" },
  additionalProperties: Type.Union([Type.String(), Type.Null()]),
  description:
    "an object of texts, or null to delete one, under keys of 1 to 32 characters of a-z A-Z 0-9 _ . -",
});

export const userIds = Type.Array(userId, {
  minItems: 1,
  maxItems: MAX_USERS,
  description: `1 to ${MAX_USERS} user ids`,
});

export const reason = Type.String({
  maxLength: 256,
  description: "a text of at most 256 characters",
});

export const seconds = Type.Integer({
  minimum: 0,
  maximum: MAX_SECONDS,
  description:
    `a whole number from 0, which lifts it, to ${MAX_SECONDS}; none for good`,
});

/** One of a few words. */
function oneOf<Words extends [string, string, ...string[]]>(...words: Words) {
  const literals = words.map((word) => Type.Literal(word));
  const last = words.at(-1);
  return Type.Unsafe<Words[number]>({
    anyOf: literals,
    description: `${words.slice(0, -1).join(", ")} or ${last}`,
  });
}
