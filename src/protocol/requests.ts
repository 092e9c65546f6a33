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
  data: Type.Optional(field.data),
  reply_to: Type.Optional(field.replyTo),
  mentions: Type.Optional(field.mentions),
  priority: Type.Optional(field.priority),
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

export const Edit = Type.Object({
  session_id: field.sessionId,
  message_id: field.messageId,
  content: field.content,
  data: Type.Optional(field.data),
});
export type Edit = Static<typeof Edit>;

export const React = Type.Object({
  session_id: field.sessionId,
  message_id: field.messageId,
  reaction: field.reaction,
  on: Type.Optional(field.isOn),
});
export type React = Static<typeof React>;

export const Reactions = Type.Object({
  session_id: field.sessionId,
  message_id: field.messageId,
  reaction: field.reaction,
  count: Type.Optional(field.count),
  cursor: Type.Optional(field.cursor),
});
export type Reactions = Static<typeof Reactions>;

export const Signal = Type.Object({
  type: field.conversationType,
  target_id: field.targetId,
  name: field.category,
  data: Type.Optional(field.data),
});
export type Signal = Static<typeof Signal>;

export const Join = Type.Object({
  id: field.chatroomId,
  name: Type.Optional(field.chatroomName),
  password: Type.Optional(field.password),
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

export const FindChatroom = Type.Object({ id: field.chatroomId });
export type FindChatroom = Static<typeof FindChatroom>;

/** What is absent stays as it is. */
export const Configure = Type.Object({
  id: field.chatroomId,
  name: Type.Optional(field.chatroomName),
  join: Type.Optional(field.joinMode),
  password: Type.Optional(field.password),
  send: Type.Optional(field.sendMode),
  history: Type.Optional(field.historyMode),
  max_members: Type.Optional(field.maxMembers),
  slow_mode: Type.Optional(field.slowMode),
  data: Type.Optional(field.dataChange),
});
export type Configure = Static<typeof Configure>;

export const SetRole = Type.Object({
  id: field.chatroomId,
  user_id: field.userId,
  role: field.role,
});
export type SetRole = Static<typeof SetRole>;

export const Remove = Type.Object({
  id: field.chatroomId,
  user_ids: field.userIds,
  reason: Type.Optional(field.reason),
});
export type Remove = Static<typeof Remove>;

/** A ban or a mute. */
export const Sanction = Type.Object({
  id: field.chatroomId,
  user_id: field.userId,
  seconds: Type.Optional(field.seconds),
  reason: Type.Optional(field.reason),
});
export type Sanction = Static<typeof Sanction>;

export const Add = Type.Object({
  id: field.chatroomId,
  user_ids: field.userIds,
});
export type Add = Static<typeof Add>;

export const Sanctions = Type.Object({
  id: field.chatroomId,
  count: Type.Optional(field.count),
  cursor: Type.Optional(field.cursor),
});
export type Sanctions = Static<typeof Sanctions>;

export const Block = Type.Object({
  user_id: field.userId,
  blocked: field.isOn,
});
export type Block = Static<typeof Block>;

export const Blocks = Type.Object({
  count: Type.Optional(field.count),
  cursor: Type.Optional(field.cursor),
});
export type Blocks = Static<typeof Blocks>;

export const FindUser = Type.Object({ id: field.userId });
export type FindUser = Static<typeof FindUser>;

export const Watch = Type.Object({
  user_ids: field.userIds,
  on: Type.Optional(field.isOn),
});
export type Watch = Static<typeof Watch>;

/** What is absent stays as it is. */
export const Profile = Type.Object({
  name: Type.Optional(field.userName),
  data: Type.Optional(field.dataChange),
});
export type Profile = Static<typeof Profile>;
