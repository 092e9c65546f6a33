import type { Change } from "../../domain/change.ts";
import type { ConversationKey } from "../../domain/ids.ts";
import type { Message } from "../../domain/model.ts";
import { withOwn } from "../shared/changed.ts";
import type { SyncPage, TimelinePage } from "../storage.ts";
import type { CallQueue } from "./call_queue.ts";
import type { ReadCalls, ReaderId } from "./calls.ts";

/**
 * Marks a reader's own reactions. What is held in memory, and what the file
 * answers for it, is the same for everybody, so these are read apart: only where
 * there are reactions, and they may have changed meanwhile.
 */
export class DiskOwnReactions {
  #reads: Pick<CallQueue<ReadCalls>, "call">;

  constructor(reads: Pick<CallQueue<ReadCalls>, "call">) {
    this.#reads = reads;
  }

  /** A page of a history, as a reader sees it. */
  async inPage(
    key: ConversationKey,
    reader: ReaderId,
    page: TimelinePage,
  ): Promise<TimelinePage> {
    const { items } = page;
    if (!this.#concerns(reader, items)) return page;
    return { ...page, items: await this.#mark(key, reader, items) };
  }

  /** A page of a sync, as a reader sees it. */
  async inSync(
    key: ConversationKey,
    reader: ReaderId,
    page: SyncPage,
  ): Promise<SyncPage> {
    const { items, changes } = page;
    const messages = [...items, ...changes.map(({ message }) => message)];
    if (!this.#concerns(reader, messages)) return page;
    const marked = await this.#mark(key, reader, messages);
    return {
      ...page,
      items: marked.slice(0, items.length),
      changes: changes.map((change, at): Change => ({
        ...change,
        message: marked[items.length + at]!,
      })),
    };
  }

  #concerns(
    reader: ReaderId,
    messages: readonly Message[],
  ): reader is string {
    return reader !== null && messages.some(hasReactions);
  }

  async #mark(
    key: ConversationKey,
    reader: string,
    messages: readonly Message[],
  ): Promise<Message[]> {
    const sequences = messages.filter(hasReactions)
      .map(({ sequence }) => sequence);
    const found = await this.#reads.call("mine", key, reader, sequences);
    const own = new Map(sequences.map((each, at) => [each, found[at] ?? []]));
    return messages.map((message) =>
      withOwn(message, own.get(message.sequence) ?? [])
    );
  }
}

function hasReactions({ extras }: Message): boolean {
  return extras?.reactions !== undefined;
}
