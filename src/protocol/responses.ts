import Type, { type Static } from "typebox";
import type { SignalPush } from "./signal_push.ts";

/*
 * The `data` of the replies and the bodies of the pushes as they go over the
 * wire: times are Unix milliseconds, durations milliseconds.
 */

const number = Type.Integer({ minimum: 0 });
const string = Type.String();
const name = Type.Object({ id: string, name: string }, { title: "UserName" });
const until = Type.Integer({
  minimum: 0,
  description: "none: for good; 0: lifted",
});

/** What an application keeps by keys. */
const keyData = Type.Unsafe<Readonly<Record<string, string>>>({
  type: "object",
  additionalProperties: string,
});

/** One of a few words. */
function words<Words extends string[]>(...all: Words) {
  return Type.Unsafe<Words[number]>({
    anyOf: all.map((word) => Type.Literal(word)),
  });
}

const priority = Type.Union([
  Type.Literal("low"),
  Type.Literal("normal"),
  Type.Literal("high"),
]);

const reaction = Type.Object({
  reaction: string,
  count: number,
  mine: Type.Optional(Type.Boolean()),
}, { title: "Reaction" });

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
  data: Type.Optional(
    Type.Unsafe<Record<string, unknown>>(
      Type.Object({}, { additionalProperties: true }),
    ),
  ),
  reply_to: Type.Optional(string),
  mentions: Type.Optional(
    Type.Unsafe<readonly string[]>(Type.Array(string, { minItems: 1 })),
  ),
  priority: Type.Optional(priority),
  edited_at: Type.Optional(number),
  reactions: Type.Optional(Type.Array(reaction, { minItems: 1 })),
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
  mentioned: number,
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

export const Reacted = Type.Object({
  reactions: Type.Array(reaction),
}, { title: "Reacted" });
export type Reacted = Static<typeof Reacted>;

export const ReactorsPage = Type.Object({
  items: Type.Array(
    Type.Object({ id: string, name: string, at: number }, {
      title: "Reactor",
    }),
  ),
  next_cursor: Type.Optional(string),
}, { title: "ReactorsPage" });
export type ReactorsPage = Static<typeof ReactorsPage>;

export const SessionsPage = Type.Object({
  items: Type.Array(Session),
  next_cursor: Type.Optional(string),
}, { title: "SessionsPage" });
export type SessionsPage = Static<typeof SessionsPage>;

/**
 * A chatroom and its settings.
 *
 * @internal
 */
export const Chatroom = Type.Object({
  id: string,
  name: string,
  creator: Type.String({ description: "empty while there is none" }),
  created_at: number,
  member_count: number,
  join: words("open", "invite", "password"),
  send: words("all", "admins"),
  history: words("all", "joined"),
  max_members: Type.Integer({
    minimum: 0,
    description: "0 is the service's own limit",
  }),
  slow_mode: Type.Integer({ minimum: 0, description: "milliseconds" }),
  data: keyData,
  version: number,
}, { title: "Chatroom" });
/** @internal */
export type Chatroom = Static<typeof Chatroom>;

export const Joined = Type.Object({
  chatroom: Chatroom,
  last_sequence: number,
  unread: number,
  last_change: Type.Optional(number),
}, { title: "Joined" });
export type Joined = Static<typeof Joined>;

/**
 * A member of a chatroom.
 *
 * @internal
 */
export const Member = Type.Object({
  id: string,
  name: string,
  online: Type.Boolean(),
  role: words("creator", "admin", "member"),
  joined_at: number,
  muted: Type.Optional(Type.Boolean({ description: "shown to admins" })),
  muted_until: Type.Optional(number),
}, { title: "Member" });
/** @internal */
export type Member = Static<typeof Member>;

export const MembersPage = Type.Object({
  items: Type.Array(Member),
  total: number,
  next_cursor: Type.Optional(string),
}, { title: "MembersPage" });
export type MembersPage = Static<typeof MembersPage>;

export const Removed = Type.Object({
  removed: Type.Array(string),
}, { title: "Removed" });
export type Removed = Static<typeof Removed>;

export const SanctionEnd = Type.Object({
  until: Type.Optional(until),
}, { title: "SanctionEnd" });
export type SanctionEnd = Static<typeof SanctionEnd>;

export const Added = Type.Object({
  added: Type.Array(string),
  refused: Type.Array(Type.Object({
    id: string,
    reason: Type.String({ description: "a reason as of a failure" }),
  }, { title: "RefusedUser" })),
}, { title: "Added" });
export type Added = Static<typeof Added>;

export const SanctionsPage = Type.Object({
  items: Type.Array(Type.Object({
    user_id: string,
    kind: words("ban", "mute"),
    until: Type.Optional(number),
    reason: Type.Optional(string),
    by: string,
    at: number,
  }, { title: "Sanction" })),
  next_cursor: Type.Optional(string),
}, { title: "SanctionsPage" });
export type SanctionsPage = Static<typeof SanctionsPage>;

export const BlocksPage = Type.Object({
  items: Type.Array(name),
  next_cursor: Type.Optional(string),
}, { title: "BlocksPage" });
export type BlocksPage = Static<typeof BlocksPage>;

export const FoundUser = Type.Object({
  id: string,
  name: string,
  online: Type.Boolean(),
  last_seen: number,
  data: keyData,
}, { title: "FoundUser" });
export type FoundUser = Static<typeof FoundUser>;

export const Watched = Type.Object({
  items: Type.Array(Type.Object({
    id: string,
    online: Type.Boolean(),
    last_seen: number,
  }, { title: "WatchedUser" })),
}, { title: "Watched" });
export type Watched = Static<typeof Watched>;

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
    readonly event: "updated";
    readonly session_id: string;
    readonly chatroom: Chatroom;
  }
  | {
    /** The chatroom is gone, and its history. */
    readonly event: "disbanded";
    readonly session_id: string;
    /** Who did it: `system`. */
    readonly by: string;
  }
  | {
    readonly event: "role";
    readonly session_id: string;
    readonly user_id: string;
    readonly role: Member["role"];
  }
  | {
    readonly event: "removed";
    readonly session_id: string;
    readonly user_ids: readonly string[];
    /** The user who did it, or `system`. */
    readonly by: string;
    readonly reason?: string;
  }
  | {
    readonly event: "muted";
    readonly session_id: string;
    readonly user_id: string;
    /** Absent: for good; 0: lifted. */
    readonly until?: number;
    readonly by: string;
  }
  | {
    readonly event: "online" | "offline";
    readonly session_id?: undefined;
    readonly user_id: string;
    readonly last_seen: number;
  }
  | {
    /** Told to everybody who is online, and not stored. */
    readonly event: "announcement";
    /** It is of no conversation. */
    readonly session_id?: undefined;
    readonly content: string;
    readonly category: string;
    readonly data?: Record<string, unknown>;
    readonly created_at: number;
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
  }
  | {
    readonly event: "edited";
    readonly session_id: string;
    /** The message as it is now. */
    readonly message?: Message;
    /**
     * In place of the message, where a chatroom shows members nothing from
     * before their joining.
     */
    readonly message_id?: string;
    readonly sequence?: number;
    readonly change?: number;
    readonly since?: number;
  }
  | {
    readonly event: "reacted";
    readonly session_id: string;
    readonly message_id: string;
    /** In a private session: who reacted how, and how many have now. */
    readonly reaction?: string;
    readonly user_id?: string;
    readonly on?: boolean;
    readonly count?: number;
    /** In a chatroom: how many have reacted in each way now. */
    readonly counts?: Readonly<Record<string, number>>;
    readonly change?: number;
    /** It tells all changes of its interval: those after this number. */
    readonly since?: number;
  };

/** What may be dropped: an event, or a signal, which is the first to go. */
export type Hint = EventPush | SignalPush;
