import type { Clock } from "../base/clock.ts";
import { PushCounts } from "../observe/metrics/push_counts.ts";
import type { Hint } from "../protocol/responses.ts";
import type { Presence } from "./presence.ts";
import { type ConnectionRef, numberAt } from "./connection_ref.ts";

/** Membership events of one chatroom in a second, counted as frames. */
const MEMBERSHIP_FRAMES_PER_SECOND = 10_000;

/** What {@linkcode Events} needs. */
export interface EventsOptions {
  readonly presence: Presence;
  readonly clock: Clock;
  readonly counts?: PushCounts | undefined;
}

/**
 * Sends events: what happened besides messages. Events are hints and may be
 * dropped. A backed-up connection does not get one. When a chatroom's
 * membership changes faster than its members could read (10,000 joins of 10,000
 * members would be a hundred million frames), the events beyond {@linkcode
 * MEMBERSHIP_FRAMES_PER_SECOND} are dropped for everybody; the member list
 * stays correct.
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

  /** Sends to one user's connections, except the one that caused the event. */
  notifyUser(
    userId: string,
    hint: Hint,
    origin: ConnectionRef | undefined,
  ): void {
    for (const commands of this.#options.presence.gatewaysOf(userId)) {
      commands.notify(userId, hint, numberAt(commands, origin));
    }
  }

  /** Sends to the members of a chatroom who are online, except the origin. */
  notifyChatroom(
    chatroomId: string,
    hint: Hint,
    origin: ConnectionRef | undefined,
  ): void {
    for (const commands of this.#options.presence.gatewaysIn(chatroomId)) {
      commands.notifyChatroom(chatroomId, hint, numberAt(commands, origin));
    }
  }

  /** As {@linkcode notifyChatroom}, within the chatroom's budget. */
  notifyMembership(
    chatroomId: string,
    hint: Hint,
    origin: ConnectionRef | undefined,
  ): void {
    if (this.#spend(chatroomId)) {
      this.notifyChatroom(chatroomId, hint, origin);
    } else {
      this.#counts.eventsOverBudget++;
    }
  }

  /**
   * Counts the receivers only while there is budget left, as counting looks at
   * each of them.
   */
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
