import { type Weight, weightiest } from "../domain/priority.ts";

/** What one receiver is pushed. */
export interface Selection<T> {
  /** The newest messages by priority, ascending; at most the window's size. */
  readonly items: readonly T[];
  /** How many further messages the receiver has not been pushed. */
  readonly missed: number;
}

/** A message that a window holds. */
interface Held<T> {
  readonly item: T;
  /** How many messages there had been with it. */
  readonly point: number;
  readonly weight: Weight;
}

/**
 * The messages of one chatroom that may have to be pushed, and how many there
 * have been in all. From that it says what is new for a receiver at any point,
 * and how many messages are left out: those of the lowest priority first, of
 * each the oldest. A point is a count of messages.
 *
 * It holds the newest `size` of each priority. That is enough for a receiver at
 * any point, and also for what two windows have chosen one after the other to be
 * chosen from again.
 */
export class RoomWindow<T extends { readonly id: string }> {
  #held: Held<T>[] = [];
  /** How many of each weight are held. */
  #counts: [number, number, number] = [0, 0, 0];
  #size: number;
  #weightOf: (item: T) => Weight;
  #total: number;

  constructor(size: number, weightOf: (item: T) => Weight, total = 0) {
    this.#size = size;
    this.#weightOf = weightOf;
    this.#total = total;
  }

  /** How many messages there have been. */
  get total(): number {
    return this.#total;
  }

  /** The newest message that it holds, and its point. */
  get newest(): { readonly item: T; readonly point: number } | undefined {
    return this.#held.at(-1);
  }

  /** Adds the newest message. */
  add(message: T): void {
    this.#hold(message, ++this.#total);
  }

  /**
   * Moves on to a later total. `chosen` are messages on the way there at the
   * given points, or where there are none the last ones. What it has already is
   * not added again.
   */
  goOn(
    total: number,
    chosen: readonly T[],
    points: readonly number[] | undefined = undefined,
  ): void {
    const before = this.#total;
    const first = total - chosen.length + 1;
    for (const [at, message] of chosen.entries()) {
      const point = points?.[at] ?? first + at;
      if (point > before) this.#hold(message, point);
    }
    this.#total = total;
  }

  /** Puts a changed message in the place of the one with its id. */
  replace(message: T): void {
    this.#held = this.#held.map((held) =>
      held.item.id === message.id ? { ...held, item: message } : held
    );
  }

  /** What is new after a point. */
  since(point: number): Selection<T> {
    const chosen = this.#chosenAfter(point);
    const missed = this.#total - point - chosen.length;
    return { items: chosen.map(({ item }) => item), missed };
  }

  /**
   * The points of what is new after a point; undefined where they are the last
   * ones.
   */
  pointsSince(point: number): readonly number[] | undefined {
    const chosen = this.#chosenAfter(point);
    const first = chosen[0]?.point ?? this.#total + 1;
    if (first + chosen.length > this.#total) return undefined;
    return chosen.map((each) => each.point);
  }

  #hold(item: T, point: number): void {
    const weight = this.#weightOf(item);
    this.#held.push({ item, point, weight });
    if (++this.#counts[weight] <= this.#size) return;
    this.#counts[weight]--;
    const oldest = this.#held.findIndex((held) => held.weight === weight);
    if (oldest === 0) this.#held.shift();
    else this.#held.splice(oldest, 1);
  }

  #chosenAfter(point: number): readonly Held<T>[] {
    const fresh = this.#held.filter((held) => held.point > point);
    return weightiest(fresh, this.#size);
  }
}
