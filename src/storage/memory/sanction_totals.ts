import { SYSTEM } from "../../domain/ids.ts";
import type { Sanction } from "../../domain/sanction.ts";
import type { ListPosition } from "../list_position.ts";
import {
  sanctionsFullEverywhere,
  sanctionsOfFull,
} from "../shared/refusals.ts";
import { SortedList } from "./sorted_list.ts";
import { Tally } from "./tally.ts";

/** Most ended sanctions that one imposed, or one sweep, drops. */
const DROPPED_AT_ONCE = 500;

/** A sanction where it is. */
export interface Imposed extends Sanction, ListPosition {
  /** That of no other one in the storage. */
  readonly number: number;
  /** Those of its chatroom. */
  readonly among: { drop(imposed: Imposed): void };
}

/** One that ends, by when it does. */
type Ending = Imposed & { readonly until: number };
type EndingKey = Pick<Ending, "until" | "number">;

/** How many sanctions there may be. */
export interface SanctionLimits {
  /** In all chatrooms together. */
  readonly all: number;
  /** In all chatrooms that one user has created. */
  readonly each: number;
}

/** The sanctions of all chatrooms together, and whose chatrooms they are in. */
export class SanctionTotals {
  #limits: SanctionLimits;
  #count = 0;
  #numbers = 0;
  #byMaker = new Tally();
  #ending = new SortedList<Ending, EndingKey>(soonestFirst);

  constructor(limits: SanctionLimits) {
    this.#limits = limits;
  }

  /** How many there are, those included that have ended unnoticed. */
  get count(): number {
    return this.#count;
  }

  /** A number that no other one has. */
  next(): number {
    return ++this.#numbers;
  }

  /**
   * Checks that there is a place for one more in a chatroom of this maker.
   *
   * @throws {ReplyError} 403 `full`, 503
   */
  requirePlace(maker: string, now: number): void {
    this.dropEnded(now);
    const { all, each } = this.#limits;
    const isShareFull = this.#byMaker.of(maker) >= each;
    if (isShareFull && maker !== SYSTEM) throw sanctionsOfFull(each);
    if (this.#count >= all) throw sanctionsFullEverywhere();
  }

  /** One is imposed in a chatroom of this maker. */
  add(maker: string, imposed: Imposed): void {
    this.#count++;
    this.#byMaker.add(maker, 1);
    if (doesEnd(imposed)) this.#ending.add(imposed);
  }

  /** One of a chatroom of this maker is gone. */
  remove(maker: string, imposed: Imposed): void {
    this.#count--;
    this.#byMaker.add(maker, -1);
    if (doesEnd(imposed)) this.#ending.remove(imposed);
  }

  /** Drops some of those that have ended; returns whether there may be more. */
  dropEnded(now: number): boolean {
    for (let left = DROPPED_AT_ONCE; left > 0; left--) {
      const [first] = this.#ending.page(undefined, 1);
      if (first === undefined || first.until > now) return false;
      first.among.drop(first);
    }
    return true;
  }
}

function doesEnd(imposed: Imposed): imposed is Ending {
  return imposed.until !== undefined;
}

function soonestFirst(a: EndingKey, b: EndingKey): number {
  return a.until - b.until || a.number - b.number;
}
