import { SortedList } from "./sorted_list.ts";

/** A member of a chatroom, and since when. */
export interface Membership {
  readonly id: string;
  /** Unix time in milliseconds. */
  readonly joinedAt: number;
  /** How many users had joined the chatroom by then, this one included. */
  readonly ordinal: number;
}

/** The members of a chatroom in the order in which they joined. */
export class MemberList {
  #ordered = new SortedList<Membership, Pick<Membership, "ordinal">>(
    (a, b) => a.ordinal - b.ordinal,
  );
  #byId = new Map<string, Membership>();
  #joins = 0;

  /** How many members there are. */
  get size(): number {
    return this.#byId.size;
  }

  /** Adds a member who is not here yet. */
  add(id: string, joinedAt: number): void {
    const member = { id, joinedAt, ordinal: ++this.#joins };
    this.#ordered.add(member);
    this.#byId.set(id, member);
  }

  /** Removes a member, if they are here. */
  remove(id: string): void {
    const member = this.#byId.get(id);
    if (member === undefined) return;
    this.#byId.delete(id);
    this.#ordered.remove(member);
  }

  /**
   * The first `count` members who joined after the member with this ordinal.
   */
  page(after: number, count: number): Membership[] {
    return this.#ordered.page({ ordinal: after }, count);
  }
}
