import {
  isInForce,
  LIFTED,
  MAX_SANCTIONS,
  type Sanction,
  SANCTION_KINDS,
  type SanctionChange,
  type SanctionKind,
} from "../../domain/sanction.ts";
import type { SanctionsPage } from "../governance.ts";
import type { ListPosition } from "../list_position.ts";
import { newestActivityFirst } from "../shared/list_order.ts";
import { sanctionsFull } from "../shared/refusals.ts";
import type { Imposed, SanctionTotals } from "./sanction_totals.ts";
import { SortedList } from "./sorted_list.ts";

/**
 * The sanctions of one chatroom. One that has ended counts for nothing, and is
 * dropped when it is met.
 */
export class MemorySanctions {
  #totals: SanctionTotals;
  #maker: string;
  /** Made with the first one, as most chatrooms have none. */
  #byId: Map<string, Imposed> | undefined;
  #ordered = new SortedList<Imposed, ListPosition>(newestActivityFirst);

  /** @param maker who has created the chatroom */
  constructor(totals: SanctionTotals, maker: string) {
    this.#totals = totals;
    this.#maker = maker;
  }

  /** How many there are, those included that have ended unnoticed. */
  get size(): number {
    return this.#ordered.size;
  }

  /** The user's sanction of this kind that is in force now. */
  find(kind: SanctionKind, userId: string, now: number): Sanction | undefined {
    const found = this.#byId?.get(idOf(kind, userId));
    if (found === undefined || isInForce(found, now)) return found;
    this.drop(found);
    return undefined;
  }

  /** What is imposed on a user now. */
  of(userId: string, now: number): Sanction[] {
    return SANCTION_KINDS.map((kind) => this.find(kind, userId, now))
      .filter((found) => found !== undefined)
      .map((found) => toSanction(found as Imposed));
  }

  /**
   * Imposes or lifts one; returns false if there was nothing to lift.
   *
   * @throws {ReplyError} 403 `full`, 503
   */
  change(
    { kind, userId, until, reason }: SanctionChange,
    { by, at }: { by: string; at: number },
  ): boolean {
    const known = this.find(kind, userId, at);
    if (known === undefined && until !== LIFTED) this.#requirePlace(at);
    if (known !== undefined) this.drop(known as Imposed);
    if (until === LIFTED) return known !== undefined;
    const id = idOf(kind, userId);
    const number = this.#totals.next();
    const place = { time: at, id, number, among: this };
    const imposed = { kind, userId, until, reason, by, at, ...place };
    (this.#byId ??= new Map()).set(id, imposed);
    this.#ordered.add(imposed);
    this.#totals.add(this.#maker, imposed);
    return true;
  }

  /** Those in force, after a position. */
  page(
    { after, count }: { after: ListPosition | undefined; count: number },
    now: number,
  ): SanctionsPage {
    const items: Sanction[] = [];
    let from = after;
    for (;;) {
      const some = this.#ordered.page(from, count + 1);
      for (const each of some) {
        if (!isInForce(each, now)) this.drop(each);
        else if (items.length === count) return { items, hasMore: true };
        else items.push(toSanction(each));
      }
      if (some.length <= count) return { items, hasMore: false };
      from = some.at(-1);
    }
  }

  /** The chatroom is removed. */
  end(): void {
    for (const each of this.#byId?.values() ?? []) {
      this.#totals.remove(this.#maker, each);
    }
  }

  /** @throws {ReplyError} 403, 503 */
  #requirePlace(now: number): void {
    if (this.size >= MAX_SANCTIONS) {
      for (const each of [...this.#byId?.values() ?? []]) {
        if (!isInForce(each, now)) this.drop(each);
      }
      if (this.size >= MAX_SANCTIONS) throw sanctionsFull();
    }
    this.#totals.requirePlace(this.#maker, now);
  }

  /** One that is here goes. */
  drop(imposed: Imposed): void {
    this.#byId?.delete(imposed.id);
    this.#ordered.remove(imposed);
    this.#totals.remove(this.#maker, imposed);
  }
}

function idOf(kind: SanctionKind, userId: string): string {
  return `${kind}:${userId}`;
}

function toSanction(
  { kind, userId, until, reason, by, at }: Imposed,
): Sanction {
  return { kind, userId, until, reason, by, at };
}
