import { ReplyError } from "../base/errors.ts";

/** What {@linkcode Unread} needs. */
export interface UnreadOptions {
  /** Most bytes of one user's closed sockets. */
  readonly perUser: number;
  /** Most bytes of all closed sockets. */
  readonly total: number;
}

/** The bytes that a closed socket holds. */
export interface Holding {
  /** The user who was logged in last; empty for none. */
  readonly userId: string;
  readonly bytes: number;
}

/**
 * The bytes that closed sockets of one gateway hold until their engine says
 * that they have ended. If an engine cannot cut a peer off, that takes as long
 * as the peer likes: so a user who has left much unread gets no further
 * connection.
 */
export class Unread {
  #options: UnreadOptions;
  #held = new Map<number, Holding>();
  #ofUser = new Map<string, number>();
  #bytes = 0;

  constructor(options: UnreadOptions) {
    this.#options = options;
  }

  /** Bytes of all closed sockets. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A connection was closed whose socket holds bytes. */
  add(connection: number, holding: Holding): void {
    this.#held.set(connection, holding);
    this.#change(holding.userId, holding.bytes);
  }

  /** A socket has ended; does nothing if it held none. */
  remove(connection: number): void {
    const holding = this.#held.get(connection);
    if (!this.#held.delete(connection) || holding === undefined) return;
    this.#change(holding.userId, -holding.bytes);
  }

  /** @throws {ReplyError} 503 to a user who has left too much unread */
  requireRoomFor(userId: string): void {
    const bytes = this.#ofUser.get(userId) ?? 0;
    if (bytes < this.#options.perUser) return;
    throw new ReplyError(
      503,
      `id: closed connections of this user have left ${bytes} bytes unread: ` +
        "expected their sockets to be read to the end, or to be gone",
    );
  }

  /**
   * @throws {ReplyError} 503 when all users together have left too much unread
   */
  requireRoom(): void {
    if (this.#bytes < this.#options.total) return;
    throw new ReplyError(
      503,
      "closed connections have left as much unread as there may be",
    );
  }

  #change(userId: string, change: number): void {
    this.#bytes += change;
    const bytes = (this.#ofUser.get(userId) ?? 0) + change;
    if (bytes > 0) this.#ofUser.set(userId, bytes);
    else this.#ofUser.delete(userId);
  }
}
