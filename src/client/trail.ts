/** Messages whose ids are remembered: a failover rarely loses more of one conversation. */
const MAX_REMEMBERED = 32;

/** What a message is known by. */
interface Identified {
  readonly sequence: number;
  readonly id: string;
}

/**
 * The ids of the messages that went out last. A service that has lost some of
 * its messages gives their numbers out again; the ids show it.
 */
export class Trail {
  #ids = new Map<number, string>();

  /** The lowest sequence that is remembered; infinite where none is. */
  get first(): number {
    for (const sequence of this.#ids.keys()) return sequence;
    return Infinity;
  }

  /** The id that went out with a sequence, where it is remembered. */
  idOf(sequence: number): string | undefined {
    return this.#ids.get(sequence);
  }

  /** Adds the one that went out last. */
  add({ sequence, id }: Identified): void {
    this.#ids.set(sequence, id);
    if (this.#ids.size > MAX_REMEMBERED) this.#ids.delete(this.first);
  }

  /** Forgets all with a greater sequence. */
  cut(sequence: number): void {
    for (const each of this.#ids.keys()) {
      if (each > sequence) this.#ids.delete(each);
    }
  }

  /** Did another message go out with this one's sequence, as far as is known? */
  differs({ sequence, id }: Identified): boolean {
    return (this.#ids.get(sequence) ?? id) !== id;
  }

  /**
   * Does a message that should have gone out belong to another history? Ids
   * grow with the sequence, which tells of one that is not remembered.
   */
  contradicts(message: Identified): boolean {
    if (this.#ids.has(message.sequence)) return this.differs(message);
    const [newest = message.id] = [...this.#ids.values()].slice(-1);
    return message.id > newest;
  }

  /** The greatest sequence whose message a page has as well; 0 for none. */
  common(items: readonly Identified[]): number {
    let common = 0;
    for (const { sequence, id } of items) {
      if (this.#ids.get(sequence) === id) common = sequence;
    }
    return common;
  }
}
