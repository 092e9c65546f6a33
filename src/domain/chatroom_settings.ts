import { ReplyError } from "../base/errors.ts";
import { type KeyData, type KeyDataChange, mergedData } from "./key_data.ts";

/** Who may join: anybody, whoever is added, whoever knows the password. */
export type JoinMode = "open" | "invite" | "password";
/** Who may send. */
export type SendMode = "all" | "admins";
/** What a member sees: all messages, or those since they joined. */
export type HistoryMode = "all" | "joined";

/** What the admins of a chatroom decide about it. */
export interface ChatroomSettings {
  readonly name: string;
  readonly join: JoinMode;
  readonly send: SendMode;
  readonly history: HistoryMode;
  /** Most members; 0: as many as the service allows. */
  readonly maxMembers: number;
  /** Milliseconds between two messages of one member; 0: none. */
  readonly slowMode: number;
  /** What the application keeps here. */
  readonly data: KeyData;
}

/** A change of settings; what is absent stays as it is. */
export interface SettingsChange {
  readonly name?: string | undefined;
  readonly join?: JoinMode | undefined;
  readonly send?: SendMode | undefined;
  readonly history?: HistoryMode | undefined;
  readonly maxMembers?: number | undefined;
  readonly slowMode?: number | undefined;
  /** Merged into what is there; null deletes a key. */
  readonly data?: KeyDataChange | undefined;
  /** The hash of a new password. */
  readonly passwordHash?: string | undefined;
}

/** What a storage keeps of a chatroom that a change may change. */
export interface Configured {
  readonly settings: ChatroomSettings;
  /** Stays when the password is not asked for any more. */
  readonly passwordHash: string | undefined;
  /** 1 at first, one more with each change. */
  readonly version: number;
}

/** Most keys of a chatroom's data. */
export const MAX_DATA_KEYS = 32;

/** The settings of a chatroom that a join creates. */
export function defaultSettings(name: string): ChatroomSettings {
  return {
    name,
    join: "open",
    send: "all",
    history: "all",
    maxMembers: 0,
    slowMode: 0,
    data: {},
  };
}

/**
 * A chatroom after a change; the same object if nothing is different. A new
 * password always counts as different.
 *
 * @throws {ReplyError} 400 a password is to be asked for and there is none, 413
 * too much data
 */
export function applyChange(
  room: Configured,
  change: SettingsChange,
): Configured {
  const { settings } = room;
  const passwordHash = change.passwordHash ?? room.passwordHash;
  const changed: ChatroomSettings = {
    name: change.name ?? settings.name,
    join: change.join ?? settings.join,
    send: change.send ?? settings.send,
    history: change.history ?? settings.history,
    maxMembers: change.maxMembers ?? settings.maxMembers,
    slowMode: change.slowMode ?? settings.slowMode,
    data: mergedData(settings.data, change.data ?? {}, MAX_DATA_KEYS),
  };
  if (changed.join === "password" && passwordHash === undefined) {
    throw new ReplyError(400, "password: missing: expected one to ask for");
  }
  if (change.passwordHash === undefined && isSame(settings, changed)) {
    return room;
  }
  return { settings: changed, passwordHash, version: room.version + 1 };
}

function isSame(a: ChatroomSettings, b: ChatroomSettings): boolean {
  return a.name === b.name && a.join === b.join && a.send === b.send &&
    a.history === b.history && a.maxMembers === b.maxMembers &&
    a.slowMode === b.slowMode && hasSameData(a, b);
}

/** The order of the keys does not matter. */
function hasSameData(
  { data: a }: ChatroomSettings,
  { data: b }: ChatroomSettings,
): boolean {
  const others = new Map(Object.entries(b));
  const own = Object.entries(a);
  return own.length === others.size &&
    own.every(([key, value]) => others.get(key) === value);
}
