/** What a column holds; a text with a NUL is bytes, see `text_column.ts`. */
export type Value = string | number | null | Uint8Array;

/** A row, as its columns in the order of the statement. */
export type Row = readonly Value[];

/** What a statement has done. */
export interface Done {
  /** How many rows it changed. */
  readonly changes: number;
  /** The number of the row that an insert has added. */
  readonly lastInsertRowid: number;
}

/**
 * What the storage asks of its file. Statements are constants: each is prepared
 * once. All of it throws what SQLite throws, which `disk_fault.ts` tells apart.
 */
export interface Sql {
  /** Changes something. */
  run(statement: string, ...values: Value[]): Done;
  /** The first row. */
  get(statement: string, ...values: Value[]): Row | undefined;
  /** All rows. */
  all(statement: string, ...values: Value[]): Row[];
  /** Rows one by one, for who may stop before the last. */
  iterate(statement: string, ...values: Value[]): IterableIterator<Row>;
}

/** A file that is written in transactions. */
export interface SqlFile extends Sql {
  /** Changes since the transaction began, those of no row among them. */
  readonly changes: number;
  begin(): void;
  /** Settles all since `begin`; when it throws nothing of that has happened. */
  commit(): void;
  /** Takes all since `begin` back; nothing where no transaction runs. */
  rollback(): void;
  /** Writes what the log holds into the file. */
  checkpoint(): void;
  close(): void;
}
