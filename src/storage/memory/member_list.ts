import { ADMIN, MEMBER, type Rank } from "../../domain/rank.ts";
import { heirOf } from "../../domain/room_policy.ts";
import { SortedList } from "./sorted_list.ts";

/** A member of a chatroom, and since when. */
export interface Membership {
  readonly id: string;
  /** Unix time in milliseconds. */
  readonly joinedAt: number;
  /** How many users had joined the chatroom by then, this one included. */
  readonly ordinal: number;
  /** Were they added by somebody else? */
  readonly wasAdded: boolean;
  readonly rank: Rank;
}

/** How a user became a member. */
export interface Arrival {
  /** Unix time in milliseconds. */
  readonly joinedAt: number;
  readonly rank: Rank;
  readonly wasAdded: boolean;
}

/** The members of a chatroom in the order in which they joined. */
export class MemberList {
  #ordered = new SortedList<Membership, Pick<Membership, "ordinal">>(
    (a, b) => a.ordinal - b.ordinal,
  );
  #byId = new Map<string, Membership & { rank: Rank }>();
  /** Those above the rank of a member; made when needed. */
  #raised: Set<Membership> | undefined;
  #joins = 0;

  /** How many members there are. */
  get size(): number {
    return this.#byId.size;
  }

  /** The ids of all members. */
  ids(): Iterable<string> {
    return this.#byId.keys();
  }

  /** The member, if they are one. */
  get(id: string): Membership | undefined {
    return this.#byId.get(id);
  }

  /** Adds a member who is not here yet. */
  add(id: string, { joinedAt, rank, wasAdded }: Arrival): void {
    const ordinal = ++this.#joins;
    const member = { id, joinedAt, ordinal, wasAdded, rank };
    this.#ordered.add(member);
    this.#byId.set(id, member);
    this.#note(member);
  }

  /** Sets the rank of a member, if they are here. */
  setRank(id: string, rank: Rank): void {
    const member = this.#byId.get(id);
    if (member === undefined) return;
    member.rank = rank;
    this.#note(member);
  }

  /** Removes a member, if they are here. */
  remove(id: string): void {
    const member = this.#byId.get(id);
    if (member === undefined) return;
    this.#byId.delete(id);
    this.#ordered.remove(member);
    this.#raised?.delete(member);
  }

  /**
   * The first `count` members who joined after the member with this ordinal.
   */
  page(after: number, count: number): Membership[] {
    return this.#ordered.page({ ordinal: after }, count);
  }

  /** As {@linkcode heirOf}, without this member, in place of whom it is. */
  heirOf(id: string): string | undefined {
    const raised = [...this.#raised ?? []]
      .toSorted((a, b) => a.ordinal - b.ordinal);
    const candidates = [...raised, ...this.page(0, 2)];
    return heirOf(candidates.filter((each) => each.id !== id));
  }

  #note(member: Membership): void {
    if (member.rank >= ADMIN) (this.#raised ??= new Set()).add(member);
    else if (member.rank === MEMBER) this.#raised?.delete(member);
  }
}
