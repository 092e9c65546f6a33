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
