import type { Message } from "../domain/model.ts";

/** What one receiver gets. */
export interface Selection {
  /** The newest messages, ascending; at most `--message-push-count`. */
  readonly items: readonly Message[];
  /** How many messages before them the receiver has not been pushed. */
  readonly missed: number;
}

/** The newest messages of a chatroom as they were at one moment. */
export interface Snapshot {
  /** The point up to which messages had come. */
  readonly total: number;
  /** What was new since a point. */
  since(point: number): Selection;
}

/**
 * The newest messages of one chatroom, and how many there have been: enough to
 * tell a receiver who has last been pushed at any point what is new, and how
 * much of it is left out. Points are counts of messages since the window was
 * made. Holds at most `count` messages.
 */
export class RoomWindow {
  #recent: Message[] = [];
  #count: number;
  #total = 0;

  constructor(count: number) {
    this.#count = count;
  }

  /** The point up to which messages have come. */
  get total(): number {
    return this.#total;
  }

  /** Adds the newest message. */
  add(message: Message): void {
    this.#recent.push(message);
    if (this.#recent.length > this.#count) this.#recent.shift();
    this.#total++;
  }

  /** Puts a changed message in the place of the one with its id. */
  replace(message: Message): void {
    this.#recent = this.#recent.map((held) =>
      held.id === message.id ? message : held
    );
  }

  /** The window as it is now: messages that come later do not show in it. */
  snapshot(): Snapshot {
    const recent = this.#recent.slice();
    const total = this.#total;
    const since = (point: number) => {
      const fresh = total - point;
      const items = fresh > 0 ? recent.slice(-fresh) : [];
      return { items, missed: fresh - items.length };
    };
    return { total, since };
  }
}
