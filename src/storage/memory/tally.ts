/** A count for each of many names; a count of 0 takes no place. */
export class Tally {
  #counts = new Map<string, number>();

  /** The count of a name. */
  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** Raises or lowers the count of a name. */
  add(name: string, change: number): void {
    const count = this.of(name) + change;
    if (count === 0) this.#counts.delete(name);
    else this.#counts.set(name, count);
  }
}
