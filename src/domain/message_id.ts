/**
 * Message ids: opaque on the wire, sortable by creation, and readable by us, so
 * that a message is found in its timeline without an index of ids.
 *
 * An id has three parts in base 36: the send time in milliseconds (9 digits,
 * enough until the year 5188), a counter within that millisecond (4 digits),
 * and the sequence within the conversation. Time and counter make it unique and
 * sortable within one process; the sequence locates the message.
 *
 * @module
 */

import { Buffer } from "node:buffer";

const TIME_DIGITS = 9;
const COUNTER_DIGITS = 4;
const COUNTER_END = 36 ** COUNTER_DIGITS;
const FORM = /^[0-9a-z]{13}[1-9a-z][0-9a-z]{0,10}(?:-[0-9a-z]{10})?$/;

/** Longest id: time, counter, and the largest sequence. */
const MAX_LENGTH = TIME_DIGITS + COUNTER_DIGITS + 11;
const DIGITS = Buffer.from("0123456789abcdefghijklmnopqrstuvwxyz");

/**
 * Makes ids in the order of creation. An id is written into bytes and read from
 * there: joined from three texts it would be kept as three, for as long as the
 * message, and each collection of garbage would have to move all of them.
 */
export class MessageIds {
  #time = 0;
  #counter = 0;
  #bytes = Buffer.alloc(MAX_LENGTH);

  /**
   * The id for a message sent at `time`, which must not be lower than in the
   * call before. If one millisecond has more messages than the counter can
   * count, the time in the ids runs ahead.
   */
  next(time: number, sequence: number): string {
    if (time > this.#time) this.#startMillisecond(time);
    else if (this.#counter === COUNTER_END) {
      this.#startMillisecond(this.#time + 1);
    }
    this.#write(this.#counter++, TIME_DIGITS, COUNTER_DIGITS);
    const start = TIME_DIGITS + COUNTER_DIGITS;
    const width = widthOf(sequence);
    this.#write(sequence, start, width);
    return this.#bytes.toString("latin1", 0, start + width);
  }

  #startMillisecond(time: number): void {
    this.#time = time;
    this.#counter = 0;
    this.#write(time, 0, TIME_DIGITS);
  }

  #write(value: number, start: number, width: number): void {
    let rest = value;
    for (let at = start + width - 1; at >= start; at--) {
      this.#bytes[at] = DIGITS[rest % 36] as number;
      rest = Math.floor(rest / 36);
    }
  }
}

/** How many digits a number from 1 has. */
function widthOf(value: number): number {
  let width = 1;
  for (let rest = value; rest >= 36; rest = Math.floor(rest / 36)) width++;
  return width;
}

/** The sequence in an id; undefined if it is not an id of ours. */
export function sequenceOfMessageId(id: string): number | undefined {
  if (!FORM.test(id)) return undefined;
  const sequence = parseInt(id.slice(TIME_DIGITS + COUNTER_DIGITS), 36);
  return Number.isSafeInteger(sequence) ? sequence : undefined;
}

/** The time in an id made by {@linkcode MessageIds}. */
export function timeOfMessageId(id: string): number {
  return parseInt(id.slice(0, TIME_DIGITS), 36);
}

/**
 * A text after the id of the message that got this time and counter, and before
 * the ids of all that are made later.
 */
export function endOfMessageIds(time: number, counter: number): string {
  return `${digits(time, TIME_DIGITS)}${digits(counter, COUNTER_DIGITS)}~`;
}

/** An id for a message of which only the sequence is known. */
export function idOfUnreadable(sequence: number): string {
  return digits(0, TIME_DIGITS + COUNTER_DIGITS) + sequence.toString(36);
}

function digits(value: number, width: number): string {
  return value.toString(36).padStart(width, "0");
}
