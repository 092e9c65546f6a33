/** Who is in a chatroom, since when. */
export interface Membership {
  readonly id: string;
  /** Unix time in milliseconds. */
  readonly joinedAt: number;
  /** How many had joined the chatroom then, this one among them. */
  readonly ordinal: number;
}

/**
 * The members of a chatroom in the order in which they joined. Looking up a
 * page is a binary search; leaving moves the entries behind.
 */
export class MemberList {
  #ordered: Membership[] = [];
  #byId = new Map<string, Membership>();
  #joins = 0;

  /** How many members there are. */
  get size(): number {
    return this.#ordered.length;
  }

  /** Adds a member who is not here yet. */
  add(id: string, joinedAt: number): void {
    const member = { id, joinedAt, ordinal: ++this.#joins };
    this.#ordered.push(member);
    this.#byId.set(id, member);
  }

  /** Removes a member, if here. */
  remove(id: string): void {
    const member = this.#byId.get(id);
    if (member === undefined) return;
    this.#byId.delete(id);
    this.#ordered.splice(this.#firstAfter(member.ordinal - 1), 1);
  }

  /** The first `count` members who joined after the one of this ordinal. */
  page(after: number, count: number): Membership[] {
    const start = this.#firstAfter(after);
    return this.#ordered.slice(start, start + count);
  }

  #firstAfter(ordinal: number): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const member = this.#ordered[middle] as Membership;
      if (member.ordinal <= ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
