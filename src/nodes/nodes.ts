import type { Presence } from "../push/presence.ts";

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
   * A user's connections here are in a chatroom: those elsewhere follow.
   * Settles as {@linkcode Nodes.settled}; from then on those here are pushed
   * what comes after `lastSequence`.
   */
  entered(
    chatroomId: string,
    userId: string,
    lastSequence: number,
  ): Promise<void>;
  /** A user's connections here have left a chatroom: those elsewhere follow. */
  left(chatroomId: string, userId: string): void;
  /**
   * The outcome of a change. Where the storage does not say in time what became
   * of it, `settle` is called when it answers again: to look, and to tell whom
   * the change concerns. At most 10,000 wait for that.
   */
  settling<T>(change: Promise<T>, settle: () => Promise<void>): Promise<T>;
}

/** {@linkcode Nodes} where there is but one: everybody is here or nowhere. */
export class OneNode implements Nodes {
  #presence: Pick<Presence, "isOnline">;

  constructor(presence: Pick<Presence, "isOnline">) {
    this.#presence = presence;
  }

  online(userIds: readonly string[]): Promise<ReadonlySet<string>> {
    const online = userIds.filter((id) => this.#presence.isOnline(id));
    return Promise.resolve(new Set(online));
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  entered(): Promise<void> {
    return Promise.resolve();
  }

  left(): void {}

  /** What is here answers at once. */
  settling<T>(change: Promise<T>): Promise<T> {
    return change;
  }
}
