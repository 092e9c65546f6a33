import { type Change, changeTo } from "../../../domain/change.ts";
import type { ConversationKey } from "../../../domain/ids.ts";
import type { Message } from "../../../domain/model.ts";
import type { Moment } from "../../memory/moments.ts";
import { changeBy, withoutReactions } from "../../shared/changed.ts";
import { scrubbed } from "../../shared/scrubbed.ts";
import type { ScrubQuery } from "../../administration.ts";
import type { DiskForgotten, DiskScrubbed } from "../calls.ts";
import type { Row, Sql } from "../file/sql.ts";
import type { Head } from "../records/head.ts";
import { MESSAGE_COLUMNS, toMessage } from "../records/message_row.ts";
import { placeOf } from "../records/place.ts";
import { ReactionRows } from "../records/reaction_rows.ts";
import type { DiskConversations } from "./disk_conversations.ts";
import type { DiskForgetting } from "./disk_forgetting.ts";
import type { DiskMessages } from "./disk_messages.ts";
import type { DiskRequestIds } from "./disk_request_ids.ts";

/** Messages that are looked at in one step. */
const LOOKED_AT_ONCE = 1000;
/** Those among them that are rewritten, and changes, after which it ends. */
const SCRUBBED_AT_ONCE = 200;

const THEIRS = `SELECT ${MESSAGE_COLUMNS}, change FROM messages
  WHERE place > ${placeOf("?1", "?2")} AND place <= ${placeOf("?1", "?3")} AND
    (sender = ?4 OR extras IS NOT NULL AND EXISTS (
      SELECT 1 FROM reactions WHERE reactions.conversation = ?1 AND
        reactions.sequence = messages.sequence AND user = ?4))
  ORDER BY place LIMIT ?5`;
const ANONYMISE = `UPDATE messages SET name = NULL, request_id = NULL
  WHERE place = ${placeOf("?1", "?2")}`;

/** What {@linkcode DiskErasing} needs. */
export interface DiskErasingOptions {
  readonly sql: Sql;
  readonly conversations: DiskConversations;
  readonly messages: DiskMessages;
  readonly requestIds: DiskRequestIds;
  readonly forgetting: DiskForgetting;
}

/** Takes users out of the file who are to be erased. */
export class DiskErasing {
  #options: DiskErasingOptions;
  #reactions: ReactionRows;

  constructor(options: DiskErasingOptions) {
    this.#options = options;
    this.#reactions = new ReactionRows(options.sql);
  }

  /** As `Administration.scrub`. */
  scrub(
    key: ConversationKey,
    userId: string,
    { after, empty }: ScrubQuery,
  ): DiskScrubbed {
    const { sql, conversations } = this.#options;
    const head = conversations.get(key);
    if (head === undefined) return { changes: [] };
    const from = Math.max(after, head.first - 1);
    const to = from + LOOKED_AT_ONCE;
    const range = [head.number, from, to, userId, SCRUBBED_AT_ONCE];
    const changes: Change[] = [];
    let rewritten = 0;
    let next = to;
    for (const row of sql.all(THEIRS, ...range)) {
      changes.push(...this.#scrubOne(head, row, { userId, empty }));
      const isFull = ++rewritten === SCRUBBED_AT_ONCE ||
        changes.length >= SCRUBBED_AT_ONCE;
      if (!isFull) continue;
      next = row[0] as number;
      break;
    }
    return next >= head.last ? { changes } : { changes, next };
  }

  #scrubOne(
    head: Head,
    row: Row,
    { userId, empty }: { userId: string; empty: boolean },
  ): Change[] {
    const message = toMessage(row, head.key);
    const before = row.at(-1) as number | null;
    const left = message.sender.id === userId
      ? scrubbed(message, empty)
      : undefined;
    if (left !== undefined) {
      this.#options.sql.run(ANONYMISE, head.number, message.sequence);
    }
    if (left?.isChange) {
      const number = this.#options.messages.rewrite(head, left.message, before);
      return [changeTo(left.message, number)];
    }
    const kept = left?.message ?? message;
    return this.#takeBack(head, { message: kept, before }, userId);
  }

  #takeBack(
    head: Head,
    { message, before }: { message: Message; before: number | null },
    userId: string,
  ): Change[] {
    const { number: conversation, room } = head;
    const place = { conversation, sequence: message.sequence };
    const theirs = new Set(this.#reactions.of(userId, place));
    const isBrief = room?.configured.settings.history === "joined";
    const changes: Change[] = [];
    let known = before;
    for (
      const { reaction, after } of withoutReactions(
        message,
        (each) => theirs.has(each),
      )
    ) {
      this.#reactions.remove(place, userId, reaction);
      known = this.#options.messages.rewrite(head, after, known);
      const by = { kind: "reacted", userId, reaction, on: false } as const;
      changes.push(changeBy(by, { message: after, number: known, isBrief }));
    }
    return changes;
  }

  /** As `Administration.forget`. */
  forget(userId: string, now: Moment): DiskForgotten {
    const { conversations, requestIds, forgetting } = this.#options;
    const gone = forgetting.forgetUser(userId, now);
    requestIds.forgetAllOf(userId);
    for (const key of gone.touched) {
      const head = conversations.get(key);
      const party = head && conversations.party(head, userId);
      if (party !== undefined) conversations.setRead(head!, userId, party, 0);
    }
    return gone;
  }
}
