import { ReplyError } from "../../../base/errors.ts";
import {
  type ConversationKey,
  partiesOf,
  PRIVATE,
} from "../../../domain/ids.ts";
import type { Head } from "../records/head.ts";
import type { Counters } from "./counters.ts";
import type { DiskConversations } from "./disk_conversations.ts";

/** What {@linkcode DiskPrivates} needs. */
export interface DiskPrivatesOptions {
  readonly counters: Counters;
  readonly conversations: DiskConversations;
  /** Most private conversations. */
  readonly maxPrivates: number;
}

/** The private conversations in the file. */
export class DiskPrivates {
  #options: DiskPrivatesOptions;

  constructor(options: DiskPrivatesOptions) {
    this.#options = options;
  }

  /** @throws {ReplyError} 503 when there is no room for one more */
  requirePlace(key: ConversationKey): void {
    const { counters, conversations, maxPrivates } = this.#options;
    if (counters.now.privates < maxPrivates) return;
    if (conversations.get(key) !== undefined) return;
    throw new ReplyError(
      503,
      "the service holds as many private conversations as it may",
    );
  }

  /** The conversation; created if there is none. */
  open(key: ConversationKey): Head {
    const { counters, conversations } = this.#options;
    const known = conversations.get(key);
    if (known !== undefined) return known;
    const head = conversations.add(key, { type: PRIVATE, room: undefined });
    for (const party of partiesOf(key)) {
      conversations.addParty(head, party, { joinedAt: 0, ordinal: 0 });
    }
    counters.now.privates++;
    return head;
  }

  /** Removes a conversation. */
  forget(key: ConversationKey): void {
    const { counters, conversations } = this.#options;
    const head = conversations.get(key);
    if (head === undefined) return;
    for (const party of partiesOf(key)) conversations.removeParty(head, party);
    conversations.drop(head);
    counters.now.privates--;
  }
}
