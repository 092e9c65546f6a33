import Type, { type Static } from "typebox";
import * as field from "./fields.ts";

/*
 * The bodies of the requests, over WebSocket and HTTP alike. Validators, types
 * and the OpenAPI document are made from these schemas. Unknown fields are
 * ignored.
 */

export const Login = Type.Object({
  id: field.userId,
  name: Type.Optional(field.userName),
  token: Type.Optional(field.token),
  device: Type.Optional(field.device),
});
export type Login = Static<typeof Login>;

export const Empty = Type.Object({});
export type Empty = Static<typeof Empty>;

export const Send = Type.Object({
  type: field.conversationType,
  target_id: field.targetId,
  content: field.content,
  category: Type.Optional(field.category),
  request_id: Type.Optional(field.requestId),
});
export type Send = Static<typeof Send>;

export const History = Type.Object({
  session_id: field.sessionId,
  message_id: Type.Optional(field.messageId),
  count: Type.Optional(field.count),
});
export type History = Static<typeof History>;

export const Sessions = Type.Object({
  type: Type.Optional(field.conversationType),
  count: Type.Optional(field.count),
  cursor: Type.Optional(field.cursor),
});
export type Sessions = Static<typeof Sessions>;

export const Sync = Type.Object({
  session_id: field.sessionId,
  after_sequence: field.sequence,
  count: Type.Optional(field.syncCount),
  changed_after: Type.Optional(field.change),
});
export type Sync = Static<typeof Sync>;

export const Read = Type.Object({
  session_id: field.sessionId,
  sequence: field.sequence,
});
export type Read = Static<typeof Read>;

export const Recall = Type.Object({
  session_id: field.sessionId,
  message_id: field.messageId,
});
export type Recall = Static<typeof Recall>;

export const Join = Type.Object({
  id: field.chatroomId,
  name: Type.Optional(field.chatroomName),
});
export type Join = Static<typeof Join>;

export const Leave = Type.Object({ id: field.chatroomId });
export type Leave = Static<typeof Leave>;

export const Members = Type.Object({
  id: field.chatroomId,
  count: Type.Optional(field.count),
  cursor: Type.Optional(field.cursor),
});
export type Members = Static<typeof Members>;

export const FindUser = Type.Object({ id: field.userId });
export type FindUser = Static<typeof FindUser>;
