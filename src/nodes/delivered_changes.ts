import { type Change, isFinal } from "../domain/change.ts";

/** Most messages whose change is remembered; older ones count as delivered. */
const MAX_REMEMBERED = 100;

/** What was delivered last of one message. */
type Delivered = Pick<Change, "kind" | "number">;

/**
 * Which changes of a chatroom's messages were delivered to its members on this
 * node, so that reading again what was missed delivers none twice. Of each
 * message only the newest change counts, as it replaces those before it. After
 * a final one nothing follows, also where the storage uses its number again.
 */
export class DeliveredChanges {
  #since: number | undefined;
  /** By message id, in the order of delivery. */
  #newest = new Map<string, Delivered>();

  /**
   * The number after which every delivered change is remembered; undefined if
   * nothing is known.
   */
  get since(): number | undefined {
    return this.#since;
  }

  /** Changes up to this number count as delivered, if nothing is known. */
  begin(number: number): void {
    this.#since ??= number;
  }

  /**
   * The storage was read and has no changes after this number. It has lost what
   * was delivered beyond it, and uses the numbers again. A change that arrived
   * during the reading may be delivered twice for that.
   */
  goBack(number: number): void {
    if (this.#since !== undefined) this.#since = Math.min(this.#since, number);
    for (const [id, delivered] of this.#newest) {
      if (delivered.number > number && !isFinal(delivered.kind)) {
        this.#newest.delete(id);
      }
    }
  }

  /** Counts a change as delivered; false if it, or a later one, already is. */
  note({ kind, message: { id }, number }: Change): boolean {
    const newest = this.#newest.get(id);
    if (newest !== undefined) {
      if (isFinal(newest.kind) || number <= newest.number) return false;
    }
    this.begin(number - 1);
    this.#newest.delete(id);
    this.#newest.set(id, { kind, number });
    if (this.#newest.size > MAX_REMEMBERED) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    for (const [id, { number }] of this.#newest) {
      this.#newest.delete(id);
      this.#since = Math.max(this.#since ?? 0, number);
      return;
    }
  }
}
