import {
  CHATROOM,
  type ConversationKey,
  type ConversationType,
  PRIVATE,
} from "../../../domain/ids.ts";
import type { Sql } from "../file/sql.ts";
import { isOf } from "./place.ts";
import { readRoom, type Room } from "./room.ts";

/** How far a conversation is. */
export interface Head {
  readonly number: number;
  readonly key: ConversationKey;
  readonly type: ConversationType;
  /** Undefined for a private conversation. */
  readonly room: Room | undefined;
  /** Sequence of the newest message; 0 before the first. */
  last: number;
  /** Unix time of the newest message; 0 before the first. */
  lastAt: number;
  /** The oldest sequence in the file; `last + 1` if there is none. */
  first: number;
  /** Number of the newest change of a message. */
  lastChange: number;
}

const CONVERSATION = `SELECT number, last, last_at, last_change
  FROM conversations WHERE key = ?`;
const NEWEST = `SELECT sequence, created_at FROM messages
  WHERE ${isOf("?1")} ORDER BY place DESC LIMIT 1`;
const OLDEST = `SELECT sequence FROM messages
  WHERE ${isOf("?1")} ORDER BY place LIMIT 1`;

/** How far a conversation is; undefined if it is not in the file. */
export function readHead(sql: Sql, key: ConversationKey): Head | undefined {
  const row = sql.get(CONVERSATION, key);
  if (row === undefined) return undefined;
  const [number, last, lastAt, lastChange] = row as number[];
  const newest = sql.get(NEWEST, number!) ?? [last!, lastAt!];
  const oldest = sql.get(OLDEST, number!) ?? [Number(newest[0]) + 1];
  const type = typeOf(key);
  return {
    number: number!,
    key,
    type,
    room: type === CHATROOM ? readRoom(sql, number!) : undefined,
    last: newest[0] as number,
    lastAt: newest[1] as number,
    first: oldest[0] as number,
    lastChange: lastChange!,
  };
}

/** The oldest sequence that is kept; older rows are deleted some time. */
export function firstKept(
  { first, last }: Pick<Head, "first" | "last">,
  historyLimit: number,
): number {
  return Math.max(first, last - historyLimit + 1);
}

/** The type of the conversation with this key. */
export function typeOf(key: ConversationKey): ConversationType {
  return key.startsWith(`${CHATROOM}:`) ? CHATROOM : PRIVATE;
}
