/**
 * Most members whose last message is remembered; of more, the one who has been
 * silent the longest may send once more too early.
 */
export const MAX_SLOW_SENDS = 100_000;

/** When the members of one chatroom in slow mode last sent a message. */
export class SlowSends {
  /** By user, the longest silent first; made with the first message. */
  #last: Map<string, number> | undefined;

  /** Milliseconds since a member's last message, if it is remembered. */
  since(userId: string, now: number): number | undefined {
    const last = this.#last?.get(userId);
    return last === undefined ? undefined : now - last;
  }

  /** A member has sent a message; what `slowMode` has outlived is forgotten. */
  note(userId: string, now: number, slowMode: number): void {
    const last = this.#last ??= new Map();
    last.delete(userId);
    last.set(userId, now);
    for (const [id, time] of last) {
      const isOver = now - time >= slowMode;
      if (!isOver && last.size <= MAX_SLOW_SENDS) return;
      if (id !== userId) last.delete(id);
    }
  }
}
