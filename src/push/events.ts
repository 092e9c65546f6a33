import type { Clock } from "../base/clock.ts";
import { PushCounts } from "../observe/metrics/push_counts.ts";
import type { EventPush } from "../protocol/responses.ts";
import type { Presence } from "./presence.ts";
import { type ConnectionRef, numberAt } from "./connection_ref.ts";

/** Frames of membership events that one chatroom may cause in a second. */
const MEMBERSHIP_FRAMES_PER_SECOND = 10_000;

/** What {@linkcode Events} needs. */
export interface EventsOptions {
  readonly presence: Presence;
  readonly clock: Clock;
  readonly counts?: PushCounts | undefined;
}

/**
 * Tells what happened beside messages. Events are hints: one is dropped for a
 * connection that is backed up, and where a chatroom's membership changes faster
 * than its members could read (10,000 joins of 10,000 members would be a hundred
 * million frames) those beyond {@linkcode MEMBERSHIP_FRAMES_PER_SECOND} are
 * dropped for all; the member list is the truth.
 */
export class Events {
  #options: EventsOptions;
  #counts: PushCounts;
  #spent = new Map<string, number>();
  #secondEnds = 0;

  constructor(options: EventsOptions) {
    this.#options = options;
    this.#counts = options.counts ?? new PushCounts();
  }

  /** Tells one user's connections, except the one that caused it. */
  tellUser(
    userId: string,
    event: EventPush,
    origin: ConnectionRef | undefined,
  ): void {
    for (const commands of this.#options.presence.gatewaysOf(userId)) {
      commands.tell(userId, event, numberAt(commands, origin));
    }
  }

  /** Tells a chatroom's members who are online, except the origin. */
  tellChatroom(
    chatroomId: string,
    event: EventPush,
    origin: ConnectionRef | undefined,
  ): void {
    for (const commands of this.#options.presence.gatewaysIn(chatroomId)) {
      commands.tellChatroom(chatroomId, event, numberAt(commands, origin));
    }
  }

  /** As {@linkcode tellChatroom}, within the chatroom's budget. */
  tellMembership(
    chatroomId: string,
    event: EventPush,
    origin: ConnectionRef | undefined,
  ): void {
    if (this.#spend(chatroomId)) {
      this.tellChatroom(chatroomId, event, origin);
    } else {
      this.#counts.eventsOverBudget++;
    }
  }

  /** Receivers are counted, one by one, only as long as there is a budget. */
  #spend(chatroomId: string): boolean {
    const now = this.#options.clock.now();
    if (now >= this.#secondEnds || now < this.#secondEnds - 1000) {
      this.#spent.clear();
      this.#secondEnds = now + 1000;
    }
    const before = this.#spent.get(chatroomId) ?? 0;
    if (before > MEMBERSHIP_FRAMES_PER_SECOND) return false;
    const spent = before + this.#options.presence.connectionsIn(chatroomId);
    this.#spent.set(chatroomId, spent);
    return spent <= MEMBERSHIP_FRAMES_PER_SECOND;
  }
}
