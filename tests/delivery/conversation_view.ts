import type { Message } from "../helpers/contract.ts";
import { type ListedSession, RECALLED, type SyncPage } from "./wire.ts";

/**
 * One conversation as one device knows it: what it holds, up to where that is
 * without a gap, and what it has heard of and does not hold.
 */
export class ConversationView {
  readonly key: string;
  readonly messages = new Map<number, Message>();
  /** Up to here nothing is missing that the service still had when asked. */
  through = 0;
  /** Messages before this one the service said it no longer had. */
  evictedBefore = 1;
  /** Up to which change of messages this device has learned. */
  change = 0;
  readSequence = 0;
  peerReadSequence = 0;
  /** As the session list said last. */
  unread = 0;
  /** May this user see it, as far as this device knows? */
  member = true;
  /** Is a sync wanted, whatever this device has heard of? */
  wanted = false;
  /** Is a sync under way? */
  syncing = false;
  #heardOf = 0;
  #heardOfChange = 0;

  constructor(key: string) {
    this.key = key;
  }

  /** Is there anything that a sync would bring? */
  get behind(): boolean {
    return this.#heardOf > this.through || this.#heardOfChange > this.change;
  }

  /** Takes a message, from wherever; a recall is never undone. */
  take(message: Message): void {
    const held = this.messages.get(message.sequence);
    if (held === undefined || message.status === RECALLED) {
      this.messages.set(message.sequence, message);
    }
    this.#heardOf = Math.max(this.#heardOf, message.sequence);
    this.#advance();
  }

  /** Takes what the session list says. */
  note(item: ListedSession): void {
    this.member = true;
    this.unread = item.unread;
    this.readSequence = item.read_sequence;
    this.#heardOf = Math.max(this.#heardOf, item.last_sequence);
    const { last_change: change = 0 } = item;
    this.#heardOfChange = Math.max(this.#heardOfChange, change);
  }

  /** Takes a page of sync; returns how far it brought this view on. */
  apply(page: SyncPage): number {
    const before = this.through;
    if (!page.complete) this.#skipTo(page.first_sequence);
    for (const message of [...page.items, ...page.changes]) this.take(message);
    this.#heardOf = Math.max(this.#heardOf, page.last_sequence);
    this.change = Math.max(this.change, page.last_change);
    this.readSequence = page.read_sequence;
    this.peerReadSequence = page.peer_read_sequence;
    this.member = true;
    return this.through - before;
  }

  /** A message was recalled; one that is not held comes so with a sync. */
  recall(sequence: number): void {
    const held = this.messages.get(sequence);
    if (held === undefined) return;
    const recalled = { ...held, status: RECALLED, content: "" };
    this.messages.set(sequence, recalled);
  }

  /** The user has left; whoever comes back begins without marks. */
  leave(): void {
    this.member = false;
    this.readSequence = 0;
  }

  #skipTo(first: number): void {
    this.evictedBefore = Math.max(this.evictedBefore, first);
    this.through = Math.max(this.through, first - 1);
  }

  #advance(): void {
    while (this.messages.has(this.through + 1)) this.through++;
  }
}
