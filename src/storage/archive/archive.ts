import type { ConversationKey } from "../../domain/ids.ts";
import type {
  ConversationRecord,
  MemberRecord,
  MessageRecord,
  RestrictedRecord,
  SanctionRecord,
  UserRecord,
} from "./records.ts";

/** A conversation and all that is kept of it. */
export interface ArchivedConversation {
  readonly about: ConversationRecord;
  /** In the order in which they joined. */
  readonly members: readonly MemberRecord[];
  /** Of a chatroom. */
  readonly sanctions: readonly SanctionRecord[];
  /** By sequence, some at a time. */
  readonly messages: AsyncIterable<readonly MessageRecord[]>;
}

/** What an export is read from. */
export interface ArchiveSource {
  /** All users, some at a time. */
  users(): AsyncIterable<readonly UserRecord[]>;
  /** All users who are restricted, some at a time. */
  restricted(): AsyncIterable<readonly RestrictedRecord[]>;
  /** The keys of all conversations, each once. */
  conversations(): AsyncIterable<ConversationKey>;
  /** One of them; undefined where it is gone meanwhile. */
  conversation(
    key: ConversationKey,
  ): Promise<ArchivedConversation | undefined>;
  close(): Promise<void>;
}

/**
 * What an import is written to. What is there already and the same stays, so
 * that an import that was cut short can be made again.
 */
export interface ArchiveTarget {
  /** Adds users; of one who is known the later of both stays. */
  addUsers(users: readonly UserRecord[]): Promise<void>;
  /**
   * Restricts users; a ban that is there already stays, and the later one of two
   * revocations.
   */
  restrict(restricted: readonly RestrictedRecord[]): Promise<void>;
  /**
   * Begins a conversation.
   *
   * @throws {ArchiveError} where the target has another one of that name, or one
   * that has gone on
   */
  begin(about: ConversationRecord): Promise<ConversationTarget>;
  close(): Promise<void>;
}

/** A conversation that is being written. */
export interface ConversationTarget {
  /** @throws {ArchiveError} where another message has that place */
  addMessages(messages: readonly MessageRecord[]): Promise<void>;
  /** Makes it one that users find, with these members in their order. */
  finish(
    members: readonly MemberRecord[],
    sanctions: readonly SanctionRecord[],
  ): Promise<void>;
}

/** How many there were of each. */
export interface ArchiveCounts {
  users: number;
  restricted: number;
  conversations: number;
  messages: number;
}

/** Told now and then how far an export or import has come. */
export type Progress = (counts: Readonly<ArchiveCounts>) => void;
