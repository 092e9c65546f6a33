/**
 * Reasons to ask the service even where there is no gap. They are counted, so
 * that an answer settles only those that were raised before its question.
 */
export class Doubts {
  #raised = 0;
  #settled = 0;

  /** How many there have been. */
  get raised(): number {
    return this.#raised;
  }

  /** Is one of them not settled? */
  get areOpen(): boolean {
    return this.#raised > this.#settled;
  }

  raise(): void {
    this.#raised++;
  }

  /** Were there open ones among the first `count`? Settles these. */
  settle(count: number): boolean {
    const wereOpen = count > this.#settled;
    this.#settled = count;
    return wereOpen;
  }
}
