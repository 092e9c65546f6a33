import type { Message } from "../domain/model.ts";
import { RoomPush, type RoomPushOptions } from "./room_push.ts";

/**
 * The strategy of chatrooms: at most one push per interval and room, carrying
 * the newest messages since the last push. The first message after a quiet
 * interval goes out at once. A receiver whose connection is backed up is
 * skipped, and its next push says how many messages it missed; until it has
 * caught up, the room's interval goes on. A quiet room has no state and no
 * timer here.
 */
export class ChatroomPush {
  #options: RoomPushOptions;
  #rooms = new Map<string, RoomPush>();
  /**
   * The rooms that got messages during {@linkcode together}; undefined outside
   * it.
   */
  #together: Set<RoomPush> | undefined;
  #flushed: PromiseWithResolvers<void> | undefined;

  constructor(options: RoomPushOptions) {
    this.#options = options;
  }

  /** Rooms that are not quiet. */
  get busyRooms(): number {
    return this.#rooms.size;
  }

  /** Takes a message that was just stored; call it in the order of storing. */
  deliver(chatroomId: string, message: Message, title: string): void {
    // A busy room counts it even if nobody is online: a receiver that comes
    // back within the interval has missed it.
    if (this.#rooms.has(chatroomId) || this.#hasMemberOnline(chatroomId)) {
      const room = this.#room(chatroomId);
      room.add(message, title);
      if (this.#together === undefined) room.next();
      else this.#together.add(room);
    }
  }

  /**
   * Treats everything that `run` delivers as one arrival: each room pushes the
   * newest of it, instead of pushing the first message alone.
   */
  together(run: () => void): void {
    this.#together = new Set();
    try {
      run();
    } finally {
      const rooms = this.#together;
      this.#together = undefined;
      for (const room of rooms) room.next();
    }
  }

  /** Counts messages that this node does not push as missed. */
  pass(chatroomId: string, count: number): void {
    if (this.#rooms.has(chatroomId) || this.#hasMemberOnline(chatroomId)) {
      this.#room(chatroomId).pass(count);
    }
  }

  /**
   * Puts a changed message in the place of one that has not been pushed yet.
   */
  replace(chatroomId: string, message: Message): void {
    this.#rooms.get(chatroomId)?.replace(message);
  }

  /**
   * Pushes what is waiting now, without waiting for intervals to end, and
   * starts no further intervals. Settles when everything was handed to the
   * sockets; receivers that are backed up are left out.
   */
  flush(): Promise<void> {
    this.#flushed = Promise.withResolvers();
    for (const room of [...this.#rooms.values()]) room.hurry();
    this.#noteQuiet();
    return this.#flushed.promise;
  }

  /** Cancels all timers. */
  stop(): void {
    for (const room of this.#rooms.values()) room.stop();
    this.#rooms.clear();
  }

  #hasMemberOnline(chatroomId: string): boolean {
    return this.#options.presence.hasMemberOnline(chatroomId);
  }

  #room(chatroomId: string): RoomPush {
    const known = this.#rooms.get(chatroomId);
    if (known !== undefined) return known;
    const room = new RoomPush(chatroomId, this.#options, () => {
      this.#rooms.delete(chatroomId);
      this.#noteQuiet();
    });
    this.#rooms.set(chatroomId, room);
    if (this.#flushed !== undefined) room.hurry();
    return room;
  }

  #noteQuiet(): void {
    if (this.#rooms.size === 0) this.#flushed?.resolve();
  }
}
