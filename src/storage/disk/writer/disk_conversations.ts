import { BoundedMap } from "../../../base/bounded_map.ts";
import { WeighedMap } from "../../../base/weighed_map.ts";
import { type ConversationKey, PRIVATE } from "../../../domain/ids.ts";
import { unreadOf } from "../../../domain/position.ts";
import type { Rank } from "../../../domain/rank.ts";
import type { Sql } from "../file/sql.ts";
import { minuteOf } from "../records/activity.ts";
import { type Head, readHead } from "../records/head.ts";
import { dataBytes } from "../../shared/data_bytes.ts";
import type { Counters } from "./counters.ts";
import { type Party, readParty } from "../records/party.ts";

/** Most conversations, and most users in them, that are cached. */
const AT_HAND = 50_000;
/** Most bytes of the data of chatrooms among them. */
const DATA_AT_HAND = 32 * 1024 ** 2;

const KEY = "SELECT key FROM conversations WHERE number = ?";
const ADD = "INSERT INTO conversations (number, key) VALUES (?, ?)";
const ADD_PARTY = `INSERT INTO parties (conversation, user, joined_at, ordinal,
  rank, added, joined_sequence, read_sequence, own_sequence)
  VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)`;
const REMOVE_PARTY = "DELETE FROM parties WHERE conversation = ? AND user = ?";
const READ =
  "UPDATE parties SET read_sequence = ? WHERE conversation = ? AND user = ?";
const OWN =
  "UPDATE parties SET own_sequence = ? WHERE conversation = ? AND user = ?";
const ACTIVE =
  "UPDATE parties SET active = ? WHERE conversation = ? AND ordinal = 0";
const RANK = "UPDATE parties SET rank = ? WHERE conversation = ? AND user = ?";
const DROP = "DELETE FROM conversations WHERE number = ?";
const DROPPED = "INSERT INTO dropped (conversation) VALUES (?)";

interface Sender {
  readonly number: number;
  readonly userId: string;
  readonly party: Party;
}

/** How a user becomes one of a conversation. */
export interface Arrival extends Pick<Party, "joinedAt" | "ordinal" | "rank"> {
  /** Did somebody else add them to a chatroom? */
  readonly wasAdded: boolean;
}

/** How far the conversations in the file are, and each user in them. */
export class DiskConversations {
  #sql: Sql;
  #counters: Counters;
  #heads = new WeighedMap<ConversationKey, Head>({
    limit: AT_HAND,
    most: DATA_AT_HAND,
    weigh: ({ room }) => dataBytes(room?.configured.settings.data),
  });
  #parties = new BoundedMap<string, Party>(AT_HAND);
  /** Senders of this transaction, whose own newest message is not written yet. */
  #senders = new Map<string, Sender>();

  constructor(
    { sql, counters }: { readonly sql: Sql; readonly counters: Counters },
  ) {
    this.#sql = sql;
    this.#counters = counters;
  }

  /** The data of a chatroom is another one now. */
  reconfigured(head: Head): void {
    this.#heads.set(head.key, head);
  }

  /** How far a conversation is; undefined if there is none. */
  get(key: ConversationKey): Head | undefined {
    const known = this.#heads.get(key);
    if (known !== undefined) return known;
    const found = readHead(this.#sql, key);
    if (found !== undefined) this.#heads.set(key, found);
    return found;
  }

  /**
   * The conversation to which something leads that is about it.
   *
   * @throws where there is none, as in a damaged file
   */
  numbered(number: number): Head {
    const [key] = (this.#sql.get(KEY, number) ?? []) as [ConversationKey?];
    const head = key && this.get(key);
    if (head === undefined) throw new TypeError("a row leads nowhere");
    return head;
  }

  /** Adds a conversation without messages. */
  add(key: ConversationKey, about: Pick<Head, "type" | "room">): Head {
    const number = ++this.#counters.now.last_conversation;
    this.#sql.run(ADD, number, key);
    const head = { ...about, number, key, last: 0, lastAt: 0, first: 1 };
    const added = { ...head, lastChange: 0 };
    this.#heads.set(key, added);
    return added;
  }

  /** A user in a conversation; undefined if they are not in it. */
  party({ number }: Head, userId: string): Party | undefined {
    const key = `${number} ${userId}`;
    const known = this.#parties.get(key);
    if (known !== undefined) return known;
    const found = readParty(this.#sql, number, userId);
    if (found !== undefined) this.#parties.set(key, found);
    return found;
  }

  /** Adds a user, who has seen everything up to now. */
  addParty(
    { number, last }: Head,
    userId: string,
    { joinedAt, ordinal, rank, wasAdded }: Arrival,
  ): void {
    const how = [joinedAt, ordinal, rank, Number(wasAdded)];
    this.#sql.run(ADD_PARTY, number, userId, ...how, last);
  }

  /** Removes a user from a conversation. */
  removeParty({ number }: Head, userId: string): void {
    this.#sql.run(REMOVE_PARTY, number, userId);
    this.#parties.delete(`${number} ${userId}`);
    this.#senders.delete(`${number} ${userId}`);
  }

  /** How many messages a user has not seen; 0 for a user who is not in it. */
  unread(head: Head, userId: string): number {
    const party = this.party(head, userId);
    return party === undefined ? 0 : unreadOf(party, head.last);
  }

  /** Sets how far a user has read. */
  setRead({ number }: Head, userId: string, party: Party, to: number): void {
    this.#sql.run(READ, to, number, userId);
    party.readSequence = to;
  }

  /** Sets the rank of a member of a chatroom. */
  setRank({ number }: Head, userId: string, party: Party, to: Rank): void {
    this.#sql.run(RANK, to, number, userId);
    party.rank = to;
  }

  /** Sets a user's own newest message, which `flush` writes. */
  setOwn({ number }: Head, userId: string, party: Party, to: number): void {
    party.ownSequence = to;
    this.#senders.set(`${number} ${userId}`, { number, userId, party });
  }

  /**
   * Writes what is written once a transaction, however often it has changed: a
   * user's own newest message.
   */
  flush(): void {
    for (const { number, userId, party } of this.#senders.values()) {
      this.#sql.run(OWN, party.ownSequence, number, userId);
    }
    this.#senders.clear();
  }

  /**
   * A private conversation has a newest message, after one of the time
   * `before`.
   */
  setActive({ number, type, lastAt }: Head, before: number): void {
    const minute = minuteOf(lastAt);
    if (type !== PRIVATE || minute === minuteOf(before)) return;
    this.#sql.run(ACTIVE, minute, number);
  }

  /** Removes a conversation; its rows are deleted later. */
  drop({ number, key }: Head): void {
    this.#sql.run(DROP, number);
    this.#sql.run(DROPPED, number);
    this.#heads.delete(key);
  }

  /** Empties the cache, as its content may not have been committed. */
  reset(): void {
    this.#heads.clear();
    this.#parties.clear();
    this.#senders.clear();
  }
}
