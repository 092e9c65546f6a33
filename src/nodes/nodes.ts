import type { Presence } from "../push/presence.ts";
import type { Membership } from "../storage/storage.ts";

/** How far a chatroom was when its user joined, and the ordinal of the join. */
export type Entered = Omit<Membership, "isMember">;

/** Who is online, over all nodes. */
export interface Whereabouts {
  /** Which of these users have a connection on any node. */
  online(userIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** The nodes of one service, as the rules of one node see them. */
export interface Nodes extends Whereabouts {
  /**
   * Settles when this node gets all news about its users, and the others know
   * that these are online; at the latest after the time that the storage has to
   * answer. Never rejects.
   */
  settled(): Promise<void>;
  /**
   * A user has joined a chatroom: puts their connections into it, here and on
   * other nodes, unless the ordinals say that they have left since. Settles as
   * {@linkcode Nodes.settled}; from then on those here are pushed everything
   * after `lastSequence`.
   */
  entered(chatroomId: string, userId: string, place: Entered): Promise<void>;
  /**
   * A user has left a chatroom: takes their connections out of it, as above.
   */
  left(chatroomId: string, userId: string, ordinal: number): void;
  /**
   * The outcome of a change. If the storage does not answer in time, `settle`
   * is called when it answers again, to find out whether the change took effect
   * and tell the news. At most 10,000 wait for that.
   */
  settling<T>(change: Promise<T>, settle: () => Promise<void>): Promise<T>;
}

/**
 * {@linkcode Nodes} when there is only one: everybody is online here or not at
 * all.
 */
export class OneNode implements Nodes {
  #presence: Pick<Presence, "enter" | "exit" | "isOnline">;

  constructor(presence: Pick<Presence, "enter" | "exit" | "isOnline">) {
    this.#presence = presence;
  }

  online(userIds: readonly string[]): Promise<ReadonlySet<string>> {
    const online = userIds.filter((id) => this.#presence.isOnline(id));
    return Promise.resolve(new Set(online));
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  /** No ordinal is needed, as memory answers in the order of the changes. */
  entered(chatroomId: string, userId: string): Promise<void> {
    this.#presence.enter(chatroomId, userId);
    return Promise.resolve();
  }

  left(chatroomId: string, userId: string): void {
    this.#presence.exit(chatroomId, userId);
  }

  /** Memory always answers. */
  settling<T>(change: Promise<T>): Promise<T> {
    return change;
  }
}
