import { BoundedMap } from "../../base/bounded_map.ts";
import { diskFault } from "./file/disk_fault.ts";
import type { Row } from "./file/sql.ts";

/** Most that are remembered; beyond, the first is tried once more. */
export const MAX_PASSED_OVER = 10_000;

/**
 * What could not be removed or told, because of damage or a mistake of ours. It
 * is passed over until the next start, as it would keep all that is due after it
 * from its turn.
 */
export class PassedOver<Id extends string | number> {
  #ids = new BoundedMap<Id, true>(MAX_PASSED_OVER);

  /** Is it passed over? */
  has(id: Id): boolean {
    return this.#ids.get(id) !== undefined;
  }

  /** The first rows, by the ids that they begin with, that are not. */
  firstOf<Found extends Row>(rows: Iterable<Row>, count: number): Found[] {
    const found: Found[] = [];
    for (const row of rows) {
      if (this.has(row[0] as Id)) continue;
      found.push(row as Found);
      if (found.length === count) break;
    }
    return found;
  }

  /**
   * Does something with one of them, which is passed over from now on if that
   * fails. Of a disk that takes no writes it is not the cause.
   *
   * @throws what `run` throws
   */
  attempt<Answer>(id: Id, run: () => Answer): Answer {
    try {
      return run();
    } catch (fault) {
      const kind = diskFault(fault);
      if (kind !== "full" && kind !== "broken") this.#ids.set(id, true);
      throw fault;
    }
  }
}
