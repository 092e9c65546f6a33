import { DatabaseSync } from "node:sqlite";

const PAGE_SIZE = 4096;

/** The first byte of a page that holds rows, by the key of their table. */
export const ROWS = { byNumber: 13, byColumns: 10 } as const;

/**
 * Fills each page of rows that has these words with what makes no sense;
 * returns how many those were.
 */
export function damagePages(
  path: string,
  words: string,
  rows: number = ROWS.byNumber,
): number {
  const file = Deno.readFileSync(path);
  let damaged = 0;
  for (let at = 0; at < file.length; at += PAGE_SIZE) {
    const page = file.subarray(at, at + PAGE_SIZE);
    if (page[0] !== rows) continue;
    if (!new TextDecoder("latin1").decode(page).includes(words)) continue;
    page.fill(0xee);
    damaged++;
  }
  Deno.writeFileSync(path, file);
  return damaged;
}

/** Fills the first page of a table or an index with what makes no sense. */
export function damageRoot(path: string, name: string): void {
  const root = rootOf(path, name);
  const file = Deno.readFileSync(path);
  file.fill(0xee, (root - 1) * PAGE_SIZE, root * PAGE_SIZE);
  Deno.writeFileSync(path, file);
}

function rootOf(path: string, name: string): number {
  using file = new DatabaseSync(path);
  const found = file.prepare(
    "SELECT rootpage FROM sqlite_schema WHERE name = ?",
  ).get(name);
  return Number(found?.rootpage);
}
