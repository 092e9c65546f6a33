import type { ConversationKey } from "../../domain/ids.ts";
import type { ArchiveCounts, ArchiveSource, Progress } from "./archive.ts";
import {
  ARCHIVE_VERSION,
  type ArchiveRecord,
  encodeRecord,
} from "./records.ts";

/** Takes lines, some at a time; settles when it can take more. */
export type LineSink = (lines: string) => Promise<void>;

/** What an export goes on from, where one was cut short. */
export interface Exported {
  readonly counts: ArchiveCounts;
  /** The conversations that are complete in it. */
  readonly conversations: ReadonlySet<string>;
  /** Are all users in it, and all who are restricted? */
  readonly hasUsers: boolean;
}

/** Nothing has been written yet. */
export const NOTHING: Exported = {
  counts: { users: 0, restricted: 0, conversations: 0, messages: 0 },
  conversations: new Set(),
  hasUsers: false,
};

/**
 * Writes all that a source has, as lines of `archive/records.ts`, after what has
 * been written before. A conversation that comes twice, as a source may list it,
 * is written once.
 */
export async function exportArchive(
  source: ArchiveSource,
  sink: LineSink,
  { before = NOTHING, onProgress = () => {} }: {
    readonly before?: Exported;
    readonly onProgress?: Progress;
  } = {},
): Promise<ArchiveCounts> {
  const counts = { ...before.counts };
  const write = (...records: ArchiveRecord[]) => sink(linesOf(records));
  if (!before.hasUsers) {
    await write({ kind: "gim-export", version: ARCHIVE_VERSION });
    for await (const users of source.users()) {
      counts.users += users.length;
      await write(...users.map((user) => ({ kind: "user", ...user } as const)));
      onProgress(counts);
    }
    for await (const some of source.restricted()) {
      counts.restricted += some.length;
      await write(
        ...some.map((it) => ({ kind: "restricted", ...it } as const)),
      );
    }
  }
  const written = new Set(before.conversations);
  for await (const key of source.conversations()) {
    if (written.has(key)) continue;
    written.add(key);
    const messages = await writeConversation(source, key, sink);
    if (messages === undefined) continue;
    counts.conversations++;
    counts.messages += messages;
    onProgress(counts);
  }
  await write({ kind: "end", ...counts });
  return counts;
}

/** Returns its messages; undefined where it is gone. */
async function writeConversation(
  source: ArchiveSource,
  key: ConversationKey,
  sink: LineSink,
): Promise<number | undefined> {
  const found = await source.conversation(key);
  if (found === undefined) return undefined;
  const { about, members, sanctions, messages } = found;
  await sink(linesOf([
    { kind: "conversation", ...about },
    ...members.map((member) => ({ kind: "member", ...member } as const)),
    ...sanctions.map((each) => ({ kind: "sanction", ...each } as const)),
  ]));
  let count = 0;
  for await (const some of messages) {
    count += some.length;
    await sink(
      linesOf(some.map((each) => ({ kind: "message", ...each } as const))),
    );
  }
  await sink(linesOf([
    {
      kind: "done",
      id: key,
      members: members.length,
      sanctions: sanctions.length,
      messages: count,
    },
  ]));
  return count;
}

function linesOf(records: readonly ArchiveRecord[]): string {
  return records.map((record) => `${encodeRecord(record)}\n`).join("");
}
