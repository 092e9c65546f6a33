/*
 * What the delivery checker knows of the wire, apart from the service's own
 * types: a change of those must not change what is expected.
 */

import type { Message } from "../helpers/contract.ts";
import { delimit, undelimit } from "../helpers/delimited.ts";
import { ProtoFrames } from "../helpers/proto_frames.ts";
import type { Data } from "./transport.ts";

const frames = new ProtoFrames();
/** The first op of a push; those below are replies. */
const FIRST_PUSH = 501;

/** The body of a reply; undefined `data` never happens. */
export interface Reply {
  readonly code: number;
  readonly msg: string;
  readonly data: unknown;
}

/** The op of a refusal in protobuf, which does not say whose it is. */
export const UNSAID = -1;

/** A frame, its body parsed. */
export interface Frame {
  readonly op: number;
  readonly seq: number;
  readonly body: unknown;
}

/** An item of the session list, sequence being on. */
export interface ListedSession {
  readonly id: string;
  readonly type: number;
  /** Null in JSON and absent in protobuf where there is none. */
  readonly last?: Message | null;
  readonly unread: number;
  readonly last_sequence: number;
  readonly read_sequence: number;
  readonly updated_at: number;
  readonly last_change?: number;
}

/** The `data` of op 205. */
export interface SessionsPage {
  readonly items: readonly ListedSession[];
  readonly next_cursor?: string;
}

/** The `data` of op 207. */
export interface SyncPage {
  readonly items: readonly Message[];
  readonly has_more: boolean;
  readonly last_sequence: number;
  readonly first_sequence: number;
  readonly complete: boolean;
  readonly read_sequence: number;
  readonly peer_read_sequence: number;
  readonly last_change: number;
  readonly changes: readonly Message[];
  readonly more_changes: boolean;
}

/** `status` of a message that was taken back. */
export const RECALLED = 2;

/** Stands between a content as it was sent, and what an edit made of it. */
export const EDIT = " ~";

/** What was sent, of a content that may have been edited. */
export function originOf(content: string): string {
  return content.split(EDIT, 1)[0] ?? "";
}

/** Has a frame of this subprotocol several envelopes? */
function isBatched(subprotocol: string): boolean {
  return /\.(?:lines|delimited)$/.test(subprotocol);
}

/** What there is in a frame of a subprotocol, each to be parsed. */
export function envelopesOf(data: Data, subprotocol: string): Data[] {
  if (!isBatched(subprotocol)) return [data];
  return typeof data === "string" ? data.split("\n") : undelimit(data);
}

/** The frames of such envelopes: one of all, or one of each. */
export function framesOf(
  envelopes: readonly Data[],
  subprotocol: string,
): readonly Data[] {
  if (!isBatched(subprotocol) || envelopes.length === 0) return envelopes;
  const isText = typeof envelopes[0] === "string";
  return [isText ? envelopes.join("\n") : delimit(envelopes as Uint8Array[])];
}

/** Reads an envelope from the service, in whichever encoding it is. */
export function parseFrame(data: Data): Frame {
  if (typeof data === "string") return parseText(data);
  const { op, seq, code, msg, body } = frames.decode(data);
  if (op >= FIRST_PUSH) return { op, seq, body };
  const reply: Reply = { code, msg, data: body };
  return { op: code === 0 ? op : UNSAID, seq, body: reply };
}

/** Reads an envelope from a client. */
export function parseRequest(data: Data): Frame {
  return typeof data === "string"
    ? parseText(data)
    : frames.decodeRequest(data);
}

function parseText(text: string): Frame {
  const { op, seq, body } = JSON.parse(text);
  return { op, seq, body: typeof body === "string" ? JSON.parse(body) : body };
}

/** Names a conversation the same way for everybody in it. */
export function keyOf(sessionId: string, userId: string): string {
  if (sessionId.startsWith("1:")) return sessionId;
  const [first, second] = [userId, sessionId.slice(2)].sort();
  return `2:${first}:${second}`;
}

/** The session id of a conversation as one of its users writes it. */
export function sessionIdOf(key: string, userId: string): string {
  const [type, first, second] = key.split(":");
  if (type === "1") return key;
  return `2:${first === userId ? second : first}`;
}

/** Is it between two users? */
export function isPrivate(key: string): boolean {
  return key.startsWith("2:");
}

/** May this user take part in a private conversation of this key? */
export function isParty(key: string, userId: string): boolean {
  return key.split(":").slice(1).includes(userId);
}
