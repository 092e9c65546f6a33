import type {
  ArchiveCounts,
  ArchiveTarget,
  ConversationTarget,
  Progress,
} from "./archive.ts";
import {
  ARCHIVE_VERSION,
  ArchiveError,
  type ArchiveRecord,
  decodeRecord,
  type MemberRecord,
  type MessageRecord,
  OLDEST_VERSION,
  type RestrictedRecord,
  type SanctionRecord,
  type UserRecord,
} from "./records.ts";

/** Users, or messages, that are written at once. */
const AT_ONCE = 500;

/** A conversation whose lines are being read. */
interface Open {
  readonly id: string;
  readonly target: ConversationTarget;
  readonly members: MemberRecord[];
  readonly sanctions: SanctionRecord[];
  messages: number;
}

type Line<K extends ArchiveRecord["kind"]> = Extract<
  ArchiveRecord,
  { readonly kind: K }
>;

/**
 * Writes the lines of an export to a target. A conversation is there for its
 * users when all of it is; an import that was cut short is made again from the
 * beginning of the file, and skips nothing but the writing of what is there.
 *
 * @throws {ArchiveError} for the first line that is wrong or out of order, or
 * that the target has otherwise; what was before it has been written
 */
export async function importArchive(
  lines: AsyncIterable<string>,
  target: ArchiveTarget,
  onProgress: Progress = () => {},
): Promise<ArchiveCounts> {
  const run = new ImportRun(target, onProgress);
  for await (const line of lines) await run.take(line);
  return run.end();
}

class ImportRun {
  #target: ArchiveTarget;
  #onProgress: Progress;
  #counts: ArchiveCounts = {
    users: 0,
    restricted: 0,
    conversations: 0,
    messages: 0,
  };
  #users: UserRecord[] = [];
  #restricted: RestrictedRecord[] = [];
  #messages: MessageRecord[] = [];
  #open: Open | undefined;
  #line = 0;
  #isOver = false;

  constructor(target: ArchiveTarget, onProgress: Progress) {
    this.#target = target;
    this.#onProgress = onProgress;
  }

  async take(text: string): Promise<void> {
    this.#line++;
    const record = decodeRecord(text, this.#line);
    if (this.#isOver) throw this.#wrong("expected nothing behind the end");
    if ((record.kind === "gim-export") !== (this.#line === 1)) {
      throw this.#wrong(
        "expected gim-export as the first line, and only there",
      );
    }
    switch (record.kind) {
      case "gim-export":
        return this.#begin(record);
      case "user":
        return await this.#user(record);
      case "restricted":
        return await this.#restrict(record);
      case "conversation":
        return await this.#conversation(record);
      case "member":
        return void this.#inside().members.push(without(record));
      case "sanction":
        return void this.#inside().sanctions.push(without(record));
      case "message":
        return await this.#message(record);
      case "done":
        return await this.#done(record);
      case "end":
        return await this.#last(record);
    }
  }

  /** @throws {ArchiveError} where the last line was not the end */
  end(): ArchiveCounts {
    if (this.#isOver) return this.#counts;
    throw new ArchiveError(
      `line ${this.#line + 1}: expected more: the export was cut short`,
    );
  }

  #begin({ version }: Line<"gim-export">): void {
    if (version >= OLDEST_VERSION && version <= ARCHIVE_VERSION) return;
    throw this.#wrong(
      `version: got ${version}: expected ${OLDEST_VERSION} to ${ARCHIVE_VERSION}`,
    );
  }

  async #user(record: Line<"user">): Promise<void> {
    if (this.#open !== undefined) throw this.#wrong("a user in a conversation");
    this.#users.push(without(record));
    if (this.#users.length >= AT_ONCE) await this.#flushUsers();
  }

  async #restrict(record: Line<"restricted">): Promise<void> {
    if (this.#open !== undefined) throw this.#wrong("a user in a conversation");
    this.#restricted.push(without(record));
    if (this.#restricted.length >= AT_ONCE) await this.#flushUsers();
  }

  async #conversation(record: Line<"conversation">): Promise<void> {
    if (this.#open !== undefined) {
      throw this.#wrong("the one before is not done");
    }
    const isRoom = record.id.startsWith("1:");
    const { name, creator, created_at } = record;
    const hasAll = name !== undefined && created_at !== undefined;
    const hasAny = hasAll || creator !== undefined || name !== undefined ||
      created_at !== undefined;
    if (isRoom ? !hasAll : hasAny) {
      throw this.#wrong("name, created_at: both of a chatroom, else none");
    }
    await this.#flushUsers();
    const target = await this.#target.begin(without(record));
    const { id } = record;
    this.#open = { id, target, members: [], sanctions: [], messages: 0 };
  }

  async #message(record: Line<"message">): Promise<void> {
    const open = this.#inside();
    const before = this.#messages.at(-1)?.sequence;
    if (before !== undefined && record.sequence !== before + 1) {
      throw this.#wrong(`sequence: expected ${before + 1}`);
    }
    open.messages++;
    this.#messages.push(without(record));
    // One stays, so that the next is compared with it.
    if (this.#messages.length > AT_ONCE) await this.#flushMessages(open, 1);
  }

  async #done(
    { id, members, sanctions = 0, messages }: Line<"done">,
  ): Promise<void> {
    const open = this.#inside();
    const isWhole = id === open.id && members === open.members.length &&
      sanctions === open.sanctions.length && messages === open.messages;
    if (!isWhole) {
      throw this.#wrong("not what was before it: lines are missing");
    }
    await this.#flushMessages(open, 0);
    await open.target.finish(open.members, open.sanctions);
    this.#open = undefined;
    this.#counts.conversations++;
    this.#counts.messages += messages;
    this.#onProgress(this.#counts);
  }

  async #last(record: Line<"end">): Promise<void> {
    if (this.#open !== undefined) {
      throw this.#wrong("the one before is not done");
    }
    await this.#flushUsers();
    const { users, restricted, conversations, messages } = this.#counts;
    const isWhole = record.users === users && record.messages === messages &&
      (record.restricted ?? 0) === restricted &&
      record.conversations === conversations;
    if (!isWhole) {
      throw this.#wrong("not what was before it: lines are missing");
    }
    this.#isOver = true;
  }

  #inside(): Open {
    if (this.#open !== undefined) return this.#open;
    throw this.#wrong("expected a conversation before it");
  }

  /** And those who are restricted. */
  async #flushUsers(): Promise<void> {
    const users = this.#users.splice(0);
    const restricted = this.#restricted.splice(0);
    if (users.length === 0 && restricted.length === 0) return;
    if (users.length > 0) await this.#target.addUsers(users);
    if (restricted.length > 0) await this.#target.restrict(restricted);
    this.#counts.users += users.length;
    this.#counts.restricted += restricted.length;
    this.#onProgress(this.#counts);
  }

  async #flushMessages({ target }: Open, left: number): Promise<void> {
    const messages = this.#messages.splice(0, this.#messages.length - left);
    if (messages.length > 0) await target.addMessages(messages);
  }

  #wrong(reason: string): ArchiveError {
    return new ArchiveError(`line ${this.#line}: ${reason}`);
  }
}

function without<T extends { readonly kind: string }>(
  { kind: _, ...record }: T,
): Omit<T, "kind"> {
  return record;
}
