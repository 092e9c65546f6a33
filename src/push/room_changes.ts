import type { Clock, Timer } from "../base/clock.ts";
import type { Change } from "../domain/change.ts";
import { chatroomConversation } from "../domain/ids.ts";
import type { EventPush } from "../protocol/responses.ts";
import { editedEvent, reactedEvent, recalledEvent } from "./change_events.ts";
import type { Events } from "./events.ts";
import type { Presence } from "./presence.ts";

/**
 * Most messages of a chatroom of which changes wait; those of further ones are
 * not told, and clients find them by their numbers.
 */
export const MAX_WAITING_CHANGES = 1000;

/** What {@linkcode RoomChanges} needs. */
export interface RoomChangesOptions {
  readonly presence: Pick<Presence, "hasMemberOnline">;
  readonly events: Pick<Events, "notifyChatroom">;
  readonly clock: Pick<Clock, "after" | "cancel">;
  /** Milliseconds for which changes of a chatroom are gathered. */
  readonly duration: number;
}

/** What has changed about a message: numbers of the newest such changes. */
interface Waiting {
  newest: Change;
  edited: number;
  reacted: number;
}

/** A chatroom with changes that wait. */
interface Room {
  readonly timer: Timer;
  /** The number of the change before the first that waits. */
  readonly before: number;
  /** By message id. */
  readonly waiting: Map<string, Waiting>;
  /** Was a change left out? */
  isIncomplete: boolean;
}

/** An event that is due, and its change. */
interface Due {
  readonly number: number;
  readonly event: EventPush;
}

/**
 * Tells the members of chatrooms what has changed about messages. Edits and
 * reactions of one interval, which begins with the first of them, become one
 * event each per message: a thousand members who react to a message cost one
 * event. A recall is told at once. A quiet chatroom has no state here.
 */
export class RoomChanges {
  #options: RoomChangesOptions;
  #rooms = new Map<string, Room>();

  constructor(options: RoomChangesOptions) {
    this.#options = options;
  }

  /** Chatrooms with changes that wait. */
  get waiting(): number {
    return this.#rooms.size;
  }

  /** Takes a change that was just stored; call it in the order of storing. */
  take(chatroomId: string, change: Change): void {
    if (change.kind === "recalled") return this.#recall(chatroomId, change);
    if (!this.#options.presence.hasMemberOnline(chatroomId)) return;
    const { id } = change.message;
    const room = this.#room(chatroomId, change.number - 1);
    const known = room.waiting.get(id) ??
      { newest: change, edited: 0, reacted: 0 };
    known.newest = change;
    known[change.kind] = change.number;
    if (room.waiting.size < MAX_WAITING_CHANGES || room.waiting.has(id)) {
      room.waiting.set(id, known);
    } else room.isIncomplete = true;
  }

  /** Tells everything that waits. */
  flush(): void {
    for (const chatroomId of [...this.#rooms.keys()]) this.#tell(chatroomId);
  }

  /** Tells nothing of what waits. */
  stop(): void {
    for (const { timer } of this.#rooms.values()) {
      this.#options.clock.cancel(timer);
    }
    this.#rooms.clear();
  }

  #room(chatroomId: string, before: number): Room {
    const known = this.#rooms.get(chatroomId);
    if (known !== undefined) return known;
    const { clock, duration } = this.#options;
    const timer = clock.after(duration, () => this.#tell(chatroomId));
    const waiting = new Map<string, Waiting>();
    const room = { timer, before, waiting, isIncomplete: false };
    this.#rooms.set(chatroomId, room);
    return room;
  }

  /** What waits is told before, as its numbers are lower. */
  #recall(chatroomId: string, change: Change): void {
    this.#rooms.get(chatroomId)?.waiting.delete(change.message.id);
    this.#tell(chatroomId);
    const conversation = chatroomConversation(chatroomId);
    const event = recalledEvent(conversation, change);
    this.#options.events.notifyChatroom(chatroomId, event, undefined);
  }

  #tell(chatroomId: string): void {
    const { clock, events } = this.#options;
    const room = this.#rooms.get(chatroomId);
    if (room === undefined) return;
    this.#rooms.delete(chatroomId);
    clock.cancel(room.timer);
    let { before } = room;
    for (const { number, event } of dueIn(chatroomId, room)) {
      const isNext = number === before + 1 || room.isIncomplete;
      const told = isNext ? event : { ...event, since: before } as EventPush;
      events.notifyChatroom(chatroomId, told, undefined);
      before = number;
    }
  }
}

/** The events of a chatroom's changes, by number. */
function dueIn(chatroomId: string, { waiting }: Room): Due[] {
  const conversation = chatroomConversation(chatroomId);
  const due: Due[] = [];
  for (const { newest, edited, reacted } of waiting.values()) {
    if (edited > 0) {
      const event = editedEvent(conversation, newest, edited);
      due.push({ number: edited, event });
    }
    if (reacted > 0) {
      const event = reactedEvent(conversation, newest.message, reacted);
      due.push({ number: reacted, event });
    }
  }
  return due.sort((a, b) => a.number - b.number);
}
