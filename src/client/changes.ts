import type { EventPush, Message } from "../protocol/responses.ts";

/** Most changed messages that are remembered; the oldest may be told twice. */
const MAX_REMEMBERED = 1000;

const RECALLED = 2;

/** Tells that a message is no longer what it was: it was taken back. */
export type ChangeEvent = Extract<EventPush, { event: "recalled" }>;

/** Is it about a change of a message? */
export function isChange(event: EventPush): event is ChangeEvent {
  return event.event === "recalled";
}

/** What tells of the change that has made a message what it is. */
export function changeOf(message: Message): ChangeEvent {
  const { id: message_id, session_id, sequence } = message;
  return { event: "recalled", session_id, message_id, sequence };
}

/** The changes of a conversation's messages, so that none is told of twice. */
export class Changes {
  /** The number of the last one; all before it are known as well. */
  last = 0;
  #sequences = new Set<number>();

  /** False when the message with this sequence is known to be changed. */
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
   * Takes the number of a change that was told live. Returns false where others
   * have to be asked for: some before it, or all, where the service has lost
   * some, and gives their numbers out again.
   */
  follow(change: number, isNew: boolean): boolean {
    if (change > this.last + 1) return false;
    if (change > this.last) this.last = change;
    else if (isNew) this.last = 0;
    return this.last >= change;
  }

  /** A message as it is now, whatever it was when it was sent. */
  apply(message: Message): Message {
    const { sequence, status } = message;
    if (status === RECALLED) this.note(sequence);
    return this.#sequences.has(sequence)
      ? { ...message, status: RECALLED, content: "" }
      : message;
  }

  /** Forgets those of messages with a greater sequence. */
  cut(sequence: number): void {
    for (const each of this.#sequences) {
      if (each > sequence) this.#sequences.delete(each);
    }
  }
}
