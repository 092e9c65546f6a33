import type { Presence } from "../push/presence.ts";
import type { Membership } from "../storage/storage.ts";

/** Where a chatroom stood when its user joined, and which change that was. */
export type Entered = Omit<Membership, "isMember">;

/** Where users are, over all nodes. */
export interface Whereabouts {
  /** Those of these users who have a connection anywhere. */
  online(userIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** The nodes of one service, as the rules of one of them see them. */
export interface Nodes extends Whereabouts {
  /**
   * Settles when this node hears all that concerns those who are here by now,
   * and the others know that they are; at the latest when the storage would
   * have had to answer. Never rejects.
   */
  settled(): Promise<void>;
  /**
   * A user has joined a chatroom: their connections are in it from now on, here
   * and elsewhere, unless they have left it since, as the ordinals say. Settles
   * as {@linkcode Nodes.settled}; from then on those here are pushed what comes
   * after `lastSequence`.
   */
  entered(chatroomId: string, userId: string, place: Entered): Promise<void>;
  /** A user has left a chatroom, and their connections with them, as above. */
  left(chatroomId: string, userId: string, ordinal: number): void;
  /**
   * The outcome of a change. Where the storage does not say in time what became
   * of it, `settle` is called when it answers again: to look, and to tell whom
   * the change concerns. At most 10,000 wait for that.
   */
  settling<T>(change: Promise<T>, settle: () => Promise<void>): Promise<T>;
}

/** {@linkcode Nodes} where there is but one: everybody is here or nowhere. */
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

  /** Memory answers in the order of the changes. */
  entered(chatroomId: string, userId: string): Promise<void> {
    this.#presence.enter(chatroomId, userId);
    return Promise.resolve();
  }

  left(chatroomId: string, userId: string): void {
    this.#presence.exit(chatroomId, userId);
  }

  /** What is here answers at once. */
  settling<T>(change: Promise<T>): Promise<T> {
    return change;
  }
}
