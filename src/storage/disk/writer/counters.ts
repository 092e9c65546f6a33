import type { Sql } from "../file/sql.ts";

const COLUMNS = [
  ...["users", "chatrooms", "memberships", "privates", "messages"],
  ...["id_time", "generation", "generation_since", "generation_size"],
  "request_ids",
] as const;
type Column = typeof COLUMNS[number];

/** The numbers of the whole storage. */
export type Numbers = Record<Column, number>;

const READ = `SELECT ${COLUMNS.join(", ")} FROM state`;
const WRITE = `UPDATE state SET ${
  COLUMNS.map((column) => `${column} = ?`).join(", ")
}`;

/**
 * How much there is of everything, and how far ids have come: written with each
 * transaction that changes it, as counting ten million rows takes seconds.
 */
export class Counters {
  #sql: Sql;
  #written = "";
  /** Undefined until somebody asks. */
  #now: Numbers | undefined;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** To be changed by whoever changes what is counted. */
  get now(): Numbers {
    return this.#now ??= this.#read();
  }

  /** Writes down what has changed. */
  write(): void {
    const now = this.#now;
    if (now === undefined) return;
    const values = COLUMNS.map((column) => now[column]);
    const text = values.join();
    if (text === this.#written) return;
    this.#sql.run(WRITE, ...values);
    this.#written = text;
  }

  /** Takes back what was not settled. */
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
