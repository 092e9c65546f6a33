/**
 * Messages lie in the file by conversation and sequence. Both are one number,
 * their `place`, which is the key of the table: the pages above the rows then
 * hold keys alone, and a page that fills up is divided at a smaller cost. The
 * columns `conversation` and `sequence` are computed from it and have no index,
 * so statements ask for places, with one bound at each end: of two SQLite would
 * search by one, and read all rows up to the other.
 *
 * @module
 */

/** Bits of a place that are the sequence. */
const SEQUENCE_BITS = 32;

/**
 * SQL for a place: of a conversation and a sequence, each a parameter or a
 * column. A sequence beyond all messages is a place beyond the conversation's.
 */
export function placeOf(conversation: string, sequence: string): string {
  // The runtime gives numbers as floating-point ones, which would make the sum
  // one of 53 bits.
  return `((${conversation} << ${SEQUENCE_BITS}) + CAST(${sequence} AS INTEGER))`;
}

/** SQL for the place after all of a conversation. */
export function endOf(conversation: string): string {
  return `((CAST(${conversation} AS INTEGER) + 1) << ${SEQUENCE_BITS})`;
}

/** SQL for: a message is of a conversation. */
export function isOf(conversation: string): string {
  return `place >= ${conversation} << ${SEQUENCE_BITS}
    AND place < ${endOf(conversation)}`;
}
