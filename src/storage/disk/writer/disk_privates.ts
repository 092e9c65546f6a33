import { ReplyError } from "../../../base/errors.ts";
import {
  type ConversationKey,
  partiesOf,
  PRIVATE,
} from "../../../domain/ids.ts";
import { MEMBER } from "../../../domain/rank.ts";
import type { UserQuotas } from "../../../domain/quotas.ts";
import type { Draft } from "../../storage.ts";
import type { Moment } from "../../memory/moments.ts";
import type { Sql } from "../file/sql.ts";
import type { Head } from "../records/head.ts";
import type { Counters } from "./counters.ts";
import type { Arrival, DiskConversations } from "./disk_conversations.ts";
import { DiskUnanswered } from "./disk_unanswered.ts";

/** Of both users of a private conversation. */
const IN_PRIVATE: Arrival = {
  joinedAt: 0,
  ordinal: 0,
  rank: MEMBER,
  wasAdded: false,
};

/** What matters of a draft. */
type SenderDraft = Pick<Draft, "conversation" | "senderId" | "privileged">;

/** What {@linkcode DiskPrivates} needs. */
export interface DiskPrivatesOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  readonly conversations: DiskConversations;
  /** Most private conversations. */
  readonly maxPrivates: number;
  readonly quotas: UserQuotas;
}

/** The private conversations in the file. */
export class DiskPrivates {
  #options: DiskPrivatesOptions;
  #unanswered: DiskUnanswered;

  constructor(options: DiskPrivatesOptions) {
    this.#options = options;
    this.#unanswered = new DiskUnanswered(options.sql);
  }

  /**
   * @throws {ReplyError} 503 when there is no room for one more, and the sender
   * has none of which to make room
   */
  requirePlace(key: ConversationKey, senderId: string): void {
    const { counters, conversations, maxPrivates } = this.#options;
    if (counters.now.privates < maxPrivates) return;
    if (conversations.get(key) !== undefined) return;
    if (this.#unanswered.coldest(senderId) !== undefined) return;
    throw new ReplyError(
      503,
      "the service holds as many private conversations as it may",
    );
  }

  /**
   * The conversation in which a user writes; created if there is none. `forgot`
   * is the one that had to make room.
   */
  open(
    draft: SenderDraft,
    now: Moment,
  ): { head: Head; forgot?: ConversationKey | undefined } {
    const { conversation: { key }, senderId } = draft;
    const known = this.#options.conversations.get(key);
    if (known === undefined) return this.#create(draft, now);
    const [own, other] = this.#writers(known, senderId);
    if (own === 0) this.#unanswered.remove(known);
    else if (other === 0) this.#unanswered.warm(known, now);
    return { head: known };
  }

  #create(
    { conversation: { key }, senderId, privileged }: SenderDraft,
    now: Moment,
  ) {
    const { counters, conversations, quotas, maxPrivates } = this.#options;
    const isFull = counters.now.privates >= maxPrivates ||
      !privileged && this.#unanswered.count(senderId) >= quotas.maxUnanswered;
    const coldest = isFull ? this.#unanswered.coldest(senderId) : undefined;
    if (coldest !== undefined) this.forget(coldest);
    const head = conversations.add(key, { type: PRIVATE, room: undefined });
    for (const party of partiesOf(key)) {
      conversations.addParty(head, party, IN_PRIVATE);
    }
    this.#unanswered.add(head, senderId, now);
    counters.now.privates++;
    return { head, forgot: coldest };
  }

  /** The own newest messages of a user and of the other one. */
  #writers(head: Head, userId: string): [own: number, other: number] {
    const { conversations } = this.#options;
    const [first, second] = partiesOf(head.key);
    const other = first === userId ? second : first;
    const of = (id: string) => conversations.party(head, id)?.ownSequence ?? 0;
    return [of(userId), of(other)];
  }

  /** Removes a conversation. */
  forget(key: ConversationKey): void {
    const { counters, conversations } = this.#options;
    const head = conversations.get(key);
    if (head === undefined) return;
    for (const party of partiesOf(key)) conversations.removeParty(head, party);
    this.#unanswered.remove(head);
    conversations.drop(head);
    counters.now.privates--;
  }
}
