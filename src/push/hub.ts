import type { Close } from "../base/close_codes.ts";
import type { Codec, Encoded } from "../protocol/codec.ts";

/** One socket, as far as pushing needs to know it. */
export interface Connection {
  /** Its number, which no other connection of this gateway has or will have. */
  readonly id: number;
  readonly codec: Codec;
  /** False from the first call of `close`, or the socket's end, on. */
  readonly open: boolean;
  /** Bytes given to `send` that have not left the process. */
  readonly bufferedBytes: number;
  /** Whose it is, or was when it went; undefined where it is nobody's. */
  readonly userId: string | undefined;
  /**
   * It is a user's from now on, for `lifetime` milliseconds where that is given.
   * Only the {@linkcode Hub} calls this, and `dismiss`: what it knows by user
   * and what the connection knows of itself change together.
   */
  admit(userId: string, lifetime: number | undefined): void;
  /** It is nobody's any more. */
  dismiss(): void;
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
 * The connections of one gateway: each by its number, those of each user,
 * oldest first, and who is in which chatroom. A connection is removed by
 * identity, so that one which goes late cannot take its successor with it, and
 * what is empty is deleted. What has been said of a user's chatrooms stays until
 * it is taken back, also while no connection of theirs is here: a connection
 * comes and goes without a look at any of them.
 */
export class Hub<Held extends Connection = Connection> {
  #connections = new Map<number, Held>();
  #users = new Map<string, Known>();
  #chatrooms = new Map<string, Members>();
  #loggedIn = 0;
  #departures = 0;

  /**
   * Counts those who have gone from anywhere: while it is the same, who was in
   * a chatroom is in it still.
   */
  get departures(): number {
    return this.#departures;
  }

  /** How many connections there are, logged in or not. */
  get size(): number {
    return this.#connections.size;
  }

  /** How many users it knows. */
  get users(): number {
    return this.#users.size;
  }

  /** How many logged-in connections there are. */
  get loggedIn(): number {
    return this.#loggedIn;
  }

  /** How many chatrooms it knows a member of. */
  get chatrooms(): number {
    return this.#chatrooms.size;
  }

  /** All connections, logged in or not. */
  connections(): Iterable<Held> {
    return this.#connections.values();
  }

  /** The connection of a number, if it is here. */
  find(connection: number): Held | undefined {
    return this.#connections.get(connection);
  }

  /** The user's connections, oldest first. */
  connectionsOf(userId: string): readonly Connection[] {
    return this.#users.get(userId)?.connections ?? NOBODY;
  }

  /** The connections of a chatroom's members. */
  connectionsIn(chatroomId: string): Receivers {
    return this.#chatrooms.get(chatroomId) ?? NO_RECEIVERS;
  }

  /** A connection is here, and nobody's yet. */
  add(connection: Held): void {
    this.#connections.set(connection.id, connection);
  }

  /** A connection has gone; one that is not here changes nothing. */
  remove(connection: Held): void {
    if (this.#connections.get(connection.id) !== connection) return;
    this.#connections.delete(connection.id);
    this.#takeFromUser(connection);
  }

  /**
   * A connection is a user's, and in their chatrooms, from now on; for
   * `lifetime` milliseconds where that is given. Again for the same user only
   * says anew for how long.
   */
  admit(connection: number, userId: string, lifetime?: number): void {
    const held = this.#connections.get(connection);
    if (held === undefined) return;
    if (held.userId !== userId) {
      this.#takeFromUser(held);
      const known = this.#known(userId);
      known.connections = [...known.connections, held];
      this.#loggedIn++;
    }
    held.admit(userId, lifetime);
  }

  /** A connection is nobody's any more, and stays. */
  dismiss(connection: number): void {
    const held = this.#connections.get(connection);
    if (held?.userId === undefined) return;
    this.#takeFromUser(held);
    held.dismiss();
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

  #takeFromUser(connection: Connection): void {
    const known = this.#users.get(connection.userId ?? "");
    if (!known?.connections.includes(connection)) return;
    this.#loggedIn--;
    this.#departures++;
    known.connections = known.connections.filter((each) => each !== connection);
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
    const members = new Members(this.#users);
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
  #known: ReadonlyMap<string, Known>;

  constructor(known: ReadonlyMap<string, Known>) {
    this.#known = known;
  }

  get size(): number {
    let sum = 0;
    for (const { connections } of this.users) sum += connections.length;
    return sum;
  }

  has(connection: Connection): boolean {
    const known = this.#known.get(connection.userId ?? "");
    if (known === undefined || !this.users.has(known)) return false;
    return known.connections.includes(connection);
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
