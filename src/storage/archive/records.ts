import Type, { type Static } from "typebox";
import { ReplyError } from "../../base/errors.ts";
import type { ReactionCount } from "../../domain/reactions.ts";
import { ID_PATTERN } from "../../domain/ids.ts";
import { ADMIN } from "../../domain/rank.ts";
import { createValidator, type Validator } from "../../protocol/validate.ts";

/*
 * The lines of an export, each a JSON object whose `kind` says what it is:
 *
 * - `gim-export`, the first line, with the version of this format;
 * - `user`, for each user, before all conversations;
 * - `restricted`, for each user who is banned from the service or has revoked
 *   tokens, after the users, of whom they need not be;
 * - `conversation`, then its `member` lines in the order in which they joined,
 *   its `sanction` lines, its `message` lines by sequence, and `done`;
 * - `end`, the last line, with how many there were of each.
 *
 * Times are Unix milliseconds. A conversation's id is its key: `1:<chatroom>`,
 * or `2:<user>:<user>` with the ids in order.
 */

/** The version of the format that is written; older ones are read, too. */
export const ARCHIVE_VERSION = 3;
/**
 * The first version, without what governs chatrooms; the second one is without
 * `restricted`.
 */
export const OLDEST_VERSION = 1;

const whole = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "a whole number from 0 on",
});
const id = Type.String({ pattern: ID_PATTERN, description: "an id" });
const text = Type.String({ description: "a text" });
const KEY_ID = ID_PATTERN.slice(1, -1);
const key = Type.String({
  pattern: `^(?:1:${KEY_ID}|2:${KEY_ID}:${KEY_ID})$`,
  description: "1:<chatroom> or 2:<user>:<user>",
});

/** What few messages have; `data` is a JSON object as text. */
const extras = Type.Object({
  data: Type.Optional(text),
  replyTo: Type.Optional(text),
  mentions: Type.Optional(Type.Unsafe<readonly string[]>(Type.Array(text))),
  priority: Type.Optional(Type.Union([
    Type.Literal("low"),
    Type.Literal("normal"),
    Type.Literal("high"),
  ])),
  editedAt: Type.Optional(whole),
  reactions: Type.Optional(Type.Unsafe<readonly ReactionCount[]>(
    Type.Array(Type.Object({ reaction: text, count: whole })),
  )),
}, { description: "what the message has besides its content" });

const reactors = Type.Array(
  Type.Object({ reaction: text, user_id: id, at: whole }),
  { description: "who has reacted how, and when" },
);

const SCHEMAS = {
  "gim-export": Type.Object({ version: whole }),
  user: Type.Object({
    id,
    name: text,
    last_seen: whole,
    /** What they have written about themselves. */
    data: Type.Optional(Type.Record(Type.String(), text)),
    /** Whom they have blocked, and when. */
    blocks: Type.Optional(Type.Array(Type.Object({ id, at: whole }))),
  }),
  restricted: Type.Object({
    user_id: id,
    /** Absent: they are not banned. */
    banned: Type.Optional(Type.Literal(true, { description: "true" })),
    /** When the ban ends; absent: it does not. */
    until: Type.Optional(whole),
    reason: Type.Optional(text),
    /** Tokens that were issued until then are void. */
    revoked_at: Type.Optional(whole),
  }),
  conversation: Type.Object({
    id: key,
    /** Of the newest message; those that are kept may be fewer, or none. */
    last_sequence: whole,
    last_at: whole,
    last_change: whole,
    /** Of a chatroom; without members it has no creator. */
    name: Type.Optional(text),
    creator: Type.Optional(id),
    created_at: Type.Optional(whole),
    /** Who made it, if that is not the creator. */
    made_by: Type.Optional(id),
    /** Its settings, but for those that are the defaults. */
    join: Type.Optional(
      Type.Union([
        Type.Literal("open"),
        Type.Literal("invite"),
        Type.Literal("password"),
      ], { description: "one of open, invite, password" }),
    ),
    send: Type.Optional(
      Type.Union([Type.Literal("all"), Type.Literal("admins")], {
        description: "one of all, admins",
      }),
    ),
    history: Type.Optional(
      Type.Union([Type.Literal("all"), Type.Literal("joined")], {
        description: "one of all, joined",
      }),
    ),
    max_members: Type.Optional(whole),
    slow_mode: Type.Optional(whole),
    data: Type.Optional(Type.Record(Type.String(), text)),
    version: Type.Optional(whole),
    password_hash: Type.Optional(text),
  }),
  member: Type.Object({
    user_id: id,
    /** 0 in a private conversation. */
    joined_at: whole,
    joined_sequence: whole,
    read_sequence: whole,
    /** Of their own newest message. */
    own_sequence: whole,
    /** 2: an admin of the chatroom. */
    rank: Type.Optional(
      Type.Literal(ADMIN, { description: `${ADMIN} (admin)` }),
    ),
    /** Did somebody else add them, so that it does not count in their quota? */
    added: Type.Optional(Type.Boolean({ description: "a boolean" })),
  }),
  sanction: Type.Object({
    sanction: Type.Union([Type.Literal("ban"), Type.Literal("mute")], {
      description: "one of ban, mute",
    }),
    user_id: id,
    /** Absent: it does not end. */
    until: Type.Optional(whole),
    reason: Type.Optional(text),
    by: id,
    at: whole,
  }),
  message: Type.Object({
    sequence: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "a whole number from 1 on",
    }),
    id: text,
    sender_id: id,
    sender_name: text,
    category: text,
    content: text,
    status: Type.Union([Type.Literal(1), Type.Literal(2)], {
      description: "1 (sent) or 2 (recalled)",
    }),
    created_at: whole,
    request_id: Type.Optional(text),
    extras: Type.Optional(extras),
    /** Who has reacted how, and when. */
    reactors: Type.Optional(reactors),
    /** The number of its newest change. */
    change: Type.Optional(whole),
  }),
  done: Type.Object({
    id: key,
    members: whole,
    sanctions: Type.Optional(whole),
    messages: whole,
  }),
  end: Type.Object({
    users: whole,
    restricted: Type.Optional(whole),
    conversations: whole,
    messages: whole,
  }),
};

type Kind = keyof typeof SCHEMAS;
type Of<K extends Kind> = Static<typeof SCHEMAS[K]>;

/** A user of an export. */
export type UserRecord = Of<"user">;
/** A user who is banned from the service, or has revoked tokens. */
export type RestrictedRecord = Of<"restricted">;
/** How far a conversation is. */
export type ConversationRecord = Of<"conversation">;
/** A user of a conversation, and how far they have got. */
export type MemberRecord = Of<"member">;
/** A sanction that is in force in a chatroom. */
export type SanctionRecord = Of<"sanction">;
/** A message of a conversation. */
export type MessageRecord = Of<"message">;

/** Who has reacted to a message how, and when. */
export type ReactorRecord = NonNullable<MessageRecord["reactors"]>[number];

/** Any line of an export. */
export type ArchiveRecord = {
  [K in Kind]: { readonly kind: K } & Of<K>;
}[Kind];

/** A line that is none of an export; the message says which, and why. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
}

const KINDS = Object.keys(SCHEMAS) as readonly Kind[];
const VALIDATORS = new Map<string, Validator<object>>(
  KINDS.map((kind) => [kind, createValidator<object>(SCHEMAS[kind])]),
);

/** A record as a line, without its line break. */
export function encodeRecord(record: ArchiveRecord): string {
  return JSON.stringify(record);
}

/**
 * The record of a line.
 *
 * @throws {ArchiveError} naming the line and the first wrong field
 */
export function decodeRecord(line: string, number: number): ArchiveRecord {
  const { kind, ...fields } = parse(line, number);
  const validate = VALIDATORS.get(String(kind));
  if (validate === undefined) {
    throw wrong(number, `kind: expected one of ${KINDS.join(", ")}`);
  }
  try {
    return { kind, ...validate(fields) } as ArchiveRecord;
  } catch (fault) {
    if (fault instanceof ReplyError) throw wrong(number, fault.message);
    throw fault;
  }
}

function parse(line: string, number: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw wrong(number, "not JSON");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw wrong(number, "not a JSON object");
}

function wrong(number: number, reason: string): ArchiveError {
  return new ArchiveError(`line ${number}: ${reason}`);
}
