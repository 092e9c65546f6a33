import { APPLICATION_ID, SCHEMA_VERSION, versionOf } from "./schema.ts";
import type { SqlFile } from "./sql.ts";

/** Does a file of SQLite hold nothing at all? */
export function isBlank(file: Pick<SqlFile, "get">): boolean {
  return file.get("SELECT count(*) FROM sqlite_schema")?.[0] === 0;
}

/** Why this program must not use a file; undefined of one that it may. */
export function whyNotOurs(
  file: Pick<SqlFile, "get">,
): string | undefined {
  const [application] = file.get("PRAGMA application_id") ?? [];
  if (application !== APPLICATION_ID) return "is not GIM's";
  const version = versionOf(file);
  return version > SCHEMA_VERSION
    ? `has version ${version}, newer than this program's ${SCHEMA_VERSION}`
    : undefined;
}
