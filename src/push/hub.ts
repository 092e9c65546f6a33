import type { Close } from "../base/close_codes.ts";
import type { Codec, Encoded } from "../protocol/codec.ts";

/** One socket of a logged-in user, as far as pushing needs to know it. */
export interface Connection {
  /** Its number, which no other connection of this gateway has or will have. */
  readonly id: number;
  readonly codec: Codec;
  /** False from the first call of `close`, or the socket's end, on. */
  readonly open: boolean;
  /** Bytes given to `send` that have not left the process. */
  readonly bufferedBytes: number;
  /** Queues one frame; on a closed connection nothing happens. */
  send(frame: Encoded): void;
  /** Ends the connection; further calls do nothing. */
  close(close: Close): void;
}

/** The connections that a gateway holds of the members of one chatroom. */
export interface Receivers extends Iterable<Connection> {
  /** How many there are; looks at each member. */
  readonly size: number;
  has(connection: Connection): boolean;
}

/** A user as a gateway knows them. */
interface Known {
  readonly id: string;
  /**
   * A handful, oldest first: an array is what is quickest to walk. Another one
   * after each change, as a push that closes one is walking it.
   */
  connections: readonly Connection[];
  readonly chatrooms: Set<string>;
}

const NOBODY: readonly Connection[] = [];
const NO_RECEIVERS: Receivers = new Set<Connection>();

/**
 * Whose connections one gateway holds: those of each user, oldest first, and
 * who is in which chatroom. A connection is removed by identity, so that one
 * which goes late cannot take its successor with it, and what is empty is
 * deleted. What has been said of a user's chatrooms stays until it is taken
 * back, also while no connection of theirs is here: a connection comes and goes
 * without a look at any of them.
 */
export class Hub {
  #users = new Map<string, Known>();
  #chatrooms = new Map<string, Members>();
  #userOf = new Map<Connection, Known>();
  #departures = 0;

  /**
   * Counts those who have gone from anywhere: while it is the same, who was in
   * a chatroom is in it still.
   */
  get departures(): number {
    return this.#departures;
  }

  /** How many users it knows. */
  get users(): number {
    return this.#users.size;
  }

  /** How many logged-in connections there are. */
  get connections(): number {
    return this.#userOf.size;
  }

  /** How many chatrooms it knows a member of. */
  get chatrooms(): number {
    return this.#chatrooms.size;
  }

  /** The user's connections, oldest first. */
  connectionsOf(userId: string): readonly Connection[] {
    return this.#users.get(userId)?.connections ?? NOBODY;
  }

  /** The connections of a chatroom's members. */
  connectionsIn(chatroomId: string): Receivers {
    return this.#chatrooms.get(chatroomId) ?? NO_RECEIVERS;
  }

  /** Adds a user's connection; it is in the user's chatrooms from now on. */
  add(connection: Connection, userId: string): void {
    if (this.#userOf.get(connection)?.id === userId) return;
    this.remove(connection);
    const known = this.#known(userId);
    known.connections = [...known.connections, connection];
    this.#userOf.set(connection, known);
  }

  /** Removes a connection; one that is not here changes nothing. */
  remove(connection: Connection): void {
    const known = this.#userOf.get(connection);
    if (known === undefined) return;
    this.#userOf.delete(connection);
    this.#departures++;
    known.connections = known.connections.filter((each) => each !== connection);
    this.#forgetIfEmpty(known);
  }

  /** A user is in a chatroom, with all connections; again changes nothing. */
  enter(chatroomId: string, userId: string): void {
    const known = this.#known(userId);
    if (known.chatrooms.has(chatroomId)) return;
    known.chatrooms.add(chatroomId);
    const members = this.#chatrooms.get(chatroomId) ?? this.#open(chatroomId);
    members.users.add(known);
  }

  /** A user is not in a chatroom any more. */
  exit(chatroomId: string, userId: string): void {
    const known = this.#users.get(userId);
    if (!known?.chatrooms.delete(chatroomId)) return;
    this.#departures++;
    const members = this.#chatrooms.get(chatroomId);
    members?.users.delete(known);
    if (members?.users.size === 0) this.#chatrooms.delete(chatroomId);
    this.#forgetIfEmpty(known);
  }

  #known(userId: string): Known {
    const known = this.#users.get(userId);
    if (known !== undefined) return known;
    const added = { id: userId, connections: [], chatrooms: new Set<string>() };
    this.#users.set(userId, added);
    return added;
  }

  #open(chatroomId: string): Members {
    const members = new Members(this.#userOf);
    this.#chatrooms.set(chatroomId, members);
    return members;
  }

  #forgetIfEmpty({ id, connections, chatrooms }: Known): void {
    if (connections.length === 0 && chatrooms.size === 0) {
      this.#users.delete(id);
    }
  }
}

/** One chatroom's members, as their connections. */
class Members implements Receivers {
  readonly users = new Set<Known>();
  #userOf: ReadonlyMap<Connection, Known>;

  constructor(userOf: ReadonlyMap<Connection, Known>) {
    this.#userOf = userOf;
  }

  get size(): number {
    let sum = 0;
    for (const { connections } of this.users) sum += connections.length;
    return sum;
  }

  has(connection: Connection): boolean {
    const known = this.#userOf.get(connection);
    return known !== undefined && this.users.has(known);
  }

  /** Through an array, which is five times as quick to walk as a generator. */
  [Symbol.iterator](): Iterator<Connection> {
    const all: Connection[] = [];
    for (const { connections } of this.users) {
      for (let at = 0; at < connections.length; at++) {
        all.push(connections[at] as Connection);
      }
    }
    return all.values();
  }
}
