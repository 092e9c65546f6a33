/**
 * What an application shows of a chat, kept up to date with the service: the
 * list of conversations, and the messages of the open ones.
 *
 * @module
 */

export type { Conversation } from "./conversation.ts";
export { GimStore } from "./gim_store.ts";
export type { GapEntry, LogEntry, MessageEntry } from "./log_entry.ts";
export { MessageLog } from "./message_log.ts";
export type { Draft } from "./outgoing.ts";
export type { Gap, GapReason } from "./transcript.ts";
