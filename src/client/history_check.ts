import type { SyncPage } from "../protocol/responses.ts";

/**
 * Most messages whose ids are remembered: a failover rarely loses more of one
 * conversation.
 */
const MAX_REMEMBERED = 32;

interface Identified {
  readonly sequence: number;
  readonly id: string;
}

/** What is known of the service's history, compared with what was delivered. */
type Finding =
  | { readonly kind: "same" }
  /** After a reconnect, until an answer of the service shows it. */
  | { readonly kind: "unverified" }
  /** Another one; pages from `after` on are searched for where they part. */
  | { readonly kind: "other"; readonly after: number };

/**
 * Finds out whether the service still has the messages that were delivered. A
 * service that has lost some of them gives their numbers to others; the ids of
 * the messages delivered last show that.
 */
export class HistoryCheck {
  #ids = new Map<number, string>();
  #finding: Finding = { kind: "same" };

  /** The lowest sequence whose id is remembered; infinite if none is. */
  get first(): number {
    for (const sequence of this.#ids.keys()) return sequence;
    return Infinity;
  }

  /** The id of the message delivered with a sequence, if remembered. */
  idOf(sequence: number): string | undefined {
    return this.#ids.get(sequence);
  }

  /** Remembers the message delivered last. */
  add({ sequence, id }: Identified): void {
    this.#ids.set(sequence, id);
    if (this.#ids.size > MAX_REMEMBERED) this.#ids.delete(this.first);
  }

  /** Forgets all messages with a greater sequence. */
  cut(sequence: number): void {
    for (const each of this.#ids.keys()) {
      if (each > sequence) this.#ids.delete(each);
    }
  }

  /** Was another message delivered with this sequence, as far as is known? */
  differs({ sequence, id }: Identified): boolean {
    return (this.#ids.get(sequence) ?? id) !== id;
  }

  /**
   * Does a message that should have been delivered belong to another history?
   * If its id is not remembered, one greater than the newest shows it, as ids
   * grow with the sequence.
   */
  contradicts(message: Identified): boolean {
    if (this.#ids.has(message.sequence)) return this.differs(message);
    const [newest = message.id] = [...this.#ids.values()].slice(-1);
    return message.id > newest;
  }

  /** Is the history known to be the same? Only then may messages go out. */
  get isSame(): boolean {
    return this.#finding.kind === "same";
  }

  /** Where the search for the parting goes on; undefined if there is none. */
  get searchesAfter(): number | undefined {
    return this.#finding.kind === "other" ? this.#finding.after : undefined;
  }

  /**
   * After a reconnect the history has to be verified, if the id of the message
   * delivered last is known.
   */
  doubt(last: number): void {
    if (this.#finding.kind === "other") return;
    this.#finding = { kind: this.#ids.has(last) ? "unverified" : "same" };
  }

  /** An answer has shown the history to be the same, unless it is another. */
  confirm(): void {
    if (this.#finding.kind !== "other") this.#finding = { kind: "same" };
  }

  /** The service has another history: the search for the parting begins. */
  part(): void {
    const after = this.#ids.size === 0 ? 0 : this.first - 1;
    this.#finding = { kind: "other", after };
  }

  /**
   * Searches the next page, `last` being the sequence delivered last. Returns
   * the last sequence that both histories have in common, 0 for none; undefined
   * if a further page has to be searched, or if nothing differs after all.
   */
  search(page: SyncPage, last: number): number | undefined {
    const { items, has_more, last_sequence } = page;
    const differs = items.some((each) => this.differs(each));
    const end = items.at(-1)?.sequence ?? last;
    if (!differs && has_more && end < last) {
      this.#finding = { kind: "other", after: end };
      return undefined;
    }
    const same = items.findLast(({ sequence, id }) =>
      this.#ids.get(sequence) === id
    );
    const common = same?.sequence ?? this.searchesAfter ?? 0;
    this.#finding = { kind: "unverified" };
    if (!differs && last_sequence >= last) return undefined;
    return this.#ids.has(common) ? common : 0;
  }
}
