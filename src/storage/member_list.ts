import type { ListPosition } from "./storage.ts";

/** Who is in a chatroom, since when. */
export interface Membership {
  readonly id: string;
  readonly joinedAt: number;
}

/**
 * The members of a chatroom, ordered by joining time, then id. Looking up a
 * page is a binary search; leaving moves the entries behind.
 */
export class MemberList {
  #ordered: Membership[] = [];

  /** How many members there are. */
  get size(): number {
    return this.#ordered.length;
  }

  /** Adds a member who is not here yet. */
  add(member: Membership): void {
    this.#ordered.splice(this.#firstNotBefore(member), 0, member);
  }

  /** Removes a member given as it was added. */
  remove(member: Membership): void {
    const index = this.#firstNotBefore(member);
    if (this.#ordered[index]?.id === member.id) this.#ordered.splice(index, 1);
  }

  /** The `count` members after a position, or the first ones. */
  page(after: ListPosition | undefined, count: number): Membership[] {
    const start = after === undefined ? 0 : this.#firstAfter(after);
    return this.#ordered.slice(start, start + count);
  }

  #firstAfter({ time, id }: ListPosition): number {
    const index = this.#firstNotBefore({ id, joinedAt: time });
    const found = this.#ordered[index];
    return found?.id === id && found.joinedAt === time ? index + 1 : index;
  }

  #firstNotBefore(sought: Membership): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const member = this.#ordered[middle] as Membership;
      if (compareMemberships(member, sought) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compareMemberships(a: Membership, b: Membership): number {
  return a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
