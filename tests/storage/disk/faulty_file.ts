import type {
  Done,
  Row,
  SqlFile,
  Value,
} from "../../../src/storage/disk/file/sql.ts";

/** What a file can be made to fail with, and SQLite's code for it. */
const CODES = {
  /** `SQLITE_FULL` */
  full: 13,
  /** `SQLITE_IOERR_FSYNC` */
  sync: 10 | 4 << 8,
  /** `SQLITE_IOERR_SHORT_READ` */
  short: 10 | 2 << 8,
  /** `SQLITE_CORRUPT` */
  damaged: 11,
} as const;
export type InjectedFault = keyof typeof CODES;

/** An error as the runtime makes it of one of SQLite's. */
export function sqliteError(fault: InjectedFault): Error {
  const about = { code: "ERR_SQLITE_ERROR", errcode: CODES[fault] };
  return Object.assign(new Error(`injected: ${fault}`), about);
}

/** When to fail: asked before each change, and before each commit. */
export interface FaultSchedule {
  beforeRun?(statement: string): InjectedFault | Error | undefined;
  beforeCommit?(): InjectedFault | undefined;
}

/** A file that fails when it is told to, and otherwise is the one below it. */
export class FaultyFile implements SqlFile {
  schedule: FaultSchedule = {};
  #file: SqlFile;

  constructor(file: SqlFile) {
    this.#file = file;
  }

  get changes(): number {
    return this.#file.changes;
  }

  run(statement: string, ...values: Value[]): Done {
    fail(this.schedule.beforeRun?.(statement));
    return this.#file.run(statement, ...values);
  }

  get(statement: string, ...values: Value[]): Row | undefined {
    return this.#file.get(statement, ...values);
  }

  all(statement: string, ...values: Value[]): Row[] {
    return this.#file.all(statement, ...values);
  }

  iterate(statement: string, ...values: Value[]): IterableIterator<Row> {
    return this.#file.iterate(statement, ...values);
  }

  begin(): void {
    this.#file.begin();
  }

  commit(): void {
    fail(this.schedule.beforeCommit?.());
    this.#file.commit();
  }

  rollback(): void {
    this.#file.rollback();
  }

  checkpoint(): void {
    this.#file.checkpoint();
  }

  close(): void {
    this.#file.close();
  }
}

function fail(fault: InjectedFault | Error | undefined): void {
  if (fault === undefined) return;
  throw fault instanceof Error ? fault : sqliteError(fault);
}
