import type {
  ChatroomSettings,
  Configured,
  HistoryMode,
  JoinMode,
  SendMode,
} from "../../../domain/chatroom_settings.ts";
import type { Row, Sql, Value } from "../file/sql.ts";
import { fromColumn, toColumn } from "../file/text_column.ts";

/** A chatroom besides its messages. */
export interface Room {
  configured: Configured;
  /** Empty while there are no members. */
  creator: string;
  readonly createdBy: string;
  readonly createdAt: number;
  members: number;
  /** How many joins there have been; the ordinal of the newest member. */
  joins: number;
  /** How many there are, those included that have ended unnoticed. */
  sanctions: number;
}

/** The columns of what admins decide, as {@linkcode configuredValues} are. */
export const CONFIGURED_COLUMNS =
  "name, join_mode, send_mode, history_mode, max_members, slow_mode, data, version, password_hash";

const ROOM = `SELECT creator, created_by, created_at, members, joins,
  sanctions, ${CONFIGURED_COLUMNS} FROM chatrooms WHERE conversation = ?`;

/** A chatroom; undefined if there is none with this conversation. */
export function readRoom(sql: Sql, number: number): Room | undefined {
  const row = sql.get(ROOM, number);
  if (row === undefined) return undefined;
  const [creator, createdBy, createdAt, members, joins, sanctions, ...rest] =
    row;
  return {
    configured: toConfigured(rest),
    creator: creator as string,
    createdBy: createdBy as string,
    createdAt: createdAt as number,
    members: members as number,
    joins: joins as number,
    sanctions: sanctions as number,
  };
}

/** The values of {@linkcode CONFIGURED_COLUMNS}. */
export function configuredValues(
  { settings, version, passwordHash }: Configured,
): Value[] {
  return [
    toColumn(settings.name),
    settings.join,
    settings.send,
    settings.history,
    settings.maxMembers,
    settings.slowMode,
    JSON.stringify(settings.data),
    version,
    passwordHash ?? null,
  ];
}

function toConfigured(row: Row): Configured {
  const [name, join, send, history, maxMembers, slowMode, ...rest] = row;
  const [data, version, hash] = rest;
  return {
    settings: {
      name: fromColumn(name),
      join: join as JoinMode,
      send: send as SendMode,
      history: history as HistoryMode,
      maxMembers: maxMembers as number,
      slowMode: slowMode as number,
      data: JSON.parse(data as string) as ChatroomSettings["data"],
    },
    version: version as number,
    passwordHash: (hash ?? undefined) as string | undefined,
  };
}
