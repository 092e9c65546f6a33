import type { RequestOf } from "../../protocol/operations.ts";
import type { Message } from "../../protocol/responses.ts";
import { extrasOf } from "../own_message.ts";
import type { MessageEntry } from "./log_entry.ts";

/** A message to be sent, without its conversation. */
export type Draft = Omit<RequestOf<"send">, "type" | "target_id">;

/** Most failed messages; beyond, the oldest are dropped. */
const MAX_FAILED = 100;

const NORMAL = 1;

/** A message on its way: the draft, and its entry meanwhile. */
export interface Sending {
  readonly draft: Draft & { readonly request_id: string };
  readonly entry: MessageEntry;
}

/** The entry of a message that has just been written. */
export function sendingOf(
  draft: Sending["draft"],
  { session_id, sender, now }: {
    readonly session_id: string;
    readonly sender: Message["sender"];
    readonly now: number;
  },
): Sending {
  const { content, request_id, category = "text" } = draft;
  const message: Message = {
    id: request_id,
    session_id,
    sender,
    category,
    content,
    sequence: 0,
    status: NORMAL,
    created_at: now,
    ...extrasOf(draft),
  };
  const key = request_id;
  return {
    draft,
    entry: { kind: "message", key, message, state: "sending" },
  };
}

/** Messages on their way, in the order in which they were written. */
export class Outgoing {
  #all = new Map<string, Sending>();

  /** Their entries. */
  get entries(): MessageEntry[] {
    return [...this.#all.values()].map(({ entry }) => entry);
  }

  /** The one with a `request_id`. */
  get(requestId: string): Sending | undefined {
    return this.#all.get(requestId);
  }

  /** Adds or replaces one. */
  set(sending: Sending): void {
    this.#all.set(sending.draft.request_id, sending);
  }

  /** Marks one as failed. */
  fail({ draft, entry }: Sending, error: unknown): void {
    this.set({ draft, entry: { ...entry, state: "failed", error } });
    const failed = this.entries.filter(({ state }) => state === "failed");
    const [oldest] = failed;
    if (failed.length > MAX_FAILED) this.delete(oldest?.key ?? "");
  }

  /** Removes one. */
  delete(requestId: string): void {
    this.#all.delete(requestId);
  }

  /**
   * Removes the oldest with this content: a push of the user's own message may
   * come before the reply to its send, and would show it twice.
   */
  overtaken(content: string): void {
    for (const [id, { draft, entry }] of this.#all) {
      if (entry.state !== "sending" || draft.content !== content) continue;
      return this.delete(id);
    }
  }
}
