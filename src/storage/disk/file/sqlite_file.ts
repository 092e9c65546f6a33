import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Done, Row, SqlFile, Value } from "./sql.ts";

/** How a file is opened. */
export interface SqliteOptions {
  readonly path: string;
  readonly readOnly?: boolean;
  /** Run before anything else. */
  readonly setup?: readonly string[];
}

type WithArrays = StatementSync & { setReturnArrays(enabled: boolean): void };
type Rows = Iterator<Row> & Iterable<Row>;

/** A file of SQLite through the runtime's own binding. */
export class SqliteFile implements SqlFile {
  #database: DatabaseSync;
  #statements = new Map<string, StatementSync>();
  #changes = 0;

  constructor({ path, readOnly = false, setup = [] }: SqliteOptions) {
    this.#database = new DatabaseSync(path, { readOnly });
    try {
      for (const pragma of setup) this.all(pragma);
    } catch (fault) {
      this.close();
      throw fault;
    }
  }

  get changes(): number {
    return this.#changes;
  }

  run(statement: string, ...values: Value[]): Done {
    this.#changes++;
    return this.#prepared(statement).run(...values) as Done;
  }

  get(statement: string, ...values: Value[]): Row | undefined {
    return this.#prepared(statement).get(...values) as Row | undefined;
  }

  all(statement: string, ...values: Value[]): Row[] {
    return this.#prepared(statement).all(...values) as unknown as Row[];
  }

  iterate(statement: string, ...values: Value[]): IterableIterator<Row> {
    const rows = this.#prepared(statement).iterate(...values);
    return rows as unknown as Rows as IterableIterator<Row>;
  }

  begin(): void {
    this.#changes = 0;
    this.#prepared("BEGIN IMMEDIATE").run();
  }

  commit(): void {
    this.#prepared("COMMIT").run();
  }

  rollback(): void {
    // After some faults SQLite has already rolled back.
    if (this.#database.isTransaction) this.#prepared("ROLLBACK").run();
  }

  checkpoint(): void {
    this.#prepared("PRAGMA wal_checkpoint(PASSIVE)").get();
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(text);
    // The runtime's types do not have this method yet.
    (statement as WithArrays).setReturnArrays(true);
    this.#statements.set(text, statement);
    return statement;
  }
}
