import type { Sql } from "../file/sql.ts";

const COLUMNS = [
  ...["users", "chatrooms", "memberships", "privates", "messages"],
  ...["id_time", "generation", "generation_since", "generation_size"],
  ...["request_ids", "last_conversation", "blocks", "sanctions"],
] as const;
type Column = typeof COLUMNS[number];

/** The counters of the whole storage. */
export type Numbers = Record<Column, number>;

const READ = `SELECT ${COLUMNS.join(", ")} FROM state`;
const WRITE = `UPDATE state SET ${
  COLUMNS.map((column) => `${column} = ?`).join(", ")
}`;

/**
 * How much there is of everything, and the last ids. They are written with each
 * transaction that changes them, as counting ten million rows takes seconds.
 */
export class Counters {
  #sql: Sql;
  #written = "";
  /** Undefined until they are read. */
  #now: Numbers | undefined;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The counters; whoever changes something counted changes them, too. */
  get now(): Numbers {
    return this.#now ??= this.#read();
  }

  /** Writes the changed counters. */
  write(): void {
    const now = this.#now;
    if (now === undefined) return;
    const values = COLUMNS.map((column) => now[column]);
    const text = values.join();
    if (text === this.#written) return;
    this.#sql.run(WRITE, ...values);
    this.#written = text;
  }

  /** Drops changes that were not committed. */
  reset(): void {
    this.#now = undefined;
  }

  #read(): Numbers {
    const row = (this.#sql.get(READ) ?? []) as number[];
    this.#written = row.join();
    const pairs = COLUMNS.map((column, at) => [column, Number(row[at])]);
    return Object.fromEntries(pairs) as Numbers;
  }
}
