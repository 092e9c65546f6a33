import type { Clock } from "../../base/clock.ts";
import type { CallQueue } from "./call_queue.ts";
import type { ReadCalls, Upkeep, WriteCalls } from "./calls.ts";

/** Milliseconds between two steps, so that others' writes go in between. */
const PAUSE = 10;

/** What {@linkcode DiskTending} needs. */
export interface DiskTendingOptions {
  readonly writes: Pick<CallQueue<WriteCalls>, "call">;
  readonly reads: Pick<CallQueue<ReadCalls>, "call">;
  readonly clock: Pick<Clock, "after">;
  /** Milliseconds on the clock by which the storage knows who is idle. */
  readonly steady: () => number;
  readonly idleExpiry: number;
  /** Somebody who is connected is never forgotten. */
  readonly isOnline: (userId: string) => boolean;
}

/** Forgets, clears and shrinks in small steps, one after the other. */
export class DiskTending {
  #options: DiskTendingOptions;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: DiskTendingOptions) {
    this.#options = options;
  }

  /** Begins, unless it is at it; settles when all is done that there is to do. */
  run(): Promise<void> {
    return this.#running ??= this.#runAll().finally(() =>
      this.#running = undefined
    );
  }

  /** Does no further step. */
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
      // A disk that takes nothing is told of elsewhere, and this comes again.
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
