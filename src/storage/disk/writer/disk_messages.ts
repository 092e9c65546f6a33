import {
  MessageIds,
  sequenceOfMessageId,
  timeOfMessageId,
} from "../../../domain/message_id.ts";
import type { Message } from "../../../domain/model.ts";
import type { Rank } from "../../../domain/rank.ts";
import type { Moment } from "../../memory/moments.ts";
import { toMessage as fromDraft } from "../../shared/draft.ts";
import { recalled } from "../../shared/recalled.ts";
import { noSuchMessage } from "../../shared/refusals.ts";
import type { Draft, RecallRequest } from "../../storage.ts";
import type { Rewritten } from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import { firstKept, type Head } from "../records/head.ts";
import {
  MESSAGE_COLUMNS,
  messageValues,
  toMessage,
} from "../records/message_row.ts";
import type { Counters } from "./counters.ts";

/**
 * So many messages over the limit are deleted at once; one by one would cost
 * far more.
 */
const EVICTED_AT_ONCE = 64;

const ADD = `INSERT INTO messages (conversation, ${MESSAGE_COLUMNS})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const FIND = `SELECT ${MESSAGE_COLUMNS}, change FROM messages
  WHERE conversation = ? AND sequence = ?`;
const REWRITE = `UPDATE messages SET content = ?, status = ?, change = ?
  WHERE conversation = ? AND sequence = ?`;
const CHANGED = "UPDATE conversations SET last_change = ? WHERE number = ?";
const ADD_CHANGE =
  "INSERT INTO changes (conversation, number, sequence) VALUES (?, ?, ?)";
const REMOVE_CHANGE =
  "DELETE FROM changes WHERE conversation = ? AND number = ?";
const REMOVE_CHANGES =
  `DELETE FROM changes WHERE conversation = ?1 AND number IN
  (SELECT change FROM messages WHERE conversation = ?1 AND sequence < ?2)`;
const REMOVE = "DELETE FROM messages WHERE conversation = ? AND sequence < ?";
const BEGUN = `UPDATE conversations SET oldest_at = ?
  WHERE number = ? AND oldest_at IS NULL`;

/** What {@linkcode DiskMessages} needs. */
export interface DiskMessagesOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  /** Messages kept per conversation. */
  readonly historyLimit: number;
}

/** The messages in the file. */
export class DiskMessages {
  #options: DiskMessagesOptions;
  #ids = new MessageIds();

  constructor(options: DiskMessagesOptions) {
    this.#options = options;
  }

  /** Stores the newest message of a conversation, and evicts old ones. */
  append(
    head: Head,
    { draft, sender }: { draft: Draft; sender: Message["sender"] },
    now: Moment,
  ): Message {
    const { sql, counters, historyLimit } = this.#options;
    const sequence = head.last + 1;
    const message = fromDraft(draft, sender, {
      id: this.#nextId(now, sequence),
      conversation: head.key,
      sequence,
      createdAt: Math.max(now.time, head.lastAt),
    });
    sql.run(ADD, head.number, ...messageValues(message));
    if (head.first === sequence) sql.run(BEGUN, message.createdAt, head.number);
    head.last = sequence;
    head.lastAt = message.createdAt;
    counters.now.messages++;
    if (sequence - head.first >= historyLimit + EVICTED_AT_ONCE) {
      this.removeBefore(head, firstKept(head, historyLimit));
    }
    return message;
  }

  /**
   * Empties a message, if the policy allows it.
   *
   * @throws {ReplyError} 404, 403
   */
  recall(
    head: Head,
    { request, rank }: { request: RecallRequest; rank: Rank },
    now: Moment,
  ): Rewritten {
    const { message, change } = this.#find(head, request.messageId);
    // By the clock of the ids: the machine's clock may have been set meanwhile.
    const age = now.steady - timeOfMessageId(message.id);
    const emptied = recalled(message, request, { rank, age });
    if (emptied === undefined) return { message };
    return this.#rewrite(head, emptied, change);
  }

  /** Deletes messages below a sequence, and their changes. */
  removeBefore(head: Head, sequence: number): void {
    const { sql, counters } = this.#options;
    if (head.lastChange > 0) sql.run(REMOVE_CHANGES, head.number, sequence);
    counters.now.messages -= sql.run(REMOVE, head.number, sequence).changes;
    head.first = sequence;
  }

  #rewrite(
    head: Head,
    message: Message,
    changeBefore: number | null,
  ): Rewritten {
    const { sql } = this.#options;
    const { number: conversation } = head;
    const { content, status, sequence } = message;
    const number = head.lastChange + 1;
    sql.run(REWRITE, content, status, number, conversation, sequence);
    if (changeBefore !== null) {
      sql.run(REMOVE_CHANGE, conversation, changeBefore);
    }
    sql.run(ADD_CHANGE, conversation, number, sequence);
    sql.run(CHANGED, number, conversation);
    head.lastChange = number;
    return { message, number };
  }

  /** @throws {ReplyError} 404 */
  #find(
    head: Head,
    messageId: string,
  ): { message: Message; change: number | null } {
    const { sql, historyLimit } = this.#options;
    const sequence = sequenceOfMessageId(messageId) ?? 0;
    const row = sequence >= firstKept(head, historyLimit)
      ? sql.get(FIND, head.number, sequence)
      : undefined;
    const message = row && toMessage(row, head.key);
    if (message?.id !== messageId) throw noSuchMessage(messageId);
    return { message, change: row?.at(-1) as number | null };
  }

  /** Ids keep growing even if the machine's clock is set back. */
  #nextId({ steady }: Moment, sequence: number): string {
    const { counters } = this.#options;
    counters.now.id_time = Math.max(counters.now.id_time, steady);
    const id = this.#ids.next(counters.now.id_time, sequence);
    counters.now.id_time = timeOfMessageId(id);
    return id;
  }
}
