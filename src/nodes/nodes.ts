import type { Close } from "../base/close_codes.ts";
import type { EventPush } from "../protocol/responses.ts";
import type { ConnectionAbout, ConnectionRef } from "../push/connection_ref.ts";
import type { Presence } from "../push/presence.ts";
import type { Membership } from "../storage/storage.ts";

/** How far a chatroom was when its user joined, and the ordinal of the join. */
export type Entered = Omit<Membership, "isMember">;

/** A connection of a user, and where it is. */
export interface LocatedConnection extends ConnectionAbout {
  /** The name of the node that has it. */
  readonly node: string;
}

/** Who is online, over all nodes. */
export interface Whereabouts {
  /** Which of these users have a connection on any node. */
  online(userIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** A user's connections on all nodes, in no order. */
  connectionsOf(userId: string): Promise<LocatedConnection[]>;
}

/** The nodes of one service, as the rules of one node see them. */
export interface Nodes extends Whereabouts {
  /** All who are online, in no order; undefined where no node knows that. */
  everybodyOnline(): Iterable<string> | undefined;
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
   * after `lastSequence`, and nothing up to `hiddenUpTo`.
   */
  entered(chatroomId: string, userId: string, place: Entered): Promise<void>;
  /**
   * A user has left a chatroom: takes their connections out of it, as above.
   */
  left(chatroomId: string, userId: string, ordinal: number): void;
  /** Closes all connections of a user, on every node, and ends their logins. */
  sendAway(userId: string, close: Close): void;
  /**
   * Tells the other nodes that a user is erased, for what they remember of them
   * outside the storage. One that is out of reach does not hear of it.
   */
  erased(userId: string): void;
  /**
   * Sends an event to every logged-in connection on every node. Returns how
   * many there are at this one.
   */
  announce(event: EventPush): number;
  /**
   * The outcome of a change. If the storage does not answer in time, `settle`
   * is called when it answers again, to find out whether the change took effect
   * and tell the news. At most 10,000 wait for that.
   */
  settling<T>(change: Promise<T>, settle: () => Promise<void>): Promise<T>;
}

/** Who is online here, and where. */
type LocalPresence = Pick<
  Presence,
  | "enter"
  | "exit"
  | "isOnline"
  | "userIds"
  | "refsOf"
  | "remove"
  | "gateways"
  | "connections"
>;

/**
 * {@linkcode Nodes} when there is only one: everybody is online here or not at
 * all.
 */
export class OneNode implements Nodes {
  #presence: LocalPresence;
  /** A new one at each start, as of nodes that share a Redis. */
  #name = crypto.randomUUID();

  constructor(presence: LocalPresence) {
    this.#presence = presence;
  }

  connectionsOf(userId: string): Promise<LocatedConnection[]> {
    const found = connectionsAt(this.#name, this.#presence, userId);
    return Promise.resolve(found);
  }

  sendAway(userId: string, close: Close): void {
    sendAwayFrom(this.#presence, userId, close);
  }

  /** There are no others. */
  erased(): void {}

  announce(event: EventPush): number {
    return announceAt(this.#presence, event);
  }

  online(userIds: readonly string[]): Promise<ReadonlySet<string>> {
    const online = userIds.filter((id) => this.#presence.isOnline(id));
    return Promise.resolve(new Set(online));
  }

  everybodyOnline(): Iterable<string> {
    return this.#presence.userIds();
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  /** No ordinal is needed, as memory answers in the order of the changes. */
  entered(
    chatroomId: string,
    userId: string,
    { hiddenUpTo }: Entered,
  ): Promise<void> {
    this.#presence.enter(chatroomId, userId, hiddenUpTo);
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

/** The connections of a user that are here. */
export function connectionsAt(
  node: string,
  presence: Pick<Presence, "refsOf">,
  userId: string,
): LocatedConnection[] {
  return [...presence.refsOf(userId)].flatMap(({ about }) =>
    about === undefined ? [] : [{
      id: about.id,
      device: about.device,
      encoding: about.encoding,
      since: about.since,
      node,
    }]
  );
}

/** Closes the connections of a user that are here, and ends their logins. */
export function sendAwayFrom(
  presence: Pick<Presence, "refsOf" | "remove">,
  userId: string,
  close: Close,
): void {
  sendAway([...presence.refsOf(userId)], presence, close);
}

/** Closes connections that are here, and ends their logins. */
export function sendAway(
  refs: readonly ConnectionRef[],
  presence: Pick<Presence, "remove">,
  close: Close,
): void {
  for (const ref of refs) {
    ref.close(close);
    // At once: its gateway may report its end much later.
    presence.remove(ref);
  }
}

/** Sends an event to every connection here; returns to how many. */
export function announceAt(
  presence: Pick<Presence, "gateways" | "connections">,
  event: EventPush,
): number {
  const { connections } = presence;
  for (const commands of presence.gateways()) commands.notifyAll(event);
  return connections;
}
