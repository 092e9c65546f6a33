import type { HookType } from "../../../domain/hook_types.ts";
import type { DueEvents, EventRow } from "../calls.ts";
import type { Row, Sql } from "../file/sql.ts";
import { PassedOver } from "../passed_over.ts";

const COLUMNS = "number, id, type, at, about, data, since, due, tries, answer";
const DUE = "SELECT number FROM events WHERE due <= ? ORDER BY due, number";
const EVENT = `SELECT ${COLUMNS} FROM events WHERE number = ?`;
const NEXT = "SELECT min(due) FROM events WHERE due > ?";
const OLDEST = "SELECT since FROM events ORDER BY number LIMIT 1";
const LIST = `SELECT ${COLUMNS} FROM events ORDER BY number LIMIT ?`;

/** Reads the events that the back end is still to be told. */
export class DiskOutboxPages {
  #sql: Sql;
  #unreadable = new PassedOver<number>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /**
   * Those that are due, the first due first, and when the next one is.
   *
   * @throws where one cannot be read, once
   */
  due(now: number, count: number): DueEvents {
    const rows = this.#unreadable
      .firstOf<[number]>(this.#sql.iterate(DUE, now), count)
      .map(([number]) =>
        this.#unreadable.attempt(
          number,
          () => toEvent(this.#sql.get(EVENT, number) as Row),
        )
      );
    const next = this.#number(NEXT, now);
    const oldest = this.#oldest();
    return {
      rows,
      ...(next === undefined ? undefined : { next }),
      ...(oldest === undefined ? undefined : { oldest }),
    };
  }

  /** The oldest. */
  list(count: number): EventRow[] {
    return this.#sql.all(LIST, count).map(toEvent);
  }

  /** Not known where it is damaged. */
  #oldest(): number | undefined {
    try {
      return this.#number(OLDEST);
    } catch {
      return undefined;
    }
  }

  #number(statement: string, ...values: number[]): number | undefined {
    const [value] = this.#sql.get(statement, ...values) ?? [];
    return typeof value === "number" ? value : undefined;
  }
}

function toEvent(row: Row): EventRow {
  const [number, id, type, at, about, data, since, due, tries, answer] = row;
  return {
    number: number as number,
    id: id as string,
    type: type as HookType,
    at: at as number,
    about: (about as string).trim().split(" ").filter((each) => each !== ""),
    data: JSON.parse(data as string),
    since: since as number,
    due: due as number,
    tries: tries as number,
    answer: answer as string | null,
  };
}
