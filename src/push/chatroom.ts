import type { Message } from "../domain/model.ts";
import { RoomPush, type RoomPushOptions } from "./room_push.ts";

/**
 * The strategy of chatrooms: at most one push per interval and room, carrying
 * the newest messages since the last push. The first message after a quiet
 * interval goes out at once. A receiver whose connection is backed up is
 * skipped, and told with its next push how much it missed; until then the
 * room's interval goes on. A quiet room has no state and no timer here.
 */
export class ChatroomPush {
  #options: RoomPushOptions;
  #rooms = new Map<string, RoomPush>();
  /** The rooms that wait for all that they get. */
  #together: Set<RoomPush> | undefined;
  #flushed: PromiseWithResolvers<void> | undefined;

  constructor(options: RoomPushOptions) {
    this.#options = options;
  }

  /** Rooms that are not quiet. */
  get busyRooms(): number {
    return this.#rooms.size;
  }

  /** Takes a message that was just stored; to be called in their order. */
  deliver(chatroomId: string, message: Message, title: string): void {
    // In a busy room it counts for those too who come back within the interval.
    if (this.#rooms.has(chatroomId) || this.#isHeard(chatroomId)) {
      const room = this.#room(chatroomId);
      room.add(message, title);
      if (this.#together === undefined) room.next();
      else this.#together.add(room);
    }
  }

  /**
   * Has what `run` delivers go out as if it had come at once: the newest of it
   * first, and not what happened to be the first.
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

  /** Counts messages that nobody here will be pushed: they are missed. */
  pass(chatroomId: string, count: number): void {
    if (this.#rooms.has(chatroomId) || this.#isHeard(chatroomId)) {
      this.#room(chatroomId).pass(count);
    }
  }

  /** A message that still waits here goes out changed. */
  replace(chatroomId: string, message: Message): void {
    this.#rooms.get(chatroomId)?.replace(message);
  }

  /**
   * Pushes what waits without waiting for the end of an interval, and from now
   * on knows none. Settles when all has been handed to the sockets; who is
   * backed up is left out.
   */
  flush(): Promise<void> {
    this.#flushed = Promise.withResolvers();
    for (const room of [...this.#rooms.values()]) room.hurry();
    this.#noteQuiet();
    return this.#flushed.promise;
  }

  /** Takes all timers back. */
  stop(): void {
    for (const room of this.#rooms.values()) room.stop();
    this.#rooms.clear();
  }

  #isHeard(chatroomId: string): boolean {
    return this.#options.presence.isHeard(chatroomId);
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
