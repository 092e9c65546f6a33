/**
 * The value of a column; a text with a NUL is stored as bytes, see
 * `text_column.ts`.
 */
export type Value = string | number | null | Uint8Array;

/** A row: its columns in the order of the statement. */
export type Row = readonly Value[];

/** The result of a statement. */
export interface Done {
  /** How many rows it changed. */
  readonly changes: number;
  /** The number of the row that an insert added. */
  readonly lastInsertRowid: number;
}

/**
 * The storage's access to its file. Statements are constants, and each is
 * prepared once. All methods throw SQLite's errors, which `disk_fault.ts`
 * classifies.
 */
export interface Sql {
  /** Changes something. */
  run(statement: string, ...values: Value[]): Done;
  /** The first row. */
  get(statement: string, ...values: Value[]): Row | undefined;
  /** All rows. */
  all(statement: string, ...values: Value[]): Row[];
  /** Rows one by one, for a caller that may stop early. */
  iterate(statement: string, ...values: Value[]): IterableIterator<Row>;
}

/** A file that is written in transactions. */
export interface SqlFile extends Sql {
  /** Changes since the transaction began, also those that affected no row. */
  readonly changes: number;
  begin(): void;
  /**
   * Commits everything since `begin`; if it throws, nothing of that has
   * happened.
   */
  commit(): void;
  /**
   * Takes back everything since `begin`; does nothing without a transaction.
   */
  rollback(): void;
  /** Writes the content of the log into the file. */
  checkpoint(): void;
  close(): void;
}
