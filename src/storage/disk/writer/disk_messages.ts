import {
  MessageIds,
  sequenceOfMessageId,
  timeOfMessageId,
} from "../../../domain/message_id.ts";
import { type Message, RECALLED } from "../../../domain/model.ts";
import { type Rank, STRANGER } from "../../../domain/rank.ts";
import type { Moment } from "../../memory/moments.ts";
import { toMessage as fromDraft } from "../../shared/draft.ts";
import { changed } from "../../shared/changed.ts";
import { noSuchMessage } from "../../shared/refusals.ts";
import type { ChangeRequest, Reaction } from "../../message_changes.ts";
import type { Draft } from "../../storage.ts";
import type { Rewritten } from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import { firstKept, type Head } from "../records/head.ts";
import {
  addMentions,
  removeMentions,
  removeMentionsBefore,
} from "../records/mention_rows.ts";
import {
  changedValues,
  INSERT_MESSAGE,
  MESSAGE_COLUMNS,
  messageValues,
  toMessage,
} from "../records/message_row.ts";
import { placeOf } from "../records/place.ts";
import { type MessagePlace, ReactionRows } from "../records/reaction_rows.ts";
import type { Counters } from "./counters.ts";
import type { DiskConversations } from "./disk_conversations.ts";

/**
 * So many messages over the limit are deleted at once; one by one would cost
 * far more.
 */
const EVICTED_AT_ONCE = 64;

const FIND = `SELECT ${MESSAGE_COLUMNS}, change FROM messages
  WHERE place = ${placeOf("?1", "?2")}`;
const REWRITE = `UPDATE messages
  SET content = ?1, status = ?2, extras = ?3, change = ?4
  WHERE place = ${placeOf("?5", "?6")}`;
const CHANGED = "UPDATE conversations SET last_change = ? WHERE number = ?";
const ADD_CHANGE =
  "INSERT INTO changes (conversation, number, sequence) VALUES (?, ?, ?)";
const REMOVE_CHANGE =
  "DELETE FROM changes WHERE conversation = ? AND number = ?";
const REMOVE_CHANGES =
  `DELETE FROM changes WHERE conversation = ?1 AND number IN
  (SELECT change FROM messages
    WHERE place >= ${placeOf("?1", "0")} AND place < ${placeOf("?1", "?2")})`;
const REMOVE = `DELETE FROM messages
  WHERE place >= ${placeOf("?1", "0")} AND place < ${placeOf("?1", "?2")}`;
const BEGUN = `UPDATE conversations SET oldest_at = ?
  WHERE number = ? AND oldest_at IS NULL`;

/** What {@linkcode DiskMessages} needs. */
export interface DiskMessagesOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  readonly conversations: Pick<DiskConversations, "party">;
  /** Messages kept per conversation. */
  readonly historyLimit: number;
}

/** The messages in the file. */
export class DiskMessages {
  #options: DiskMessagesOptions;
  #ids = new MessageIds();
  #reactions: ReactionRows;

  constructor(options: DiskMessagesOptions) {
    this.#options = options;
    this.#reactions = new ReactionRows(options.sql);
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
    sql.run(INSERT_MESSAGE, head.number, ...messageValues(message));
    if (message.extras?.mentions) addMentions(sql, head.number, message);
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
   * Changes a message, if the policy allows it.
   *
   * @throws {ReplyError} 404, 403
   */
  change(
    head: Head,
    { request, rank, hidden }: {
      readonly request: ChangeRequest;
      readonly rank: Rank;
      /** The newest message that the user does not see. */
      readonly hidden: number;
    },
    now: Moment,
  ): Rewritten {
    const { userId } = request;
    const { message, change } = this.#find(head, request.messageId, hidden);
    const place = { conversation: head.number, sequence: message.sequence };
    const after = changed(message, request, {
      rank,
      standingOf: (id) =>
        this.#options.conversations.party(head, id)?.rank ?? STRANGER,
      // By the clock of the ids: the machine's clock may have been set meanwhile.
      age: now.steady - timeOfMessageId(message.id),
      now: now.time,
      hasReacted: request.kind === "reacted" &&
        this.#reactions.has(place, userId, request.reaction),
    });
    if (after === undefined) return this.#shown(head, userId, { message });
    if (request.kind === "reacted") this.#note(place, request, now);
    const number = this.rewrite(head, after, change);
    return this.#shown(head, userId, { message: after, number });
  }

  /** Deletes messages below a sequence, and their changes. */
  removeBefore(head: Head, sequence: number): void {
    const { sql, counters } = this.#options;
    if (head.lastChange > 0) sql.run(REMOVE_CHANGES, head.number, sequence);
    counters.now.messages -= sql.run(REMOVE, head.number, sequence).changes;
    removeMentionsBefore(sql, head.number, sequence);
    this.#reactions.clearBefore({ conversation: head.number, sequence });
    head.first = sequence;
  }

  /**
   * `hidden` is the newest message that the user does not see.
   *
   * @throws {ReplyError} 404 where they see no such message
   */
  require(head: Head, messageId: string, hidden: number): void {
    this.#find(head, messageId, hidden);
  }

  /** Puts a changed form of a message in its place, as the newest change. */
  rewrite(
    head: Head,
    message: Message,
    changeBefore: number | null,
  ): number {
    const { sql } = this.#options;
    const { number: conversation } = head;
    const { sequence } = message;
    const number = head.lastChange + 1;
    sql.run(REWRITE, ...changedValues(message), number, conversation, sequence);
    if (message.status === RECALLED) {
      removeMentions(sql, conversation, sequence);
      this.#reactions.clear({ conversation, sequence });
    }
    if (changeBefore !== null) {
      sql.run(REMOVE_CHANGE, conversation, changeBefore);
    }
    sql.run(ADD_CHANGE, conversation, number, sequence);
    sql.run(CHANGED, number, conversation);
    head.lastChange = number;
    return number;
  }

  #note(
    place: MessagePlace,
    { userId: id, reaction, on }: Reaction,
    { time: at }: Moment,
  ): void {
    if (on) this.#reactions.add(place, { id, at }, reaction);
    else this.#reactions.remove(place, id, reaction);
  }

  /** The result as the user sees it, and the message as everybody does. */
  #shown(
    { number: conversation, room }: Head,
    userId: string,
    { message, number }: { message: Message; number?: number },
  ): Rewritten {
    const shown = this.#reactions.shownTo(userId, conversation, message);
    if (number === undefined) return { message: shown };
    const isBrief = room?.configured.settings.history === "joined";
    return { message: shown, change: { number, message, isBrief } };
  }

  /** @throws {ReplyError} 404 */
  #find(
    head: Head,
    messageId: string,
    hidden: number,
  ): { message: Message; change: number | null } {
    const { sql, historyLimit } = this.#options;
    const sequence = sequenceOfMessageId(messageId) ?? 0;
    const first = Math.max(firstKept(head, historyLimit), hidden + 1);
    const row = sequence >= first
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
