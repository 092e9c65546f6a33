import type { Message } from "../protocol/responses.ts";

/** Messages of a conversation that arrived early, by sequence. */
export class Held {
  #messages = new Map<number, Message>();

  get size(): number {
    return this.#messages.size;
  }

  get(sequence: number): Message | undefined {
    return this.#messages.get(sequence);
  }

  /** The one with this id. */
  find(id: string): Message | undefined {
    for (const message of this.#messages.values()) {
      if (message.id === id) return message;
    }
    return undefined;
  }

  set(message: Message): void {
    this.#messages.set(message.sequence, message);
  }

  /** Removes one. */
  delete(sequence: number): void {
    this.#messages.delete(sequence);
  }

  /** Removes those from one sequence to another. */
  drop(first: number, last = Infinity): void {
    for (const sequence of this.#messages.keys()) {
      if (sequence >= first && sequence <= last) this.delete(sequence);
    }
  }

  /** The lowest sequence, if it is below `end`. */
  first(end: number): number {
    let first = end;
    for (const sequence of this.#messages.keys()) {
      if (sequence < first) first = sequence;
    }
    return first;
  }
}
