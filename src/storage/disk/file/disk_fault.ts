/**
 * The meaning of a fault of the file: the disk is `full`, the disk fails
 * (`broken`), what is read makes no sense (`damaged`), or the disk is not the
 * cause.
 */
export type DiskFault = "full" | "broken" | "damaged" | "other";

/** SQLite's primary result codes. */
const FULL = 13;
const BROKEN: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 14]);
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);

/** Some faults have no code, only SQLite's message. */
const WORDS: readonly (readonly [RegExp, DiskFault])[] = [
  [/database or disk is full/, "full"],
  [/malformed|not a database/, "damaged"],
  [
    /I\/O error|readonly database|unable to open|database (?:table )?is locked|out of memory/,
    "broken",
  ],
];

/** The meaning of what was thrown. */
export function diskFault(thrown: unknown): DiskFault {
  if (!(thrown instanceof Error)) return "other";
  const { errcode, code } = thrown as { errcode?: number; code?: string };
  if (code !== "ERR_SQLITE_ERROR") return "other";
  if (errcode !== undefined) return ofCode(errcode & 0xff);
  const found = WORDS.find(([words]) => words.test(thrown.message));
  return found?.[1] ?? "other";
}

function ofCode(code: number): DiskFault {
  if (code === FULL) return "full";
  if (BROKEN.has(code)) return "broken";
  return DAMAGED.has(code) ? "damaged" : "other";
}
