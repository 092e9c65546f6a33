import type { OperationName, ResponseOf } from "../protocol/operations.ts";
import type {
  Chatroom,
  EventPush,
  Member,
  Message,
  MessagesPush,
} from "../protocol/responses.ts";
import type { SignalPush } from "../protocol/signal_push.ts";
import type { WireFrame, WireReply } from "./wire_codec.ts";

/*
 * Checks at run time what the types say of the service's frames, so that a
 * wrong frame goes no further, whoever sent it. The service's own schemas need
 * a library that is larger than the client.
 */

/** Does a value have a shape? Further fields are allowed. */
type Shape = (value: unknown) => boolean;

const text: Shape = (value) => typeof value === "string";
const flag: Shape = (value) => typeof value === "boolean";
const whole: Shape = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0;
/**
 * A time or a duration. Nothing depends on it being whole, so one with a
 * fraction is no reason to refuse the frame.
 */
const time: Shape = (value) => Number.isFinite(value) && Number(value) >= 0;
const nothing = object<object>({});

function optional(shape: Shape): Shape {
  return (value) => value === undefined || shape(value);
}

function list(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape);
}

/** An object with all fields of a type. */
function object<T>(fields: { readonly [K in keyof T]-?: Shape }): Shape {
  const entries = Object.entries(fields) as [keyof T, Shape][];
  return (value) =>
    typeof value === "object" && value !== null &&
    entries.every(([field, shape]) => shape((value as T)[field]));
}

const user = object<Message["sender"]>({ id: text, name: text });
const type: Shape = (value) => value === 1 || value === 2;

const reaction = object<NonNullable<Message["reactions"]>[number]>({
  reaction: text,
  count: whole,
  mine: optional(flag),
});

const message = object<Message>({
  id: text,
  session_id: text,
  sender: user,
  category: text,
  content: text,
  sequence: whole,
  status: type,
  created_at: time,
  request_id: optional(text),
  data: optional(nothing),
  reply_to: optional(text),
  mentions: optional(list(text)),
  priority: optional(text),
  edited_at: optional(time),
  reactions: optional(list(reaction)),
});

const session = object<ResponseOf<"sessions">["items"][0]>({
  id: text,
  type,
  title: text,
  last: (value) => value === null || message(value),
  unread: whole,
  mentioned: optional(whole),
  last_sequence: whole,
  read_sequence: whole,
  updated_at: time,
  last_change: optional(whole),
});

const texts: Shape = (value) => list(text)(Object.values(Object(value)));

const chatroom = object<Chatroom>({
  id: text,
  name: text,
  creator: text,
  created_at: time,
  member_count: whole,
  join: text,
  send: text,
  history: text,
  max_members: whole,
  slow_mode: time,
  data: texts,
  version: whole,
});

const member = object<Member>({
  id: text,
  name: text,
  online: flag,
  role: text,
  joined_at: time,
  muted: optional(flag),
  muted_until: optional(time),
});

const sanction = object<ResponseOf<"sanctions">["items"][0]>({
  user_id: text,
  kind: text,
  until: optional(time),
  reason: optional(text),
  by: text,
  at: time,
});

const end = object<ResponseOf<"ban">>({ until: optional(time) });

const found = object<ResponseOf<"user">>({
  id: text,
  name: text,
  online: flag,
  last_seen: time,
  data: texts,
});

const page = { items: list(message), has_more: flag };

/** The shape of each operation's reply. */
const REPLIES: Readonly<Record<OperationName, Shape>> = {
  login: object<ResponseOf<"login">>({
    user,
    token: text,
    expires_at: time,
    server_time: time,
    heartbeat_interval: time,
    sequence: flag,
    push_count: whole,
    push_duration: time,
  }),
  logout: nothing,
  heartbeat: object<ResponseOf<"heartbeat">>({ server_time: time }),
  send: object<ResponseOf<"send">>({
    id: text,
    session_id: text,
    sequence: whole,
    created_at: time,
  }),
  history: object<ResponseOf<"history">>(page),
  sessions: object<ResponseOf<"sessions">>({
    items: list(session),
    next_cursor: optional(text),
  }),
  sync: object<ResponseOf<"sync">>({
    ...page,
    last_sequence: whole,
    first_sequence: whole,
    complete: flag,
    read_sequence: whole,
    peer_read_sequence: whole,
    last_change: whole,
    changes: list(message),
    more_changes: flag,
  }),
  read: object<ResponseOf<"read">>({ unread: whole }),
  recall: message,
  edit: message,
  react: object<ResponseOf<"react">>({ reactions: list(reaction) }),
  reactions: object<ResponseOf<"reactions">>({
    items: list(
      object<ResponseOf<"reactions">["items"][number]>({
        id: text,
        name: text,
        at: time,
      }),
    ),
    next_cursor: optional(text),
  }),
  join: object<ResponseOf<"join">>({
    chatroom,
    last_sequence: whole,
    unread: whole,
    last_change: optional(whole),
  }),
  leave: nothing,
  members: object<ResponseOf<"members">>({
    items: list(member),
    total: whole,
    next_cursor: optional(text),
  }),
  chatroom,
  configure: chatroom,
  role: member,
  remove: object<ResponseOf<"remove">>({ removed: list(text) }),
  ban: end,
  mute: end,
  add: object<ResponseOf<"add">>({
    added: list(text),
    refused: list(object({ id: text, reason: text })),
  }),
  sanctions: object<ResponseOf<"sanctions">>({
    items: list(sanction),
    next_cursor: optional(text),
  }),
  block: nothing,
  blocks: object<ResponseOf<"blocks">>({
    items: list(user),
    next_cursor: optional(text),
  }),
  user: found,
  profile: found,
  signal: nothing,
  watch: object<ResponseOf<"watch">>({
    items: list(object({ id: text, online: flag, last_seen: time })),
  }),
};

/** How many there are of each. */
const counts: Shape = (value) =>
  typeof value === "object" && value !== null &&
  Object.values(value).every(whole);

const presence = object<Extract<EventPush, { event: "online" | "offline" }>>({
  event: text,
  session_id: () => true,
  user_id: text,
  last_seen: time,
});

const about = { event: text, session_id: text };
const membership = object<Extract<EventPush, { user: unknown }>>({
  ...about,
  user,
});

/** The shape of each event; events of a later service are not here. */
const EVENTS: ReadonlyMap<unknown, Shape> = new Map<EventPush["event"], Shape>([
  ["joined", membership],
  ["left", membership],
  ["online", presence],
  ["offline", presence],
  [
    "updated",
    object<Extract<EventPush, { event: "updated" }>>({ ...about, chatroom }),
  ],
  [
    "role",
    object<Extract<EventPush, { event: "role" }>>({
      ...about,
      user_id: text,
      role: text,
    }),
  ],
  [
    "removed",
    object<Extract<EventPush, { event: "removed" }>>({
      ...about,
      user_ids: list(text),
      by: text,
      reason: optional(text),
    }),
  ],
  [
    "muted",
    object<Extract<EventPush, { event: "muted" }>>({
      ...about,
      user_id: text,
      until: optional(time),
      by: text,
    }),
  ],
  [
    "disbanded",
    object<Extract<EventPush, { event: "disbanded" }>>({ ...about, by: text }),
  ],
  [
    "announcement",
    object<Extract<EventPush, { event: "announcement" }>>({
      event: text,
      session_id: (value) => value === undefined,
      content: text,
      category: text,
      data: optional(nothing),
      created_at: whole,
    }),
  ],
  [
    "read",
    object<Extract<EventPush, { event: "read" }>>({
      ...about,
      user_id: text,
      sequence: whole,
    }),
  ],
  [
    "recalled",
    object<Extract<EventPush, { event: "recalled" }>>({
      ...about,
      message_id: text,
      sequence: whole,
      change: optional(whole),
    }),
  ],
  [
    "edited",
    object<Extract<EventPush, { event: "edited" }>>({
      ...about,
      message: optional(message),
      message_id: optional(text),
      sequence: optional(whole),
      change: optional(whole),
      since: optional(whole),
    }),
  ],
  [
    "reacted",
    object<Extract<EventPush, { event: "reacted" }>>({
      ...about,
      message_id: text,
      reaction: optional(text),
      user_id: optional(text),
      on: optional(flag),
      count: optional(whole),
      counts: optional(counts),
      change: optional(whole),
      since: optional(whole),
    }),
  ],
]);

const messagesPush = object<MessagesPush>({
  session: object<MessagesPush["session"]>({ id: text, type, title: text }),
  items: list(message),
  missed: whole,
});

const signal = object<SignalPush>({
  session_id: text,
  sender: user,
  name: text,
  data: optional(nothing),
});

const reply = object<Omit<WireReply, "data">>({
  kind: text,
  seq: whole,
  code: whole,
  msg: text,
});

/** Is it a reply to this operation? */
export function isReplyTo(name: OperationName, data: unknown): boolean {
  return REPLIES[name](data);
}

/** Is it a frame of the protocol? The data of a reply is not checked here. */
export function isFrame(frame: WireFrame): boolean {
  if (frame.kind === "reply") return reply(frame);
  if (frame.kind === "messages") return messagesPush(frame.body);
  if (frame.kind === "signal") return signal(frame.body);
  const { event } = Object(frame.body);
  const shape = EVENTS.get(event);
  return shape === undefined ? text(event) : shape(frame.body);
}

/** Is it an event of a later service? */
export function isLater(frame: WireFrame): boolean {
  return frame.kind === "event" && !EVENTS.has(frame.body.event);
}
