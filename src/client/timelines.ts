import type { ClientEvents } from "./client_events.ts";
import type { Emitter } from "./emitter.ts";
import { GimOverflowError } from "./errors.ts";
import { received } from "./received_message.ts";
import type { Position } from "./position.ts";
import { Timeline } from "./timeline.ts";

/** Most conversations with a timeline. */
export const MAX_CONVERSATIONS = 10_000;
/**
 * Most chatrooms that the user has left of which the position is remembered.
 */
const MAX_LEFT = 1000;

/**
 * A user's timelines by session id, and the positions in those that were left.
 */
export class Timelines {
  #events: Pick<Emitter<ClientEvents>, "emit">;
  #open = new Map<string, Timeline>();
  /** Where the application stopped in conversations that its user has left. */
  #left = new Map<string, Position>();
  #hasComplained = false;

  constructor(events: Pick<Emitter<ClientEvents>, "emit">) {
    this.#events = events;
  }

  /** How far the application has got in each conversation. */
  get positions(): Record<string, Position> {
    const positions = Object.fromEntries(this.#left);
    for (const { id, position } of this.#open.values()) {
      if (position !== undefined) positions[id] = position;
    }
    return positions;
  }

  [Symbol.iterator](): Iterator<Timeline> {
    return this.#open.values();
  }

  /** The timeline of a conversation, if it is open. */
  get(id: string): Timeline | undefined {
    return this.#open.get(id);
  }

  /**
   * The timeline of a conversation, opened if needed; undefined when there are
   * too many.
   */
  open(id: string): Timeline | undefined {
    const known = this.#open.get(id);
    if (known !== undefined) return known;
    if (this.#open.size >= MAX_CONVERSATIONS) return this.#complain();
    const timeline = new Timeline(id, {
      message: (message) =>
        this.#events.emit("message", received(message, timeline.title)),
      changed: (event) => this.#events.emit("event", event),
      missed: (missed) => this.#events.emit("missed", missed),
    });
    this.#open.set(id, timeline);
    return timeline;
  }

  /**
   * Starts a timeline at a position, or where the application stopped before.
   */
  start(timeline: Timeline, place: Position, isLoose = false): void {
    const left = this.#left.get(timeline.id);
    this.#left.delete(timeline.id);
    const sequence = Math.max(0, place.sequence);
    if (left === undefined) {
      timeline.start({ ...place, sequence }, false, isLoose);
    } else if (left.sequence >= sequence) timeline.start(left, true);
    else timeline.start({ sequence, change: left.change });
  }

  /** Closes a timeline; a user who comes back to it gets nothing twice. */
  leave(id: string): void {
    const position = this.#open.get(id)?.position;
    this.#open.delete(id);
    if (position === undefined) return;
    this.#left.set(id, position);
    if (this.#left.size <= MAX_LEFT) return;
    const [oldest = ""] = this.#left.keys();
    this.#left.delete(oldest);
  }

  #complain(): undefined {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    const message =
      `${MAX_CONVERSATIONS} conversations are followed already: ` +
      "of the others messages come as they are pushed";
    this.#events.emit("error", new GimOverflowError(message));
  }
}
