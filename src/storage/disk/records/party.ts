import type { Position } from "../../../domain/position.ts";
import type { Rank } from "../../../domain/rank.ts";
import type { Sql } from "../file/sql.ts";

/** A user in a conversation: since when, and how far they have got. */
export interface Party extends Position {
  /** Unix time in milliseconds; 0 in a private conversation. */
  readonly joinedAt: number;
  /**
   * How many users had joined the chatroom by then; 0 in a private
   * conversation.
   */
  readonly ordinal: number;
  rank: Rank;
  readSequence: number;
  ownSequence: number;
}

const PARTY = `SELECT
  joined_at, ordinal, rank, joined_sequence, read_sequence, own_sequence
  FROM parties WHERE conversation = ? AND user = ?`;

/** A user in a conversation; undefined if they are not in it. */
export function readParty(
  sql: Sql,
  conversation: number,
  userId: string,
): Party | undefined {
  const row = sql.get(PARTY, conversation, userId);
  if (row === undefined) return undefined;
  const [joinedAt, ordinal, rank, ...position] = row as number[];
  const [joinedSequence, readSequence, ownSequence] = position as [
    ...[number, number, number],
  ];
  return {
    joinedAt: joinedAt as number,
    ordinal: ordinal as number,
    rank: rank as Rank,
    joinedSequence,
    readSequence,
    ownSequence,
  };
}
