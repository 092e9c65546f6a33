import type { EventPush, Message } from "../protocol/responses.ts";

/**
 * Most changed messages that are remembered; a change of an older one may be
 * reported twice.
 */
const MAX_REMEMBERED = 1000;

const RECALLED = 2;

/** The event of a change of a message: it was recalled. */
export type ChangeEvent = Extract<EventPush, { event: "recalled" }>;

/** Is it the event of a change of a message? */
export function isChange(event: EventPush): event is ChangeEvent {
  return event.event === "recalled";
}

/** The event of the change that produced this state of a message. */
export function changeOf(message: Message): ChangeEvent {
  const { id: message_id, session_id, sequence } = message;
  return { event: "recalled", session_id, message_id, sequence };
}

/** The changes of a conversation's messages, so that each is reported once. */
export class Changes {
  /** The number of the last change; all before it are known. */
  last = 0;
  #sequences = new Set<number>();

  /** Records a change; returns false if the message is known to be changed. */
  note(sequence: number): boolean {
    if (this.#sequences.has(sequence)) return false;
    this.#sequences.add(sequence);
    if (this.#sequences.size > MAX_REMEMBERED) {
      for (const oldest of this.#sequences) {
        this.#sequences.delete(oldest);
        break;
      }
    }
    return true;
  }

  /**
   * Takes the number of a change that was pushed. Returns false if other
   * changes have to be asked for: those before it, or all, because the service
   * has lost some and uses their numbers again.
   */
  follow(change: number, isNew: boolean): boolean {
    if (change > this.last + 1) return false;
    if (change > this.last) this.last = change;
    else if (isNew) this.last = 0;
    return this.last >= change;
  }

  /** A message after its known changes. */
  apply(message: Message): Message {
    const { sequence, status } = message;
    if (status === RECALLED) this.note(sequence);
    return this.#sequences.has(sequence)
      ? { ...message, status: RECALLED, content: "" }
      : message;
  }

  /** Forgets the changes of messages with a greater sequence. */
  cut(sequence: number): void {
    for (const each of this.#sequences) {
      if (each > sequence) this.#sequences.delete(each);
    }
  }
}
