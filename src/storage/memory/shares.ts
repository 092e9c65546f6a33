interface Holder {
  readonly userId: string;
  held: number;
}

/**
 * How much each user holds of something that is bounded for all together, and
 * who holds more than a share of it: they make room first. There are few of
 * those, so the one who holds the most is found by looking at them all.
 */
export class Shares {
  #share: number;
  #holders = new Map<string, Holder>();
  #heavy = new Set<Holder>();

  /** @param share what a user may hold without being the first to make room */
  constructor(share: number) {
    this.#share = share;
  }

  /** How many users hold something. */
  get size(): number {
    return this.#holders.size;
  }

  /** How much a user holds. */
  of(userId: string): number {
    return this.#holders.get(userId)?.held ?? 0;
  }

  /** A user holds so much more, or less. */
  add(userId: string, amount: number): void {
    const holder = this.#holders.get(userId) ?? this.#create(userId);
    holder.held += amount;
    if (holder.held > this.#share) this.#heavy.add(holder);
    else if (amount < 0) this.#lighten(holder);
  }

  /** The users with more than a share, the one who holds the most first. */
  heaviestFirst(): string[] {
    if (this.#heavy.size === 0) return [];
    return [...this.#heavy].sort((a, b) => b.held - a.held)
      .map(({ userId }) => userId);
  }

  #create(userId: string): Holder {
    const holder = { userId, held: 0 };
    this.#holders.set(userId, holder);
    return holder;
  }

  #lighten(holder: Holder): void {
    this.#heavy.delete(holder);
    if (holder.held <= 0) this.#holders.delete(holder.userId);
  }
}
