/** Something of a conversation that is delivered in the order of sequences. */
export interface Numbered {
  readonly sequence: number;
  /**
   * The message's id, which grows with the sequence and shows whether a number
   * still means the same message; undefined for what is no message.
   */
  readonly id: string | undefined;
  deliver(): void;
}

/** What was read of a conversation. */
export interface Filled {
  /** Ascending. What is missing between them will not be delivered. */
  readonly items: readonly Numbered[];
  /** The newest sequence in the storage; undefined if unknown. */
  readonly last: number | undefined;
}

/** Most items that are held; what is beyond is read from the storage. */
const MAX_HELD = 200;

/**
 * How far one conversation was delivered, and the items that came early: pure.
 * Whoever gets an item from {@linkcode DeliveryOrder.ready},
 * {@linkcode DeliveryOrder.fill} or {@linkcode DeliveryOrder.rest} has to
 * deliver it before asking for the next.
 */
export class DeliveryOrder {
  #last: number | undefined;
  /** The id of the last, if known. */
  #id: string | undefined;
  #held = new Map<number, Numbered>();
  #overflowed = false;

  /** The sequence delivered last; undefined if nothing is known. */
  get last(): number | undefined {
    return this.#last;
  }

  /** Is an item held until a gap before it is closed? */
  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /** Was an item not held because there were too many? */
  get hasOverflowed(): boolean {
    return this.#overflowed;
  }

  /** The last held sequence; 0 if none is held. */
  get heldUpTo(): number {
    return Math.max(0, ...this.#held.keys());
  }

  /** Everything up to `sequence` counts as delivered, if nothing is known. */
  begin(sequence: number): void {
    this.#last ??= sequence;
  }

  /** Was this message delivered last, as far as is known? */
  endsWith({ sequence, id }: Omit<Numbered, "deliver">): boolean {
    return this.#last === sequence && (this.#id ?? id) === id;
  }

  /**
   * Does an item have to be delivered? Not if it was. If its number was used
   * for another message, the order goes back to before that number.
   */
  accepts(item: Numbered): boolean {
    if (item.sequence > (this.#last ?? 0)) return true;
    if (!this.#isReplacement(item)) return false;
    this.#goBackBefore(item.sequence);
    return true;
  }

  /** Does an item follow directly on the last one? */
  isNext({ sequence }: Numbered): boolean {
    return sequence === (this.#last ?? 0) + 1;
  }

  /** Keeps an item that came early. */
  hold(item: Numbered): void {
    if (this.#held.size < MAX_HELD) this.#held.set(item.sequence, item);
    else this.#overflowed = true;
  }

  /** Counts an item as delivered; false if it already is. */
  advance(item: Numbered): boolean {
    this.#held.delete(item.sequence);
    if (this.#last !== undefined && item.sequence <= this.#last) return false;
    this.#last = item.sequence;
    this.#id = item.id;
    return true;
  }

  /** The held items that follow on the last one. */
  *ready(): Generator<Numbered> {
    for (;;) {
      const next = this.#held.get((this.#last ?? 0) + 1);
      if (next === undefined) return;
      if (this.advance(next)) yield next;
    }
  }

  /** A reading begins, which will find whatever was not held. */
  beginReading(): void {
    this.#overflowed = false;
  }

  /**
   * The items of a reading, then the held ones up to `heldUpTo`, which must be
   * the value from before the reading: by then everything before them was
   * stored, so what is still missing is no longer kept.
   */
  *fill({ items, last }: Filled, heldUpTo: number): Generator<Numbered> {
    this.#compare({ items, last });
    for (const read of items) {
      // The held item knows more: the connection that the message came from.
      const item = this.#held.get(read.sequence) ?? read;
      if (this.advance(item)) yield item;
    }
    for (const item of this.#inOrder()) {
      if (item.sequence <= heldUpTo && this.advance(item)) yield item;
    }
    this.#last ??= last;
  }

  /** All held items, gaps or no gaps. */
  *rest(): Generator<Numbered> {
    for (const item of this.#inOrder()) if (this.advance(item)) yield item;
  }

  /**
   * Is this another message than the one delivered with its number? For a
   * number before the last, only a greater id shows it, as ids grow with the
   * numbers.
   */
  #isReplacement(item: Numbered): boolean {
    if (this.#id === undefined || item.id === undefined) return false;
    return item.sequence === this.#last
      ? item.id !== this.#id
      : item.id > this.#id;
  }

  /**
   * The storage has lost what it had from this number on, as after a failover
   * to a replica, and uses the numbers again.
   */
  #goBackBefore(sequence: number): void {
    this.#last = sequence - 1;
    this.#id = undefined;
  }

  /** Finds out from a reading whether the storage has lost something. */
  #compare({ items, last = Infinity }: Filled): void {
    if (this.#last === undefined) return;
    const same = items.find(({ sequence }) => sequence === this.#last);
    if (same !== undefined && this.#isReplacement(same)) {
      this.#goBackBefore(same.sequence);
    } else if (same !== undefined) this.#id ??= same.id;
    if (last < this.#last) this.#goBackBefore(last + 1);
  }

  #inOrder(): Numbered[] {
    return [...this.#held.values()].sort((a, b) => a.sequence - b.sequence);
  }
}
