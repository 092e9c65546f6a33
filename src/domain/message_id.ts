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

const TIME_DIGITS = 9;
const COUNTER_DIGITS = 4;
const COUNTER_END = 36 ** COUNTER_DIGITS;
const FORM = /^[0-9a-z]{13}[1-9a-z][0-9a-z]{0,10}(?:-[0-9a-z]{10})?$/;

/** Makes ids in the order of creation. */
export class MessageIds {
  #time = 0;
  #prefix = "";
  #counter = 0;

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
    const counter = digits(this.#counter++, COUNTER_DIGITS);
    return this.#prefix + counter + sequence.toString(36);
  }

  #startMillisecond(time: number): void {
    this.#time = time;
    this.#prefix = digits(time, TIME_DIGITS);
    this.#counter = 0;
  }
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

/** An id for a message of which only the sequence is known. */
export function idOfUnreadable(sequence: number): string {
  return digits(0, TIME_DIGITS + COUNTER_DIGITS) + sequence.toString(36);
}

function digits(value: number, width: number): string {
  return value.toString(36).padStart(width, "0");
}
