import type { Close } from "../close_codes.ts";
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

interface Presence {
  readonly connections: Set<Connection>;
  readonly chatrooms: Set<string>;
}

const NOBODY: ReadonlySet<Connection> = new Set();

/**
 * Whose connections one gateway holds: those of each user, oldest first, and of
 * each chatroom's members. Users and rooms change together; a connection is
 * removed by identity, so that one which goes late cannot take its successor
 * with it, and what is empty is deleted.
 */
export class Hub {
  #users = new Map<string, Presence>();
  #chatrooms = new Map<string, Set<Connection>>();
  #userOf = new Map<Connection, string>();

  /** How many users have a connection here. */
  get users(): number {
    return this.#users.size;
  }

  /** How many logged-in connections there are. */
  get connections(): number {
    return this.#userOf.size;
  }

  /** How many chatrooms have a member online. */
  get chatrooms(): number {
    return this.#chatrooms.size;
  }

  /** The user's connections, oldest first. */
  connectionsOf(userId: string): ReadonlySet<Connection> {
    return this.#users.get(userId)?.connections ?? NOBODY;
  }

  /** The connections of a chatroom's members. */
  connectionsIn(chatroomId: string): ReadonlySet<Connection> {
    return this.#chatrooms.get(chatroomId) ?? NOBODY;
  }

  /** Adds a user's connection; it is in the user's chatrooms from now on. */
  add(connection: Connection, userId: string): void {
    if (this.#userOf.get(connection) !== userId) this.remove(connection);
    const presence = this.#users.get(userId) ?? this.#appear(userId);
    presence.connections.add(connection);
    this.#userOf.set(connection, userId);
    for (const id of presence.chatrooms) this.#enterRoom(id, connection);
  }

  /** Removes a connection; one that is not here changes nothing. */
  remove(connection: Connection): void {
    const userId = this.#userOf.get(connection);
    const presence = this.#users.get(userId ?? "");
    if (userId === undefined || presence === undefined) return;
    this.#userOf.delete(connection);
    presence.connections.delete(connection);
    for (const id of presence.chatrooms) this.#exitRoom(id, connection);
    if (presence.connections.size === 0) this.#users.delete(userId);
  }

  /** Puts a user's connections into a chatroom; again changes nothing. */
  enter(chatroomId: string, userId: string): void {
    const presence = this.#users.get(userId);
    if (presence === undefined || presence.chatrooms.has(chatroomId)) return;
    presence.chatrooms.add(chatroomId);
    for (const each of presence.connections) this.#enterRoom(chatroomId, each);
  }

  /** Takes a user's connections out of a chatroom. */
  exit(chatroomId: string, userId: string): void {
    const presence = this.#users.get(userId);
    if (presence === undefined) return;
    presence.chatrooms.delete(chatroomId);
    for (const each of presence.connections) this.#exitRoom(chatroomId, each);
  }

  #appear(userId: string): Presence {
    const presence = {
      connections: new Set<Connection>(),
      chatrooms: new Set<string>(),
    };
    this.#users.set(userId, presence);
    return presence;
  }

  #enterRoom(chatroomId: string, connection: Connection): void {
    const known = this.#chatrooms.get(chatroomId);
    if (known !== undefined) known.add(connection);
    else this.#chatrooms.set(chatroomId, new Set([connection]));
  }

  #exitRoom(chatroomId: string, connection: Connection): void {
    const known = this.#chatrooms.get(chatroomId);
    known?.delete(connection);
    if (known?.size === 0) this.#chatrooms.delete(chatroomId);
  }
}
