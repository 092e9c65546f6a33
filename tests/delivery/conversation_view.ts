import type { Event, Message } from "../helpers/contract.ts";
import { type ListedSession, RECALLED, type SyncPage } from "./wire.ts";

/**
 * One conversation as an application on one device knows it: what it was given,
 * and what the service has said of marks and of the membership.
 */
export class ConversationView {
  readonly key: string;
  readonly messages = new Map<number, Message>();
  /** The last message that was given, or reported as missed. */
  through = 0;
  readSequence = 0;
  peerReadSequence = 0;
  /** As the session list said last. */
  unread = 0;
  /** May this user see it, as far as this device knows? */
  member = true;

  constructor(key: string) {
    this.key = key;
  }

  /** Takes a message that the client gives to its application. */
  take(message: Message): void {
    this.messages.set(message.sequence, message);
    this.through = Math.max(this.through, message.sequence);
  }

  /** Takes what the client reports as gone. */
  skip(last: number): void {
    this.through = Math.max(this.through, last);
  }

  /** Takes what the session list says. */
  note(item: ListedSession): void {
    this.member = true;
    this.unread = item.unread;
    this.readSequence = item.read_sequence;
  }

  /** Takes what a page of sync says beside messages. */
  mark(page: SyncPage): void {
    this.member = true;
    this.readSequence = page.read_sequence;
    this.peerReadSequence = page.peer_read_sequence;
  }

  /** A message that was given was recalled. */
  recall(sequence: number): void {
    const held = this.messages.get(sequence);
    if (held === undefined) return;
    const { reactions: _, edited_at: __, ...rest } = held;
    this.messages.set(sequence, { ...rest, status: RECALLED, content: "" });
  }

  /** A message that was given is another one now. */
  edit(message: Message): void {
    const { sequence } = message;
    if (this.messages.has(sequence)) this.messages.set(sequence, message);
  }

  /** Reactions to a message that was given have changed. */
  react({ message_id, counts, reaction = "", count = 0 }: Event): void {
    for (const [sequence, held] of this.messages) {
      if (held.id !== message_id || held.status === RECALLED) continue;
      const known = (held.reactions ?? [])
        .map((each) => [each.reaction, each.count] as const);
      const all = counts ?? { ...Object.fromEntries(known), [reaction]: count };
      const reactions = Object.entries(all)
        .map(([reaction, count]) => ({ reaction, count }))
        .filter(({ count }) => count > 0);
      this.messages.set(sequence, { ...held, reactions });
    }
  }

  /** The user has left; whoever comes back begins without marks. */
  leave(): void {
    this.member = false;
    this.readSequence = 0;
  }
}
