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
  readonly registry: Pick<NodeRegistry, "renew" | "settled">;
  readonly privates: Pick<PrivateFeed, "check">;
  readonly rooms: Pick<RoomFeed, "check" | "ids">;
  /** Closes the connections that this node was not told to close. */
  readonly sendAway: (userId: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Users or chatrooms that are read at the same time. */
const AT_ONCE = 16;
/** Milliseconds until what could not be read is read again. */
const RETRY = 1000;
/**
 * The longest such pause for faults other than Redis being out of reach; it
 * doubles each time.
 */
const LONGEST_PAUSE = 32_000;

/** Since when news may have been missed, Unix time in milliseconds. */
interface Lost {
  /** For everybody who is online here; undefined: none was missed. */
  readonly since: number | undefined;
  /** For single users. */
  readonly users: ReadonlyMap<string, number>;
}

const NOTHING: Lost = { since: undefined, users: new Map() };

/**
 * Reads what this node missed while the bus was gone, for everybody who is
 * online here: joins and leaves, messages and changes, and who may not be here
 * any more. What fails is read again until it succeeds; what is missed meanwhile
 * is read afterwards.
 */
export class CatchUp {
  #options: CatchUpOptions;
  #lost: Lost = NOTHING;
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
    this.#note({ since, users: NOTHING.users });
    this.#run.ask();
  }

  /** The same for one user, whose entry was missing since `since`. */
  ofUser(userId: string, since: number): void {
    if (this.#stopped) return;
    this.#note({ since: undefined, users: new Map([[userId, since]]) });
    this.#run.ask();
  }

  stop(): void {
    this.#stopped = true;
    this.#options.clock.cancel(this.#timer);
  }

  async #round(): Promise<void> {
    const lost = this.#lost;
    if (lost === NOTHING || this.#stopped) return;
    this.#lost = NOTHING;
    this.#options.clock.cancel(this.#timer);
    const faults = await this.#look(lost).catch((fault) => [fault]);
    if (faults.length > 0) this.#tryAgain(lost, faults);
    else this.#pause = RETRY;
  }

  async #look({ since, users }: Lost): Promise<unknown[]> {
    const late = await forEach(
      users.keys(),
      (id) => this.#recheck(id, users.get(id)!),
    );
    if (since === undefined) return late;
    const { registry, presence, rooms } = this.#options;
    registry.renew();
    // Other nodes publish for users whose entry is there: what they store after
    // this is not missed.
    await registry.settled();
    return [
      ...late,
      ...await forEach(presence.userIds(), (id) => this.#recheck(id, since)),
      ...await forEach(rooms.ids(), (id) => rooms.check(id)),
    ];
  }

  #tryAgain(lost: Lost, faults: readonly unknown[]): void {
    const { clock, log } = this.#options;
    log.warn("catching up failed", {
      fault: describeFault(faults[0]),
      count: faults.length,
    });
    if (this.#stopped) return;
    // Recorded at once: otherwise catching up with a later loss would hide this
    // one.
    this.#note(lost);
    // Records that cannot be read will hardly be readable soon, so they must
    // not cost as much for ever as all readable ones do.
    const passes = faults.some((fault) => fault instanceof ReplyError);
    const pause = passes ? RETRY : this.#pause;
    this.#pause = Math.min(2 * pause, LONGEST_PAUSE);
    this.#timer = clock.after(pause, () => void this.#run.ask());
  }

  #note(lost: Lost): void {
    const { since, users } = this.#lost;
    const sinces = [since, lost.since].filter((each) => each !== undefined);
    const all = new Map(users);
    for (const [id, each] of lost.users) {
      all.set(id, Math.min(each, all.get(id) ?? each));
    }
    this.#lost = {
      since: sinces.length === 0 ? undefined : Math.min(...sinces),
      users: all,
    };
  }

  /**
   * A user may have joined and left chatrooms elsewhere, and missed messages.
   */
  async #recheck(userId: string, since: number): Promise<void> {
    const { presence, storage, privates, sendAway } = this.#options;
    await sendAway(userId);
    if (!presence.isOnline(userId)) return;
    // Redis may have come back without this user.
    await storage.enter(userId, undefined);
    await presence.lookUpChatroomsAgain(
      userId,
      () => storage.chatroomsOf(userId),
    );
    await privates.check(userId, since);
  }
}

/** Calls it for all, a few at a time; returns what the failed calls threw. */
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
