/** What one receiver gets. */
export interface Selection<T> {
  /** The newest messages, ascending; at most the window's size. */
  readonly items: readonly T[];
  /** How many messages before them the receiver has not been pushed. */
  readonly missed: number;
}

/**
 * The newest messages of one chatroom, and how many there have been: enough to
 * tell a receiver who has last been pushed at any point what is new, and how
 * much of it is left out. Points are counts of messages. Holds at most `size`
 * messages.
 */
export class RoomWindow<T extends { readonly id: string }> {
  #recent: T[] = [];
  #size: number;
  #total: number;

  constructor(size: number, total = 0) {
    this.#size = size;
    this.#total = total;
  }

  /** The point up to which messages have come. */
  get total(): number {
    return this.#total;
  }

  /** Adds the newest message. */
  add(message: T): void {
    this.#recent.push(message);
    if (this.#recent.length > this.#size) this.#recent.shift();
    this.#total++;
  }

  /** Goes on to a point, of whose messages these are the newest. */
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

  /** What is new since a point. */
  since(point: number): Selection<T> {
    const fresh = this.#total - point;
    const items = fresh > 0 ? this.#recent.slice(-fresh) : [];
    return { items, missed: fresh - items.length };
  }
}
