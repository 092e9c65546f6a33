import { type Change, isFinal } from "../domain/change.ts";

/** Most messages whose change is remembered; older ones count as delivered. */
const MAX_REMEMBERED = 100;

/** What was delivered last of one message. */
interface Delivered extends Pick<Change, "kind" | "number"> {
  /** Differs from that of any other state of the message, as far as it shows. */
  readonly state: string;
  /** How many changes had been delivered before. */
  readonly point: number;
}

/**
 * Which changes of a chatroom's messages were delivered to its members on this
 * node, so that reading again what was missed delivers none twice. Of each
 * message only the newest change counts, as it replaces those before it. After
 * a final one nothing follows, also where the storage uses its number again.
 *
 * A storage that has lost changes gives their numbers to others, so a reading
 * decides by what it shows of a message: not by the number alone.
 */
export class DeliveredChanges {
  #since: number | undefined;
  /** By message id, in the order of delivery. */
  #newest = new Map<string, Delivered>();
  #point = 0;
  #refused = 0;

  /**
   * The number after which every delivered change is remembered; undefined if
   * nothing is known.
   */
  get since(): number | undefined {
    return this.#since;
  }

  /** Moves on with each change that is delivered. */
  get point(): number {
    return this.#point;
  }

  /** How many changes were taken for older than what had been delivered. */
  get refused(): number {
    return this.#refused;
  }

  /** Changes up to this number count as delivered, if nothing is known. */
  begin(number: number): void {
    this.#since ??= number;
  }

  /**
   * The storage was read at a point and had no changes after this number. It has
   * lost what was delivered beyond it, and uses the numbers again.
   */
  goBack(number: number, point: number): void {
    if (this.#since !== undefined) this.#since = Math.min(this.#since, number);
    for (const [id, delivered] of this.#newest) {
      if (delivered.number <= number || delivered.point > point) continue;
      if (!isFinal(delivered.kind)) this.#newest.delete(id);
    }
  }

  /** Counts a change as delivered; false if it, or a later one, already is. */
  note(change: Change): boolean {
    const newest = this.#newest.get(change.message.id);
    if (newest !== undefined) {
      if (isFinal(newest.kind) || isSame(newest, change)) return false;
      if (change.number <= newest.number) {
        this.#refused++;
        return false;
      }
    }
    this.#set(change);
    return true;
  }

  /**
   * The same for a change that was read at a point. It is the newest of its
   * message, unless another one was delivered meanwhile.
   */
  noteRead(change: Change, point: number): boolean {
    const newest = this.#newest.get(change.message.id);
    if (newest === undefined || newest.point > point) return this.note(change);
    if (isFinal(newest.kind) || isSame(newest, change)) return false;
    this.#set(change);
    return true;
  }

  #set(change: Change): void {
    const { kind, message: { id }, number } = change;
    this.begin(number - 1);
    const point = ++this.#point;
    this.#newest.delete(id);
    this.#newest.set(id, { kind, number, point, state: stateOf(change) });
    if (this.#newest.size > MAX_REMEMBERED) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [id, { number }] of this.#newest) {
      this.#newest.delete(id);
      this.#since = Math.max(this.#since ?? 0, number);
      return;
    }
  }
}

function isSame({ number, state }: Delivered, change: Change): boolean {
  return number === change.number && state === stateOf(change);
}

/** When a message was edited, and how it was reacted to. */
function stateOf({ message: { status, extras } }: Change): string {
  const { editedAt = 0, reactions = [] } = extras ?? {};
  const counts = reactions.map(({ reaction, count }) => `${count} ${reaction}`);
  return [status, editedAt, ...counts].join("\n");
}
