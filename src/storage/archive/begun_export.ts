import type { Exported } from "./export_archive.ts";
import type { Line } from "./lines.ts";
import { decodeRecord } from "./records.ts";

/** An export that was cut short, as far as it can be used. */
export interface BegunExport extends Exported {
  /** Bytes up to which it is complete; what follows is to be cut off. */
  readonly end: number;
}

/**
 * Reads an export that was cut short: users, and those who are restricted, are
 * complete where a conversation follows them, a conversation where its `done` does.
 *
 * @throws {ArchiveError} where it is none
 */
export async function readBegun(
  lines: AsyncIterable<Line>,
): Promise<BegunExport> {
  const counts = { users: 0, restricted: 0, conversations: 0, messages: 0 };
  const conversations = new Set<string>();
  let number = 0;
  let end = 0;
  let before = 0;
  let hasUsers = false;
  for await (const line of lines) {
    const record = decodeRecord(line.text, ++number);
    if (record.kind === "user") counts.users++;
    if (record.kind === "restricted") counts.restricted++;
    if (record.kind === "conversation" && !hasUsers) {
      hasUsers = true;
      end = before;
    }
    if (record.kind === "done") {
      conversations.add(record.id);
      counts.conversations++;
      counts.messages += record.messages;
      end = line.end;
    }
    before = line.end;
  }
  if (!hasUsers) counts.users = counts.restricted = 0;
  return { counts, conversations, hasUsers, end };
}
