/** What one receiver is pushed. */
export interface Selection<T> {
  /** The newest messages, ascending; at most the window's size. */
  readonly items: readonly T[];
  /** How many messages before them the receiver has not been pushed. */
  readonly missed: number;
}

/**
 * The newest messages of one chatroom, at most `size`, and how many there have
 * been in all. From that it says what is new for a receiver at any point, and
 * how many messages are left out. A point is a count of messages.
 */
export class RoomWindow<T extends { readonly id: string }> {
  #recent: T[] = [];
  #size: number;
  #total: number;

  constructor(size: number, total = 0) {
    this.#size = size;
    this.#total = total;
  }

  /** How many messages there have been. */
  get total(): number {
    return this.#total;
  }

  /** Adds the newest message. */
  add(message: T): void {
    this.#recent.push(message);
    if (this.#recent.length > this.#size) this.#recent.shift();
    this.#total++;
  }

  /** Moves on to a later total, of which `newest` are the last messages. */
  goOn(total: number, newest: readonly T[]): void {
    const left = total - this.#total - newest.length;
    this.#recent = left > 0
      ? [...newest]
      : [...this.#recent, ...newest].slice(-this.#size);
    this.#total = total;
  }

  /** Puts a changed message in the place of the one with its id. */
  replace(message: T): void {
    this.#recent = this.#recent.map((held) =>
      held.id === message.id ? message : held
    );
  }

  /** What is new after a point. */
  since(point: number): Selection<T> {
    const fresh = this.#total - point;
    const items = fresh > 0 ? this.#recent.slice(-fresh) : [];
    return { items, missed: fresh - items.length };
  }
}
