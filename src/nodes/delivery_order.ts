/** Something of a conversation that is delivered in the order of sequences. */
export interface Numbered {
  readonly sequence: number;
  /**
   * The message's id, which grows with the sequence and shows whether a number
   * still means the same message; undefined for what is no message, but stands
   * for all that were not delivered up to its number.
   */
  readonly id: string | undefined;
  deliver(): void;
}

/** How far a conversation was delivered. */
export interface Place {
  /** Everything up to this number counts as delivered. */
  readonly sequence: number;
  /**
   * An id that no message delivered exceeds, while all that are stored later
   * do, whatever numbers they get; undefined if none is known.
   */
  readonly newest: string | undefined;
}

/** What was read of a conversation. */
export interface Filled {
  /**
   * Ascending: the messages from the place's number on, and those before it
   * whose id exceeds the place's. What is missing between them will not be
   * delivered.
   */
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
  /** As in {@linkcode Place}. */
  #newest: string | undefined;
  /** The number of the message that has this id; undefined if none has. */
  #newestAt: number | undefined;
  #held = new Map<number, Numbered>();
  #overflowed = false;

  /** The sequence delivered last; undefined if nothing is known. */
  get last(): number | undefined {
    return this.#last;
  }

  /** How far it was delivered; undefined if nothing is known. */
  get place(): Place | undefined {
    if (this.#last === undefined) return undefined;
    return { sequence: this.#last, newest: this.#newest };
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

  /** Everything up to a place counts as delivered, if nothing is known. */
  begin({ sequence, newest }: Place): void {
    if (this.#last !== undefined) return;
    this.#last = sequence;
    this.#newest = newest;
  }

  /** Was this message delivered last, as far as is known? */
  endsWith({ sequence, id }: Omit<Numbered, "deliver">): boolean {
    return this.#last === sequence && (this.#lastId ?? id) === id;
  }

  /**
   * Does an item have to be delivered? Not if it was. If its number was used
   * for another message, the storage has lost that one, and maybe others.
   */
  accepts(item: Numbered): boolean {
    return item.sequence > (this.#last ?? 0) || this.#isReplacement(item);
  }

  /** Does an item follow directly on the last one? */
  isNext({ sequence }: Numbered): boolean {
    return sequence === (this.#last ?? 0) + 1;
  }

  /** Keeps an item that came early, or that only a reading can place. */
  hold(item: Numbered): void {
    if (this.#held.size < MAX_HELD) this.#held.set(item.sequence, item);
    else this.#overflowed = true;
  }

  /** Counts an item as delivered; false if it already is. */
  advance(item: Numbered): boolean {
    this.#held.delete(item.sequence);
    if (this.#last !== undefined && item.sequence <= this.#last) return false;
    this.#last = item.sequence;
    this.#note(item);
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
   * The items of a reading and the held ones up to `heldUpTo`, which must be
   * the value from before the reading: by then everything before them was
   * stored, so what is still missing is no longer kept.
   */
  *fill({ items, last }: Filled, heldUpTo: number): Generator<Numbered> {
    // What is no message stands for all up to its number, held ones too.
    const passed = items.find(({ id }) => id === undefined)?.sequence ?? 0;
    const held = this.#takeHeld(Math.max(passed, heldUpTo));
    const found = this.#merged(
      items,
      held.filter(({ sequence }) => sequence > passed),
    );
    this.#compare(found, last);
    for (const item of found) if (this.advance(item)) yield item;
    this.#last ??= last;
  }

  /** All held items, gaps or no gaps. */
  *rest(): Generator<Numbered> {
    const held = inOrder(this.#held.values());
    for (const item of held) if (this.advance(item)) yield item;
  }

  /** The id of the last, if known. */
  get #lastId(): string | undefined {
    return this.#newestAt === this.#last ? this.#newest : undefined;
  }

  /**
   * Is this another message than the one delivered with its number? For a
   * number before the last, only a greater id shows it, as ids grow with the
   * numbers.
   */
  #isReplacement({ sequence, id }: Numbered): boolean {
    if (this.#newest === undefined || id === undefined) return false;
    const known = sequence === this.#last ? this.#lastId : undefined;
    return known === undefined ? id > this.#newest : id !== known;
  }

  /**
   * The storage has lost what it had from this number on, as after a failover
   * to a replica, and uses the numbers again. The newest id stays, as that of
   * whatever is stored from now on is greater.
   */
  #goBackBefore(sequence: number): void {
    this.#last = sequence - 1;
  }

  /** The held items up to a number, which are not held any more. */
  #takeHeld(upTo: number): Numbered[] {
    const taken = [...this.#held.values()]
      .filter(({ sequence }) => sequence <= upTo);
    for (const { sequence } of taken) this.#held.delete(sequence);
    return taken;
  }

  /** What was read and what was held before; of a number the later message. */
  #merged(items: readonly Numbered[], before: readonly Numbered[]): Numbered[] {
    const found = new Map(before.map((item) => [item.sequence, item]));
    for (const read of items) {
      const { sequence } = read;
      const held = found.get(sequence) ?? this.#held.get(sequence);
      found.set(sequence, held === undefined ? read : newer(read, held));
    }
    return inOrder(found.values());
  }

  /**
   * Finds out from a reading whether the storage has lost something. Since then
   * it may have stored as many messages as it lost, or more, so their ids come
   * first, and the first number that was used again says how far to go back.
   */
  #compare(found: readonly Numbered[], last = Infinity): void {
    const end = this.#last;
    if (end === undefined) return;
    const known = found.filter(({ sequence }) => sequence <= end);
    const replaced = known.find((each) => this.#isReplacement(each));
    const same = known.find(({ sequence }) => sequence === end);
    if (replaced !== undefined) this.#goBackBefore(replaced.sequence);
    else if (same !== undefined) this.#note(same);
    if (last < this.#last!) this.#goBackBefore(last + 1);
  }

  #note({ sequence, id }: Numbered): void {
    if (id === undefined) return;
    this.#newest = id;
    this.#newestAt = sequence;
  }
}

/**
 * Of two items with one number the message that was stored later. Of the same
 * one the held item knows more: the connection that the message came from.
 */
function newer(read: Numbered, held: Numbered): Numbered {
  const isReplaced = read.id !== undefined && held.id !== undefined &&
    read.id > held.id;
  return isReplaced ? read : held;
}

function inOrder(items: Iterable<Numbered>): Numbered[] {
  return [...items].sort((a, b) => a.sequence - b.sequence);
}
