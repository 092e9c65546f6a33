import type { Message } from "../../../domain/model.ts";
import type { Reactor } from "../../../domain/reactions.ts";
import type { ListPosition } from "../../list_position.ts";
import { withOwn } from "../../shared/changed.ts";
import type { Sql } from "../file/sql.ts";
import { fromColumn, toColumn } from "../file/text_column.ts";

const HAS = `SELECT 1 FROM reactions
  WHERE conversation = ? AND sequence = ? AND user = ? AND reaction = ?`;
const ADD = `INSERT INTO reactions (conversation, sequence, user, reaction, at)
  VALUES (?, ?, ?, ?, ?)`;
const REMOVE = `DELETE FROM reactions
  WHERE conversation = ? AND sequence = ? AND user = ? AND reaction = ?`;
const REMOVE_ALL =
  "DELETE FROM reactions WHERE conversation = ? AND sequence = ?";
const REMOVE_BEFORE =
  "DELETE FROM reactions WHERE conversation = ? AND sequence < ?";
const OF_USER = `SELECT reaction FROM reactions
  WHERE conversation = ? AND sequence = ? AND user = ?`;
const PAGE = `SELECT user, at FROM reactions
  WHERE conversation = ? AND sequence = ? AND reaction = ? AND (at, user) > (?, ?)
  ORDER BY at, user LIMIT ?`;

/** A message in the file. */
export interface MessagePlace {
  /** The number of its conversation. */
  readonly conversation: number;
  readonly sequence: number;
}

/** The reactions in the file. */
export class ReactionRows {
  #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Has a user reacted like this? */
  has(place: MessagePlace, userId: string, reaction: string): boolean {
    const { conversation, sequence } = place;
    const key = [conversation, sequence, userId, toColumn(reaction)];
    return this.#sql.get(HAS, ...key) !== undefined;
  }

  /** Adds a reaction that is not there. */
  add(place: MessagePlace, { id, at }: Reactor, reaction: string): void {
    const { conversation, sequence } = place;
    this.#sql.run(ADD, conversation, sequence, id, toColumn(reaction), at);
  }

  /** Removes a reaction. */
  remove(place: MessagePlace, userId: string, reaction: string): void {
    const { conversation, sequence } = place;
    const key = [conversation, sequence, userId, toColumn(reaction)];
    this.#sql.run(REMOVE, ...key);
  }

  /** Removes all reactions to a message. */
  clear({ conversation, sequence }: MessagePlace): void {
    this.#sql.run(REMOVE_ALL, conversation, sequence);
  }

  /** Removes those to messages below a sequence. */
  clearBefore({ conversation, sequence }: MessagePlace): void {
    this.#sql.run(REMOVE_BEFORE, conversation, sequence);
  }

  /** Who reacted like this, in order, after a position. */
  page(
    { conversation, sequence }: MessagePlace,
    reaction: string,
    { after, count }: { after: ListPosition | undefined; count: number },
  ): Reactor[] {
    const { time, id } = after ?? { time: -1, id: "" };
    const from = [conversation, sequence, toColumn(reaction), time, id];
    return this.#sql.all(PAGE, ...from, count)
      .map(([user, at]) => ({ id: user as string, at: at as number }));
  }

  /** A user's reactions to a message. */
  of(userId: string, { conversation, sequence }: MessagePlace): string[] {
    const rows = this.#sql.all(OF_USER, conversation, sequence, userId);
    return rows.map(([reaction]) => fromColumn(reaction));
  }

  /** A message as a user sees it, with their own reactions marked. */
  shownTo(userId: string, conversation: number, message: Message): Message {
    const { extras, sequence } = message;
    if (extras?.reactions === undefined) return message;
    return withOwn(message, this.of(userId, { conversation, sequence }));
  }
}
