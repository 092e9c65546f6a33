import type { Clock } from "../../base/clock.ts";
import { atMost } from "../../base/within.ts";
import type { Log } from "../../observe/log.ts";
import type { OnHeir } from "../governance.ts";
import type { CallQueue } from "./call_queue.ts";
import {
  CLEARED,
  FIRST_IDLE,
  type ReadCalls,
  type Upkeep,
  type WriteCalls,
} from "./calls.ts";
import { FileFault } from "./file_fault.ts";

/** Milliseconds between two steps, so that other writes come in between. */
const PAUSE = 10;
/**
 * Milliseconds for which a step goes on in the first round of a run, and at
 * most. Each round has longer ones than the last, so that forgetting keeps up
 * with writing, while other writes wait no longer than they have to.
 */
export const FIRST_STEP = 5;
export const LONGEST_STEP = 25;
/** Most steps of a run that meet damage; what is due after it waits for the next. */
export const MAX_FAILED = 20;

/** A step that removes something. */
interface Step {
  /** What it removes. */
  readonly what: string;
  readonly take: () => Promise<Pick<Upkeep, "more">>;
}

/** What {@linkcode DiskTending} needs. */
export interface DiskTendingOptions {
  readonly writes: Pick<CallQueue<WriteCalls>, "first">;
  readonly reads: Pick<CallQueue<ReadCalls>, "call">;
  readonly clock: Pick<Clock, "after" | "cancel">;
  /** Milliseconds of the clock by which the storage measures idleness. */
  readonly steady: () => number;
  readonly idleExpiry: number;
  /** A connected user is never removed. */
  readonly isOnline: (userId: string) => boolean;
  /** Not given: nobody is told. */
  readonly onHeir?: OnHeir | undefined;
  readonly log: Pick<Log, "error">;
}

/**
 * Removes, deletes and shrinks in small steps, one after the other. A run is
 * made of rounds with a step of each kind, because each could go on for ever
 * while users write, and none may keep the others from their turn.
 */
export class DiskTending {
  #options: DiskTendingOptions;
  #running: Promise<void> | undefined;
  #stopped = false;
  #wake = () => {};
  #failed = 0;
  /** The last idle user of this run. */
  #reached = FIRST_IDLE;
  /** By what was to be removed: the fault that was logged last. */
  #logged = new Map<string, string>();

  constructor(options: DiskTendingOptions) {
    this.#options = options;
  }

  /** Starts unless it runs; settles when nothing is left to do. */
  run(): Promise<void> {
    return this.#running ??= this.#runAll().finally(() =>
      this.#running = undefined
    );
  }

  /** Makes no further step; settles when the one under way is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  async #runAll(): Promise<void> {
    this.#failed = 0;
    this.#reached = FIRST_IDLE;
    for (let ms = FIRST_STEP; await this.#round(ms);) {
      ms = Math.min(ms + 1, LONGEST_STEP);
    }
  }

  /** Makes a step of each kind; was any of them not the last? */
  async #round(ms: number): Promise<boolean> {
    let more = false;
    for (const step of this.#steps(ms)) {
      if (this.#stopped) return false;
      if (!(await this.#hasMore(step))) continue;
      more = true;
      await this.#pause();
    }
    return more;
  }

  #steps(ms: number): Step[] {
    const { writes, steady, idleExpiry } = this.#options;
    const since = steady() - idleExpiry;
    return [
      { what: "users", take: () => this.#forgetUsers(since, ms) },
      {
        what: "chatrooms",
        take: () => writes.first("forgetChatrooms", since, ms),
      },
      ...CLEARED.map((what) => ({
        what,
        take: () => writes.first("clear", what, ms),
      })),
      { what: "space", take: () => writes.first("shrink") },
    ];
  }

  /** What a step meets must not keep the others from theirs. */
  async #hasMore({ what, take }: Step): Promise<boolean> {
    try {
      return (await take()).more;
    } catch (fault) {
      // A failing disk is reported elsewhere, and this runs again later.
      if (!(fault instanceof FileFault)) return false;
      this.#report(what, fault.message);
      // The next step passes over what this one has met.
      return ++this.#failed < MAX_FAILED;
    }
  }

  #report(what: string, reason: string): void {
    // The stack below it depends on what was damaged.
    const [fault = ""] = reason.split("\n");
    if (this.#logged.get(what) === fault) return;
    this.#logged.set(what, fault);
    this.#options.log.error("storage cannot remove what is due", {
      what,
      reason,
    });
  }

  async #forgetUsers(
    since: number,
    ms: number,
  ): Promise<Pick<Upkeep, "more">> {
    const { writes, reads, isOnline, onHeir } = this.#options;
    const { ids, last } = await reads.call("idleUsers", since, this.#reached);
    if (ids.length === 0 || this.#stopped) return { more: false };
    const offline = ids.filter((id) => !isOnline(id));
    const online = ids.filter(isOnline);
    const touched = online.map((id) => writes.first("touch", id));
    // Who is damaged is touched in vain, and must not keep the others waiting.
    await Promise.allSettled(touched);
    const { more, heirs = [] } = await writes
      .first("forgetUsers", offline, since, ms);
    for (const heir of heirs) onHeir?.(heir);
    // Else those who are passed over would be all that is ever read.
    if (!more) this.#reached = last;
    return { more: true };
  }

  async #pause(): Promise<void> {
    if (this.#stopped) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await atMost(promise, { ms: PAUSE, clock: this.#options.clock });
  }
}
