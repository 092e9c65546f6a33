import type { Clock, Timer } from "../base/clock.ts";
import { describeFault, ReplyError } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import type { Presence } from "../push/presence.ts";
import type { Storage } from "../storage/storage.ts";
import type { PrivateFeed } from "./private_feed.ts";
import type { NodeRegistry } from "./node_registry.ts";
import type { RoomFeed } from "./room_feed.ts";
import { CoalescedRun } from "./coalesced_run.ts";

/** What {@linkcode CatchUp} needs. */
export interface CatchUpOptions {
  readonly presence: Presence;
  readonly storage: Pick<Storage, "chatroomsOf" | "enter">;
  readonly registry: Pick<NodeRegistry, "renew">;
  readonly privates: Pick<PrivateFeed, "check">;
  readonly rooms: Pick<RoomFeed, "check" | "ids">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Users or chatrooms that are looked at together. */
const AT_ONCE = 16;
/** Milliseconds until what could not be looked at is looked at again. */
const RETRY = 1000;
/** The same where it is no matter of reach, again and again, at most. */
const LONGEST_PAUSE = 32_000;

/**
 * Finds what this node missed while it could not hear the others, for
 * everybody who is here: where they joined and left, and what was sent and
 * taken back. What fails is done again until it has succeeded, and what is
 * missed meanwhile is looked for afterwards.
 */
export class CatchUp {
  #options: CatchUpOptions;
  /** Since when (Unix ms) something may be missing; undefined: nothing is. */
  #since: number | undefined;
  #run = new CoalescedRun(() => this.#round());
  #timer: Timer | undefined;
  #pause = RETRY;
  #stopped = false;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** Something may have been missed since `since`, Unix time in milliseconds. */
  from(since: number): void {
    if (this.#stopped) return;
    this.#note(since);
    this.#run.ask();
  }

  stop(): void {
    this.#stopped = true;
    this.#options.clock.cancel(this.#timer);
  }

  async #round(): Promise<void> {
    const since = this.#since;
    if (since === undefined || this.#stopped) return;
    this.#since = undefined;
    this.#options.clock.cancel(this.#timer);
    const faults = await this.#look(since).catch((fault) => [fault]);
    if (faults.length > 0) this.#tryAgain(since, faults);
    else this.#pause = RETRY;
  }

  async #look(since: number): Promise<unknown[]> {
    const { registry, presence, rooms } = this.#options;
    registry.renew();
    return [
      ...await forEach(presence.userIds(), (id) => this.#recheck(id, since)),
      ...await forEach(rooms.ids(), (id) => rooms.check(id)),
    ];
  }

  #tryAgain(since: number, faults: readonly unknown[]): void {
    const { clock, log } = this.#options;
    log.warn("catching up failed", {
      fault: describeFault(faults[0]),
      count: faults.length,
    });
    if (this.#stopped) return;
    // Noted at once: a later loss that is looked for before must not hide it.
    this.#note(since);
    // What cannot be read hardly can be in a moment: it must not cost as much
    // for ever as all that is well.
    const passes = faults.some((fault) => fault instanceof ReplyError);
    const pause = passes ? RETRY : this.#pause;
    this.#pause = Math.min(2 * pause, LONGEST_PAUSE);
    this.#timer = clock.after(pause, () => void this.#run.ask());
  }

  #note(since: number): void {
    this.#since = Math.min(since, this.#since ?? since);
  }

  /** A user may have joined and left elsewhere, and has missed messages. */
  async #recheck(userId: string, since: number): Promise<void> {
    const { presence, storage, privates } = this.#options;
    // Redis may have come back without them.
    await storage.enter(userId, undefined);
    await presence.lookUpChatroomsAgain(
      userId,
      () => storage.chatroomsOf(userId),
    );
    await privates.check(userId, since);
  }
}

/** Does it for all, a few at a time; returns what those threw that failed. */
async function forEach(
  ids: Iterable<string>,
  run: (id: string) => Promise<void>,
): Promise<unknown[]> {
  const all = [...ids];
  const faults: unknown[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const group = all.slice(at, at + AT_ONCE).map(run);
    for (const each of await Promise.allSettled(group)) {
      if (each.status === "rejected") faults.push(each.reason);
    }
  }
  return faults;
}
