import {
  type Configured,
  defaultSettings,
} from "../../domain/chatroom_settings.ts";
import type { Sanction } from "../../domain/sanction.ts";
import type { ConversationRecord, SanctionRecord } from "./records.ts";

/** What an export says of a chatroom's settings. */
type SettingsRecord = Pick<
  ConversationRecord,
  | "name"
  | "join"
  | "send"
  | "history"
  | "max_members"
  | "slow_mode"
  | "data"
  | "version"
  | "password_hash"
>;

/** The settings of a chatroom, as an export has them: without the defaults. */
export function toSettingsRecord(
  { settings, passwordHash, version }: Configured,
): SettingsRecord {
  const { name, join, send, history, maxMembers, slowMode, data } = settings;
  const record: SettingsRecord = { name };
  if (join !== "open") record.join = join;
  if (send !== "all") record.send = send;
  if (history !== "all") record.history = history;
  if (maxMembers > 0) record.max_members = maxMembers;
  if (slowMode > 0) record.slow_mode = slowMode;
  if (Object.keys(data).length > 0) record.data = data;
  if (version > 1) record.version = version;
  if (passwordHash !== undefined) record.password_hash = passwordHash;
  return record;
}

/** What {@linkcode toSettingsRecord} has made of it. */
export function fromSettingsRecord(record: ConversationRecord): Configured {
  const usual = defaultSettings(record.name ?? record.id);
  return {
    settings: {
      name: usual.name,
      join: record.join ?? usual.join,
      send: record.send ?? usual.send,
      history: record.history ?? usual.history,
      maxMembers: record.max_members ?? usual.maxMembers,
      slowMode: record.slow_mode ?? usual.slowMode,
      data: record.data ?? usual.data,
    },
    passwordHash: record.password_hash,
    version: record.version ?? 1,
  };
}

/** A sanction, as an export has it. */
export function toSanctionRecord(sanction: Sanction): SanctionRecord {
  const { kind, userId, until, reason, by, at } = sanction;
  const record: SanctionRecord = { sanction: kind, user_id: userId, by, at };
  if (until !== undefined) record.until = until;
  if (reason !== undefined) record.reason = reason;
  return record;
}

/** What {@linkcode toSanctionRecord} has made of it. */
export function fromSanctionRecord(record: SanctionRecord): Sanction {
  const { sanction: kind, user_id: userId, until, reason, by, at } = record;
  return { kind, userId, until, reason, by, at };
}
