// deno-lint-ignore-file require-await -- a throw has to become a rejection

import { CHATROOM } from "../../domain/ids.ts";
import { MAX_BLOCKS } from "../../domain/sanction.ts";
import type { BlocksPage, Governance } from "../governance.ts";
import type { ListPosition } from "../list_position.ts";
import type { ChangeRequest } from "../message_changes.ts";
import { comesAfter, newestActivityFirst } from "../shared/list_order.ts";
import {
  blockedBy,
  blocksFull,
  blocksFullEverywhere,
  changeBlockedBy,
  noSuchUser,
} from "../shared/refusals.ts";
import type { Draft } from "../storage.ts";
import type { MemoryUsers } from "./memory_users.ts";
import type { Moments } from "./moments.ts";

/** What {@linkcode MemoryBlocks} needs. */
export interface MemoryBlocksOptions {
  readonly users: MemoryUsers;
  readonly moments: Moments;
  /** Most blocks of all users together. */
  readonly maxBlocks: number;
}

/** Whom each user has blocked. */
export class MemoryBlocks implements Pick<Governance, "block" | "blocks"> {
  /** By user, and whom they have blocked, when that was. */
  #blocked = new Map<string, Map<string, number>>();
  #size = 0;
  #users: MemoryUsers;
  #moments: Moments;
  #maxBlocks: number;

  constructor({ users, moments, maxBlocks }: MemoryBlocksOptions) {
    this.#users = users;
    this.#moments = moments;
    this.#maxBlocks = maxBlocks;
  }

  /** How many users are blocked by others, of all together. */
  get size(): number {
    return this.#size;
  }

  async block(
    userId: string,
    otherId: string,
    blocked: boolean,
  ): Promise<void> {
    if (blocked) this.#add(userId, otherId);
    else this.#remove(userId, otherId);
  }

  async blocks(
    userId: string,
    { after, count }: { after: ListPosition | undefined; count: number },
  ): Promise<BlocksPage> {
    const blocked = this.#blocked.get(userId) ?? new Map<string, number>();
    const found = Array.from(blocked, ([id, time]) => ({ id, time }))
      .filter((each) => after === undefined || comesAfter(each, after))
      .toSorted(newestActivityFirst);
    const items = found.slice(0, count)
      .map(({ id, time }) => ({ id, name: this.#users.nameOf(id), at: time }));
    return { items, hasMore: found.length > count };
  }

  /** @throws {ReplyError} 403 where the receiver has blocked the sender */
  requireNone({ conversation: { target }, senderId, privileged }: Draft): void {
    if (!privileged && this.has(target, senderId)) throw blockedBy(target);
  }

  /**
   * A recall takes something away, and anybody may.
   *
   * @throws {ReplyError} 403 where the other has blocked who edits or reacts
   */
  requireChange({ conversation: ref, userId, kind }: ChangeRequest): void {
    if (ref.type === CHATROOM || kind === "recalled") return;
    if (this.has(ref.target, userId)) throw changeBlockedBy(ref.target);
  }

  /** Has a user blocked another? */
  has(userId: string, otherId: string): boolean {
    if (this.#blocked.size === 0) return false;
    return this.#blocked.get(userId)?.has(otherId) ?? false;
  }

  /** @throws {ReplyError} 404, 403 `full`, 503 */
  #add(userId: string, otherId: string): void {
    if (!this.#users.has(otherId)) throw noSuchUser(otherId);
    const blocked = this.#blocked.get(userId) ?? new Map<string, number>();
    if (blocked.has(otherId)) return;
    if (blocked.size >= MAX_BLOCKS) throw blocksFull();
    if (this.#size >= this.#maxBlocks) throw blocksFullEverywhere();
    const now = this.#moments.now();
    // Whoever is not known would never be forgotten, and this with them.
    this.#users.enter(userId, undefined, now);
    blocked.set(otherId, now.time);
    this.#size++;
    this.#blocked.set(userId, blocked);
  }

  #remove(userId: string, otherId: string): void {
    const blocked = this.#blocked.get(userId);
    if (blocked?.delete(otherId)) this.#size--;
    if (blocked?.size === 0) this.#blocked.delete(userId);
  }

  /** A user is removed. */
  drop(userId: string): void {
    this.#size -= this.#blocked.get(userId)?.size ?? 0;
    this.#blocked.delete(userId);
  }
}
