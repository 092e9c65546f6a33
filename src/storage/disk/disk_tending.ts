import type { Clock } from "../../base/clock.ts";
import type { CallQueue } from "./call_queue.ts";
import type { ReadCalls, Upkeep, WriteCalls } from "./calls.ts";

/** Milliseconds between two steps, so that other writes come in between. */
const PAUSE = 10;

/** What {@linkcode DiskTending} needs. */
export interface DiskTendingOptions {
  readonly writes: Pick<CallQueue<WriteCalls>, "call">;
  readonly reads: Pick<CallQueue<ReadCalls>, "call">;
  readonly clock: Pick<Clock, "after">;
  /** Milliseconds of the clock by which the storage measures idleness. */
  readonly steady: () => number;
  readonly idleExpiry: number;
  /** A connected user is never removed. */
  readonly isOnline: (userId: string) => boolean;
}

/** Removes, deletes and shrinks in small steps, one after the other. */
export class DiskTending {
  #options: DiskTendingOptions;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: DiskTendingOptions) {
    this.#options = options;
  }

  /** Starts unless it runs; settles when nothing is left to do. */
  run(): Promise<void> {
    return this.#running ??= this.#runAll().finally(() =>
      this.#running = undefined
    );
  }

  /** Makes no further step. */
  stop(): void {
    this.#stopped = true;
  }

  async #runAll(): Promise<void> {
    const { writes, steady, idleExpiry } = this.#options;
    const since = steady() - idleExpiry;
    try {
      await this.#forgetUsers(since);
      await this.#all(() => writes.call("forgetChatrooms", since));
      await this.#all(() => writes.call("clear"));
      await this.#all(() => writes.call("shrink"));
    } catch {
      // A failing disk is reported elsewhere, and this runs again later.
    }
  }

  async #forgetUsers(since: number): Promise<void> {
    const { writes, reads, isOnline } = this.#options;
    for (;;) {
      const idle = await reads.call("idleUsers", since);
      if (idle.length === 0 || this.#stopped) return;
      const offline = idle.filter((id) => !isOnline(id));
      const online = idle.filter(isOnline);
      await Promise.all(online.map((id) => writes.call("touch", id)));
      await this.#all(() => writes.call("forgetUsers", offline, since));
    }
  }

  async #all(step: () => Promise<Upkeep>): Promise<void> {
    while (!this.#stopped && (await step()).more) await this.#pause();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(PAUSE, resolve);
    });
  }
}
