/** Changes of a chatroom that are remembered as told; older ones are believed to be. */
const MAX_TOLD = 100;

/**
 * Which changes of a chatroom's messages those who are here have been told of,
 * so that looking again for what was missed tells nothing twice. A message
 * changes once, so that its id says it even where numbers are given out again.
 */
export class ToldChanges {
  #since: number | undefined;
  /** The numbers of the changes by the messages' ids, in the order of telling. */
  #told = new Map<string, number>();

  /** After which change all was told that is remembered; undefined: unknown. */
  get since(): number | undefined {
    return this.#since;
  }

  /** What was up to a change is known to those who are here; set once. */
  begin(change: number): void {
    this.#since ??= change;
  }

  /** The storage has lost all changes after this one. */
  goBack(change: number): void {
    if (this.#since !== undefined) this.#since = Math.min(this.#since, change);
  }

  /** Notes that a change is told; false when it was already. */
  note(messageId: string, change: number): boolean {
    if (this.#told.has(messageId)) return false;
    this.begin(change - 1);
    this.#told.set(messageId, change);
    if (this.#told.size > MAX_TOLD) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    for (const [id, change] of this.#told) {
      this.#told.delete(id);
      this.#since = Math.max(this.#since ?? 0, change);
      return;
    }
  }
}
