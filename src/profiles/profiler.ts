import type { Clock } from "../clock.ts";
import { ReplyError, TooManyRequests } from "../errors.ts";
import { MAIN_THREAD } from "../metrics/metrics.ts";
import { takeHeapSnapshot } from "./heap_snapshot.ts";
import type { ThreadProfile } from "./pprof.ts";
import {
  type ProfileRequest,
  takeProfile,
  type V8Profile,
} from "./v8_profile.ts";

/** Milliseconds after which to ask again while a snapshot is being written. */
const SNAPSHOT_RETRY = 5000;

/** A thread beside the main one that can be profiled. */
export interface ProfiledThread {
  readonly name: string;
  /** As {@linkcode takeProfile}, in that thread. */
  takeProfile(request: ProfileRequest): Promise<V8Profile>;
  /** As {@linkcode takeHeapSnapshot}, in that thread. */
  takeHeapSnapshot(): Promise<Uint8Array<ArrayBuffer>>;
}

/** What {@linkcode Profiler} needs. */
export interface ProfilerOptions {
  readonly clock: Clock;
  /** The threads there are now, beside the main one. */
  readonly threads: () => readonly ProfiledThread[];
}

/**
 * Takes profiles of all threads, one at a time: a profile costs, and two at
 * once would measure each other.
 */
export class Profiler {
  #options: ProfilerOptions;
  /** When what is under way will be over, as the clock's `elapsed`. */
  #busyUntil: number | undefined;
  #cut = Promise.withResolvers<void>();

  constructor(options: ProfilerOptions) {
    this.#options = options;
  }

  /**
   * Profiles all threads at once and returns a gzipped pprof.
   *
   * @throws {ReplyError} 429 while another profile is being taken
   */
  async profile(request: ProfileRequest): Promise<Uint8Array<ArrayBuffer>> {
    const { clock } = this.#options;
    const release = this.#occupy(request.duration);
    const [startedAt, began] = [clock.now(), clock.elapsed()];
    try {
      // Nobody who takes no profiles has to load what writes them.
      const { encodePprof } = await import("./pprof.ts");
      const taken = await this.#takeAll(request);
      const duration = clock.elapsed() - began;
      return await encodePprof(taken, { ...request, startedAt, duration });
    } finally {
      release();
    }
  }

  /**
   * A thread's heap as DevTools reads it, the main one's where none is named;
   * the thread stands still for it.
   *
   * @throws {ReplyError} 404 no such thread, 429 while another profile is being taken
   */
  async heapSnapshot(name = MAIN_THREAD): Promise<Uint8Array<ArrayBuffer>> {
    const thread = this.#options.threads().find((each) => each.name === name);
    if (thread === undefined && name !== MAIN_THREAD) {
      throw new ReplyError(404, `thread: no such thread: ${name}`);
    }
    const release = this.#occupy(SNAPSHOT_RETRY);
    try {
      return await (thread?.takeHeapSnapshot() ?? takeHeapSnapshot());
    } finally {
      release();
    }
  }

  /** Ends what is under way, for good: a profile comes out as it is then. */
  stop(): void {
    this.#cut.resolve();
  }

  async #takeAll(request: ProfileRequest): Promise<ThreadProfile[]> {
    const { clock, threads } = this.#options;
    const cut = this.#cut.promise;
    const main = {
      name: MAIN_THREAD,
      taken: takeProfile(request, { clock, cut }),
    };
    const others = threads().map((thread) => ({
      name: thread.name,
      taken: thread.takeProfile(request),
    }));
    const all = [main, ...others];
    const outcomes = await Promise.allSettled(all.map(({ taken }) => taken));
    // The others' profiles are good without that of a thread which has ended.
    const taken = outcomes.flatMap((outcome, at) =>
      outcome.status === "fulfilled"
        ? [{ thread: all[at]?.name ?? "", taken: outcome.value }]
        : []
    );
    if (outcomes[0]?.status === "rejected") throw outcomes[0].reason;
    return taken;
  }

  #occupy(duration: number): () => void {
    const { clock } = this.#options;
    if (this.#busyUntil !== undefined) {
      const left = Math.max(1000, this.#busyUntil - clock.elapsed());
      throw new TooManyRequests("another profile is being taken", left);
    }
    this.#busyUntil = clock.elapsed() + duration;
    return () => {
      this.#busyUntil = undefined;
    };
  }
}
