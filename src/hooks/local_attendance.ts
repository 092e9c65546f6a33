import type { Clock, Timer } from "../base/clock.ts";
import type { Message } from "../domain/model.ts";
import type { Views } from "../protocol/views.ts";
import type { BeforeStart, Outbox } from "../storage/outbox.ts";
import type { Attendance } from "./attendance.ts";
import type { MissedSearch } from "./missed_search.ts";
import type { Recorder } from "./recorder.ts";
import { undeliveredEvent } from "./undelivered_event.ts";

/** What {@linkcode LocalAttendance} needs. */
export interface LocalAttendanceOptions {
  readonly outbox: Pick<Outbox, "cameBack" | "withdraw" | "setPresent">;
  readonly recorder: Pick<Recorder, "wants" | "record">;
  readonly search: Pick<MissedSearch, "of">;
  readonly views: Views;
  /** Is any connection of the user here? */
  readonly isOnline: (userId: string) => boolean;
  /** Milliseconds of `--offline-delay`. */
  readonly delay: number;
  readonly clock: Pick<Clock, "after" | "cancel" | "elapsed" | "now">;
  readonly onFault: (fault: unknown) => void;
}

/** When a user's last connection ended. */
interface Leaving {
  /** As the clock's `elapsed`. */
  readonly since: number;
  /** Unix time in milliseconds. */
  readonly at: number;
}

/** {@linkcode Attendance} where all connections are at this node. */
export class LocalAttendance implements Attendance {
  #options: LocalAttendanceOptions;
  /**
   * Users who have gone and are not offline yet, those who went first in front.
   */
  #leaving = new Map<string, Leaving>();
  /** Those who were here when the process before ended, and are not back. */
  #lost = new Set<string>();
  #timer: Timer | undefined;
  #searchTimer: Timer | undefined;
  #stopped = false;

  constructor(options: LocalAttendanceOptions) {
    this.#options = options;
  }

  start(before?: BeforeStart): void {
    if (before === undefined) return;
    const { clock, delay, recorder } = this.#options;
    for (const userId of before.present) this.#leave(userId);
    if (!recorder.wants("message.undelivered")) return;
    this.#lost = new Set(before.present);
    if (this.#lost.size === 0) return;
    // Most come back by then, and have missed nothing.
    this.#searchTimer = clock
      .after(delay, () => void this.#lookForMissed(before.until));
  }

  appeared(userId: string): void {
    const { recorder, clock } = this.#options;
    this.seen(userId);
    const wasOnline = this.#leaving.delete(userId);
    if (wasOnline) return;
    this.#setPresent(userId, true);
    if (!recorder.wants("user.online")) return;
    const at = clock.now();
    const data = { user_id: userId, at };
    recorder.record({ type: "user.online", at, about: [userId], data });
  }

  disappeared(userId: string, unconfirmed: readonly Message[]): void {
    for (const message of unconfirmed) this.#wait(userId, message);
    this.#leave(userId);
  }

  missed(userId: string, message: Message): void {
    if (!this.#options.isOnline(userId)) this.#wait(userId, message);
  }

  seen(userId: string): void {
    const { outbox, onFault } = this.#options;
    this.#lost.delete(userId);
    outbox.cameBack(userId).catch(onFault);
  }

  recalled(userId: string, messageId: string): void {
    const { outbox, onFault } = this.#options;
    outbox.withdraw(messageId, userId).catch(onFault);
  }

  forget(userId: string): void {
    this.#lost.delete(userId);
  }

  stop(): void {
    const { clock } = this.#options;
    this.#stopped = true;
    clock.cancel(this.#timer);
    clock.cancel(this.#searchTimer);
  }

  /** One user after the other, each if they are still away. */
  async #lookForMissed(until: number): Promise<void> {
    for (const userId of this.#lost) {
      const messages = await this.#missedBy(userId, until);
      if (this.#stopped) return;
      if (!this.#lost.delete(userId)) continue;
      for (const message of messages) this.#wait(userId, message, 0);
    }
  }

  async #missedBy(userId: string, until: number): Promise<Message[]> {
    const { search, onFault } = this.#options;
    try {
      return await search.of(userId, until);
    } catch (fault) {
      onFault(fault);
      return [];
    }
  }

  #setPresent(userId: string, isPresent: boolean): void {
    const { outbox, onFault } = this.#options;
    outbox.setPresent?.(userId, isPresent).catch(onFault);
  }

  #leave(userId: string): void {
    const { clock, delay } = this.#options;
    this.#leaving.delete(userId);
    this.#leaving.set(userId, { since: clock.elapsed(), at: clock.now() });
    // The last ones go when the service ends.
    if (this.#stopped) return;
    this.#timer ??= clock.after(delay, () => this.#sweep());
  }

  /** Whoever has stayed away is offline. */
  #sweep(): void {
    const { clock, delay } = this.#options;
    this.#timer = undefined;
    const now = clock.elapsed();
    for (const [userId, leaving] of this.#leaving) {
      const early = leaving.since + delay - now;
      if (early > 0) {
        this.#timer = clock.after(early, () => this.#sweep());
        return;
      }
      this.#leaving.delete(userId);
      this.#setPresent(userId, false);
      this.#tellOffline(userId, leaving);
    }
  }

  #tellOffline(userId: string, { at }: Leaving): void {
    const { recorder } = this.#options;
    if (!recorder.wants("user.offline")) return;
    const data = { user_id: userId, at };
    recorder.record({ type: "user.offline", about: [userId], data });
  }

  #wait(
    userId: string,
    message: Message,
    delay = this.#options.delay,
  ): void {
    const { recorder, views, clock } = this.#options;
    if (!recorder.wants("message.undelivered")) return;
    const about = { views, delay, now: clock.now() };
    recorder.record(undeliveredEvent(message, userId, about));
  }
}
