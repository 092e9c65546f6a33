/**
 * Most users in chatrooms that are remembered; of more the first are forgotten,
 * who may then be pushed what was sent in the interval in which they joined.
 */
export const MAX_LATE_JOINERS = 100_000;

const NOBODY: ReadonlyMap<string, number> = new Map();

/**
 * Who has joined a chatroom that shows members nothing from before: a push that
 * is under way to the others may hold some of it. Forgotten with the first push
 * that holds nothing of it.
 */
export class LateJoiners {
  /** By chatroom, then by user: the newest message that they do not see. */
  #rooms = new Map<string, Map<string, number>>();
  #size = 0;

  /** How many users in chatrooms are remembered. */
  get size(): number {
    return this.#size;
  }

  /** A user has joined, and does not see the messages up to this one. */
  add(chatroomId: string, userId: string, hiddenUpTo: number): void {
    if (hiddenUpTo === 0) return;
    const users = this.#rooms.get(chatroomId) ?? new Map<string, number>();
    this.#rooms.set(chatroomId, users);
    if (!users.has(userId)) this.#size++;
    users.set(userId, hiddenUpTo);
    if (this.#size > MAX_LATE_JOINERS) this.#forgetFirst();
  }

  /** Those of a chatroom. */
  in(chatroomId: string): ReadonlyMap<string, number> {
    return this.#rooms.get(chatroomId) ?? NOBODY;
  }

  /** The newest message that a user does not see; undefined: they see all. */
  of(chatroomId: string, userId: string): number | undefined {
    return this.#rooms.get(chatroomId)?.get(userId);
  }

  /** Everything up to a message was pushed: nobody is late for it any more. */
  passed(chatroomId: string, sequence: number): void {
    for (const [userId, hiddenUpTo] of this.in(chatroomId)) {
      if (hiddenUpTo <= sequence) this.remove(chatroomId, userId);
    }
  }

  remove(chatroomId: string, userId: string): void {
    const users = this.#rooms.get(chatroomId);
    if (users === undefined) return;
    if (users.delete(userId)) this.#size--;
    if (users.size === 0) this.#rooms.delete(chatroomId);
  }

  #forgetFirst(): void {
    for (const [chatroomId, users] of this.#rooms) {
      for (const userId of users.keys()) {
        return this.remove(chatroomId, userId);
      }
    }
  }
}
