import Type, { type Static } from "typebox";

/*
 * The `data` of the replies and the bodies of the pushes as they go over the
 * wire: times are Unix milliseconds, durations milliseconds.
 */

const number = Type.Integer({ minimum: 0 });
const string = Type.String();
const name = Type.Object({ id: string, name: string }, { title: "UserName" });

/**
 * A message, as its receiver sees it.
 *
 * @internal
 */
export const Message = Type.Object({
  id: string,
  session_id: string,
  sender: name,
  category: string,
  content: string,
  sequence: number,
  status: Type.Union([Type.Literal(1), Type.Literal(2)], {
    description: "1 normal, 2 recalled",
  }),
  created_at: number,
  request_id: Type.Optional(string),
}, { title: "Message" });
/** @internal */
export type Message = Static<typeof Message>;

export const Session = Type.Object({
  id: string,
  type: Type.Union([Type.Literal(1), Type.Literal(2)]),
  title: string,
  last: Type.Union([Message, Type.Null()]),
  unread: number,
  last_sequence: number,
  read_sequence: number,
  updated_at: number,
  last_change: Type.Optional(number),
}, { title: "Session" });
export type Session = Static<typeof Session>;

export const LoggedIn = Type.Object({
  user: name,
  token: string,
  expires_at: number,
  server_time: number,
  heartbeat_interval: number,
  sequence: Type.Boolean(),
  push_count: number,
  push_duration: number,
}, { title: "LoggedIn" });
export type LoggedIn = Static<typeof LoggedIn>;

export const Nothing = Type.Object({}, { title: "Nothing" });
export type Nothing = Static<typeof Nothing>;

export const Beat = Type.Object({ server_time: number }, { title: "Beat" });
export type Beat = Static<typeof Beat>;

export const Sent = Type.Object({
  id: string,
  session_id: string,
  sequence: number,
  created_at: number,
}, { title: "Sent" });
export type Sent = Static<typeof Sent>;

export const HistoryPage = Type.Object({
  items: Type.Array(Message),
  has_more: Type.Boolean(),
}, { title: "HistoryPage" });
export type HistoryPage = Static<typeof HistoryPage>;

export const SyncPage = Type.Object({
  items: Type.Array(Message),
  has_more: Type.Boolean(),
  last_sequence: number,
  first_sequence: number,
  complete: Type.Boolean({
    description: "false when messages after after_sequence are no longer kept",
  }),
  read_sequence: number,
  peer_read_sequence: number,
  last_change: number,
  changes: Type.Array(Message),
  more_changes: Type.Boolean(),
}, { title: "SyncPage" });
export type SyncPage = Static<typeof SyncPage>;

export const Unread = Type.Object({ unread: number }, { title: "Unread" });
export type Unread = Static<typeof Unread>;

export const SessionsPage = Type.Object({
  items: Type.Array(Session),
  next_cursor: Type.Optional(string),
}, { title: "SessionsPage" });
export type SessionsPage = Static<typeof SessionsPage>;

export const Joined = Type.Object({
  chatroom: Type.Object({
    id: string,
    name: string,
    creator: string,
    created_at: number,
    member_count: number,
  }, { title: "Chatroom" }),
  last_sequence: number,
  unread: number,
  last_change: Type.Optional(number),
}, { title: "Joined" });
export type Joined = Static<typeof Joined>;

export const MembersPage = Type.Object({
  items: Type.Array(Type.Object({
    id: string,
    name: string,
    online: Type.Boolean(),
    role: Type.Union([Type.Literal("creator"), Type.Literal("member")]),
    joined_at: number,
  }, { title: "Member" })),
  total: number,
  next_cursor: Type.Optional(string),
}, { title: "MembersPage" });
export type MembersPage = Static<typeof MembersPage>;

export const FoundUser = Type.Object({
  id: string,
  name: string,
  online: Type.Boolean(),
  last_seen: number,
}, { title: "FoundUser" });
export type FoundUser = Static<typeof FoundUser>;

/** The conversation of a push, as its receiver addresses it. */
export interface PushedSession {
  /** The session id. */
  readonly id: string;
  /** 1 for a chatroom, 2 for a private conversation. */
  readonly type: 1 | 2;
  /** The chatroom's name, or the other user's. */
  readonly title: string;
}

/** Body of push 501. */
export interface MessagesPush {
  /** The session of the messages. */
  readonly session: PushedSession;
  /** In ascending order. */
  readonly items: readonly Message[];
  /** Messages since the last push that this one left out. */
  readonly missed: number;
}

/** Body of push 503. */
export type EventPush =
  | {
    readonly event: "joined" | "left";
    readonly session_id: string;
    readonly user: { readonly id: string; readonly name: string };
  }
  | {
    readonly event: "read";
    readonly session_id: string;
    readonly user_id: string;
    readonly sequence: number;
  }
  | {
    readonly event: "recalled";
    readonly session_id: string;
    readonly message_id: string;
    readonly sequence: number;
    /**
     * The number of this change; absent in events that a client makes itself.
     */
    readonly change?: number;
  };
