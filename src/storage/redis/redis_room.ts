import type {
  ChatroomSettings,
  HistoryMode,
  JoinMode,
  SendMode,
} from "../../domain/chatroom_settings.ts";
import { chatroomConversation } from "../../domain/ids.ts";
import type { Chatroom } from "../../domain/model.ts";
import { headOf } from "./keys.ts";
import { readData } from "./read_data.ts";
import { requireText } from "./stored_message.ts";
import type { UnreadableRecords } from "./unreadable_records.ts";

/**
 * A chatroom as `room.lua` returns it: creator, name, time, join, send, history,
 * most members, slow mode, data, version, members.
 */
export type RoomRow = readonly (string | null)[];

/** The head of a chatroom. */
export type RoomFields = Readonly<Record<string, string | undefined>>;

/** The row of a head that was read as a whole, without the members. */
export function rowOf(head: RoomFields): RoomRow {
  const { by, name, at, join, send, hist, max, slow, data, v } = head;
  return [by, name, at, join, send, hist, max, slow, data, v]
    .map((field) => field ?? null);
}

/** What a setting is where the head says nothing. */
const OPEN: JoinMode = "open";
const ALL: SendMode & HistoryMode = "all";

/** Who may join, as a head says it: the same as `isClosed` of `room.lua`. */
export function readJoinMode(text: string | null | undefined): JoinMode {
  return text === "invite" || text === "password" ? text : OPEN;
}

function numberOr(otherwise: number, text: string | null | undefined): number {
  const isWhole = /^\d{1,15}$/.test(text ?? "");
  return isWhole ? Number(text) : otherwise;
}

/** The chatroom of a row. What cannot be read is as if it were not there. */
export function toChatroom(
  id: string,
  row: RoomRow,
  unreadable: UnreadableRecords,
): Chatroom {
  const [creator, name, at, join, send, history, ...rest] = row;
  const [maxMembers, slowMode, data, version, count] = rest;
  const record = headOf(chatroomConversation(id));
  return {
    id,
    name: unreadable.or(record, () => requireText(JSON.parse(name ?? "")), id),
    creator: creator ?? "",
    createdAt: numberOr(0, at),
    memberCount: Number(count),
    join: readJoinMode(join),
    send: send === "admins" ? send : ALL,
    history: history === "joined" ? history : ALL,
    maxMembers: numberOr(0, maxMembers),
    slowMode: numberOr(0, slowMode),
    data: unreadable.or(record, () => readData(data ?? "{}"), {}),
    version: numberOr(1, version) || 1,
  };
}

/**
 * Settings as fields of a chatroom's head; empty: the field is not there, which
 * is how an older program has left it.
 */
export function settingFields(
  settings: ChatroomSettings,
  passwordHash: string | undefined,
): Record<string, string> {
  const { name, join, send, history, maxMembers, slowMode, data } = settings;
  return {
    name: JSON.stringify(name),
    join: join === OPEN ? "" : join,
    send: send === ALL ? "" : send,
    hist: history === ALL ? "" : history,
    max: maxMembers === 0 ? "" : String(maxMembers),
    slow: slowMode === 0 ? "" : String(slowMode),
    data: Object.keys(data).length === 0 ? "" : JSON.stringify(data),
    pass: passwordHash ?? "",
  };
}
