import { CREATOR } from "../domain/rank.ts";
import type { Nodes } from "../nodes/nodes.ts";
import type { News, RemovedNews } from "../push/news.ts";
import type { Presence } from "../push/presence.ts";
import type { Departed } from "../storage/governance.ts";
import type { Storage } from "../storage/storage.ts";

/** What {@linkcode Departures} needs. */
export interface DeparturesOptions {
  readonly storage: Pick<Storage, "membership">;
  readonly presence: Pick<Presence, "chatroomsOf" | "usersIn">;
  readonly nodes: Pick<Nodes, "entered" | "left">;
  readonly news: Pick<News, "removed" | "ranked">;
}

/** An act that may have removed members, told apart from whom it removed. */
export type Removal = Omit<RemovedNews, "userIds">;

/** Takes whom an act has removed out of the chatroom, and tells of it. */
export class Departures {
  #options: DeparturesOptions;

  constructor(options: DeparturesOptions) {
    this.#options = options;
  }

  /** Those have gone; `heir` is the creator for that, if it is another one. */
  tell(
    removal: Removal,
    removed: readonly Departed[],
    heir: string | undefined,
  ): void {
    const { nodes, news } = this.#options;
    const { chatroomId } = removal;
    for (const { id, ordinal } of removed) nodes.left(chatroomId, id, ordinal);
    if (removed.length > 0) {
      const userIds = removed.map(({ id }) => id);
      news.removed({
        chatroomId,
        userIds,
        by: removal.by,
        reason: removal.reason,
      });
    }
    if (heir === undefined) return;
    news.ranked({ chatroomId, userId: heir, rank: CREATOR });
  }

  /** Of these users, those whose connections here are in the chatroom. */
  present(chatroomId: string, userIds: readonly string[]): string[] {
    const { presence } = this.#options;
    return userIds.filter((id) => presence.chatroomsOf(id).has(chatroomId));
  }

  /** All whose connections here are in the chatroom. */
  presentIn(chatroomId: string): string[] {
    return [...this.#options.presence.usersIn(chatroomId)];
  }

  /**
   * Called when it turned out late whether a removal took effect. The event
   * names those who were `present` before, and the storage has gone.
   */
  async settle(
    removal: Removal,
    { named, present }: {
      named: readonly string[];
      present: readonly string[];
    },
  ): Promise<void> {
    const { storage, nodes } = this.#options;
    const { chatroomId } = removal;
    const removed: Departed[] = [];
    for (const id of named) {
      const found = await storage.membership(chatroomId, id);
      if (found.isMember) await nodes.entered(chatroomId, id, found);
      else if (present.includes(id)) {
        removed.push({ id, ordinal: found.ordinal });
      } else nodes.left(chatroomId, id, found.ordinal);
    }
    this.tell(removal, removed, undefined);
  }
}
