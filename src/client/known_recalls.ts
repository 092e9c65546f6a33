/** Most recalls that are remembered; the oldest may be told twice. */
const MAX_RECALLED = 1000;

/** The recalled messages of a conversation, so that none is told of twice. */
export class KnownRecalls {
  #sequences = new Set<number>();

  has(sequence: number): boolean {
    return this.#sequences.has(sequence);
  }

  /** False when this recall is known already. */
  note(sequence: number): boolean {
    if (this.#sequences.has(sequence)) return false;
    this.#sequences.add(sequence);
    if (this.#sequences.size > MAX_RECALLED) {
      for (const oldest of this.#sequences) {
        this.#sequences.delete(oldest);
        break;
      }
    }
    return true;
  }

  /** Forgets those of messages with a greater sequence. */
  cut(sequence: number): void {
    for (const each of this.#sequences) {
      if (each > sequence) this.#sequences.delete(each);
    }
  }
}
