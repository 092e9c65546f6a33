import type { Close } from "../base/close_codes.ts";
import type { Codec, Encoded } from "../protocol/codec.ts";
import type { PushedSession } from "../protocol/responses.ts";

/** A socket as the push side sees it. */
export interface Connection {
  /** Unique among all connections that this gateway ever has. */
  readonly id: number;
  readonly codec: Codec;
  /** False once `close` was called or the socket has ended. */
  readonly open: boolean;
  /** Bytes that it was given and that have not left the process. */
  readonly bufferedBytes: number;
  /** At least as many, and quicker to read. */
  readonly roughlyBufferedBytes: number;
  /**
   * The user logged in here, or who was when it closed; undefined without one.
   */
  readonly userId: string | undefined;
  /**
   * Logs a user in, for `lifetime` milliseconds if given. Only the {@linkcode
   * Hub} calls this and `dismiss`, so that its index by user and the
   * connection's own `userId` change together.
   */
  admit(userId: string, lifetime: number | undefined): void;
  /** Ends the login. */
  dismiss(): void;
  /** Queues one envelope; on a closed connection nothing happens. */
  send(encoded: Encoded): void;
  /**
   * Queues messages of a conversation, each encoded as an item of a push. They
   * may go in one push with those that came just before, in the same turn.
   * Returns how many pushes they begin.
   */
  deliver(session: PushedSession, items: readonly Encoded[]): number;
  /** Ends the connection; further calls do nothing. */
  close(close: Close): void;
}

/** The connections that a gateway holds of the members of one chatroom. */
export interface Receivers extends Iterable<Connection> {
  /** How many there are; costs a look at each member. */
  readonly size: number;
  has(connection: Connection): boolean;
}

/** What a gateway knows of one user. */
interface Known {
  readonly id: string;
  /**
   * Oldest first; a handful, and an array is quickest to walk. It is replaced
   * and never modified, as a push that closes a connection is walking it.
   */
  connections: readonly Connection[];
  readonly chatrooms: Set<string>;
}

const NOBODY: readonly Connection[] = [];
const NO_RECEIVERS: Receivers = new Set<Connection>();

/**
 * The connections of one gateway: by number, by user (oldest first), and by
 * chatroom. A connection is removed by identity, so that one that ends late
 * cannot remove its successor. Empty entries are deleted. A user's chatrooms
 * stay until the core takes them back, even without a connection of that user:
 * so a connection can come and go without a look at each chatroom.
 */
export class Hub<Held extends Connection = Connection> {
  #connections = new Map<number, Held>();
  #users = new Map<string, Known>();
  #chatrooms = new Map<string, Members>();
  #loggedIn = 0;
  #departures = 0;

  /**
   * Grows whenever somebody leaves anything: while it is unchanged, everybody
   * who was in a chatroom still is.
   */
  get departures(): number {
    return this.#departures;
  }

  /** How many connections there are, logged in or not. */
  get size(): number {
    return this.#connections.size;
  }

  /** How many users have a connection or a chatroom here. */
  get users(): number {
    return this.#users.size;
  }

  /** How many logged-in connections there are. */
  get loggedIn(): number {
    return this.#loggedIn;
  }

  /** How many chatrooms have a member here. */
  get chatrooms(): number {
    return this.#chatrooms.size;
  }

  /** All connections, logged in or not. */
  connections(): Iterable<Held> {
    return this.#connections.values();
  }

  /** The connection with this number, if it is here. */
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

  /** Adds a connection, which has no user yet. */
  add(connection: Held): void {
    this.#connections.set(connection.id, connection);
  }

  /** Removes a connection; does nothing if it is not here. */
  remove(connection: Held): void {
    if (this.#connections.get(connection.id) !== connection) return;
    this.#connections.delete(connection.id);
    this.#takeFromUser(connection);
  }

  /**
   * Logs a user in at a connection, which is in that user's chatrooms from now
   * on; for `lifetime` milliseconds if given. For the same user it only sets
   * the lifetime anew.
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

  /** Ends the login of a connection, which stays. */
  dismiss(connection: number): void {
    const held = this.#connections.get(connection);
    if (held?.userId === undefined) return;
    this.#takeFromUser(held);
    held.dismiss();
  }

  /**
   * Puts all of a user's connections into a chatroom; repeating it does
   * nothing.
   */
  enter(chatroomId: string, userId: string): void {
    const known = this.#known(userId);
    if (known.chatrooms.has(chatroomId)) return;
    known.chatrooms.add(chatroomId);
    const members = this.#chatrooms.get(chatroomId) ?? this.#open(chatroomId);
    members.users.add(known);
  }

  /** Takes a user out of a chatroom. */
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

/** The connections of one chatroom's members. */
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

  /** Builds an array, which is five times as quick to walk as a generator. */
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
