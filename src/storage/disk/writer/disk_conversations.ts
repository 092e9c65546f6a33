import { BoundedMap } from "../../../base/bounded_map.ts";
import type { ConversationKey } from "../../../domain/ids.ts";
import { unreadOf } from "../../../domain/position.ts";
import type { Sql } from "../file/sql.ts";
import { type Head, readHead } from "../records/head.ts";
import { type Party, readParty } from "../records/party.ts";

/** Most conversations, and most users in them, that are cached. */
const AT_HAND = 50_000;

const ADD = "INSERT INTO conversations (key) VALUES (?)";
const ADD_PARTY = `INSERT INTO parties (conversation, user, joined_at, ordinal,
  joined_sequence, read_sequence, own_sequence) VALUES (?, ?, ?, ?, ?, 0, 0)`;
const REMOVE_PARTY = "DELETE FROM parties WHERE conversation = ? AND user = ?";
const READ =
  "UPDATE parties SET read_sequence = ? WHERE conversation = ? AND user = ?";
const OWN =
  "UPDATE parties SET own_sequence = ? WHERE conversation = ? AND user = ?";
const DROP = "DELETE FROM conversations WHERE number = ?";
const DROPPED = "INSERT INTO dropped (conversation) VALUES (?)";

/** How far the conversations in the file are, and each user in them. */
export class DiskConversations {
  #sql: Sql;
  #heads = new BoundedMap<ConversationKey, Head>(AT_HAND);
  #parties = new BoundedMap<string, Party>(AT_HAND);

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** How far a conversation is; undefined if there is none. */
  get(key: ConversationKey): Head | undefined {
    const known = this.#heads.get(key);
    if (known !== undefined) return known;
    const found = readHead(this.#sql, key);
    if (found !== undefined) this.#heads.set(key, found);
    return found;
  }

  /** Adds a conversation without messages. */
  add(key: ConversationKey, about: Pick<Head, "type" | "room">): Head {
    const number = this.#sql.run(ADD, key).lastInsertRowid;
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
    { joinedAt, ordinal }: Pick<Party, "joinedAt" | "ordinal">,
  ): void {
    this.#sql.run(ADD_PARTY, number, userId, joinedAt, ordinal, last);
  }

  /** Removes a user from a conversation. */
  removeParty({ number }: Head, userId: string): void {
    this.#sql.run(REMOVE_PARTY, number, userId);
    this.#parties.delete(`${number} ${userId}`);
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

  /** Sets a user's own newest message. */
  setOwn({ number }: Head, userId: string, party: Party, to: number): void {
    this.#sql.run(OWN, to, number, userId);
    party.ownSequence = to;
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
  }
}
