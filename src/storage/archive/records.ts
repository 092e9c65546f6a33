import Type, { type Static } from "typebox";
import { ReplyError } from "../../base/errors.ts";
import { ID_PATTERN } from "../../domain/ids.ts";
import { createValidator, type Validator } from "../../protocol/validate.ts";

/*
 * The lines of an export, each a JSON object whose `kind` says what it is:
 *
 * - `gim-export`, the first line, with the version of this format;
 * - `user`, for each user, before all conversations;
 * - `conversation`, then its `member` lines in the order in which they joined,
 *   its `message` lines by sequence, and `done`;
 * - `end`, the last line, with how many there were of each.
 *
 * Times are Unix milliseconds. A conversation's id is its key: `1:<chatroom>`,
 * or `2:<user>:<user>` with the ids in order.
 */

/** The version of the format that is written, and the only one that is read. */
export const ARCHIVE_VERSION = 1;

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

const SCHEMAS = {
  "gim-export": Type.Object({ version: whole }),
  user: Type.Object({ id, name: text, last_seen: whole }),
  conversation: Type.Object({
    id: key,
    /** Of the newest message; those that are kept may be fewer, or none. */
    last_sequence: whole,
    last_at: whole,
    last_change: whole,
    /** Of a chatroom. */
    name: Type.Optional(text),
    creator: Type.Optional(id),
    created_at: Type.Optional(whole),
  }),
  member: Type.Object({
    user_id: id,
    /** 0 in a private conversation. */
    joined_at: whole,
    joined_sequence: whole,
    read_sequence: whole,
    /** Of their own newest message. */
    own_sequence: whole,
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
    /** The number of its newest change. */
    change: Type.Optional(whole),
  }),
  done: Type.Object({ id: key, members: whole, messages: whole }),
  end: Type.Object({ users: whole, conversations: whole, messages: whole }),
};

type Kind = keyof typeof SCHEMAS;
type Of<K extends Kind> = Static<typeof SCHEMAS[K]>;

/** A user of an export. */
export type UserRecord = Of<"user">;
/** How far a conversation is. */
export type ConversationRecord = Of<"conversation">;
/** A user of a conversation, and how far they have got. */
export type MemberRecord = Of<"member">;
/** A message of a conversation. */
export type MessageRecord = Of<"message">;

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
