import type { SyncPage } from "../protocol/responses.ts";

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
  #isSure = true;
  #parts: number | undefined;

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

  /** Is it known that the service still has what went out? */
  get isSure(): boolean {
    return this.#isSure;
  }

  /**
   * The connection is another one: it has to be shown again, where the id of the
   * message that went out last can show it.
   */
  doubt(last: number): void {
    this.#isSure = this.#parts === undefined && !this.#ids.has(last);
  }

  /** It is shown, unless the two histories part. */
  confirm(): void {
    this.#isSure = this.#parts === undefined;
  }

  /**
   * The service has another history than what went out. What it has in common
   * with it is looked for in pages from after {@linkcode Trail.parts} on.
   */
  part(): void {
    this.#isSure = false;
    this.#parts = this.#ids.size === 0 ? 0 : this.first - 1;
  }

  /** Up to where the two may part, while that is looked for. */
  get parts(): number | undefined {
    return this.#parts;
  }

  /**
   * Looks for it in the next page, `last` being what went out last. Returns the
   * last sequence that they have in common, 0 for none; undefined where it has
   * to be looked for in a further page, or nothing differs.
   */
  compare(page: SyncPage, last: number): number | undefined {
    const { items, has_more, last_sequence } = page;
    const differs = items.some((each) => this.differs(each));
    const end = items.at(-1)?.sequence ?? last;
    if (!differs && has_more && end < last) {
      this.#parts = end;
      return undefined;
    }
    const same = items.findLast(({ sequence, id }) =>
      this.#ids.get(sequence) === id
    );
    const common = same?.sequence ?? this.#parts ?? 0;
    this.#parts = undefined;
    if (!differs && last_sequence >= last) return undefined;
    return this.#ids.has(common) ? common : 0;
  }
}
