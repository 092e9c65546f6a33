import { within } from "../../base/within.ts";
import type { Clock } from "../../base/clock.ts";
import { ReplyError, tooManyRequests } from "../../base/errors.ts";
import { MAIN_THREAD } from "../metrics/metrics.ts";
import { takeHeapSnapshot } from "./heap_snapshot.ts";
import type { ThreadProfile } from "./pprof.ts";
import {
  type ProfileRequest,
  takeProfile,
  type V8Profile,
} from "./v8_profile.ts";

/** Milliseconds after which to ask again while a snapshot is written. */
const SNAPSHOT_RETRY = 5000;

/** Milliseconds that a thread may be late with its part of a profile. */
const GRACE = 5000;
/** Most milliseconds for a snapshot; a thread that takes longer is stuck. */
const SNAPSHOT_TIMEOUT = 300_000;

/** Another thread that can be profiled. */
export interface ProfiledThread {
  readonly name: string;
  /** As {@linkcode takeProfile}, in that thread. */
  takeProfile(request: ProfileRequest): Promise<V8Profile>;
  /**
   * Ends the profile under way, if any; what was sampled so far is its result.
   */
  endProfile(): void;
  /** As {@linkcode takeHeapSnapshot}, in that thread. */
  takeHeapSnapshot(): Promise<Uint8Array<ArrayBuffer>>;
}

/** What {@linkcode Profiler} needs. */
export interface ProfilerOptions {
  readonly clock: Clock;
  /** The threads that exist now besides the main one. */
  readonly threads: () => readonly ProfiledThread[];
}

/**
 * Takes profiles of all threads, one at a time: a profile has a cost, and two
 * at once would measure each other.
 */
export class Profiler {
  #options: ProfilerOptions;
  /** When the profile under way will be over, as the clock's `elapsed`. */
  #busyUntil: number | undefined;
  #cut = Promise.withResolvers<void>();

  constructor(options: ProfilerOptions) {
    this.#options = options;
  }

  /**
   * Profiles all threads at once and returns a gzipped pprof. It ends early,
   * with what was sampled so far, when `signal` says that nobody waits for it.
   * A thread that does not answer within {@linkcode GRACE} is left out.
   *
   * @throws {ReplyError} 429 while another profile is being taken
   */
  async profile(
    request: ProfileRequest,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { clock } = this.#options;
    const release = this.#occupy(request.duration);
    const [startedAt, began] = [clock.now(), clock.elapsed()];
    try {
      // Loaded only when a profile is taken.
      const { encodePprof } = await import("./pprof.ts");
      const taken = await this.#takeAll(request, signal);
      const duration = clock.elapsed() - began;
      return await encodePprof(taken, { ...request, startedAt, duration });
    } finally {
      release();
    }
  }

  /**
   * A thread's heap for DevTools, by default the main thread's. The thread
   * stands still meanwhile.
   *
   * @throws {ReplyError} 404 no such thread, 429 while another profile is being
   * taken, 503 when the thread does not answer
   */
  async heapSnapshot(name = MAIN_THREAD): Promise<Uint8Array<ArrayBuffer>> {
    const thread = this.#options.threads().find((each) => each.name === name);
    if (thread === undefined && name !== MAIN_THREAD) {
      throw new ReplyError(404, `thread: no such thread: ${name}`);
    }
    const release = this.#occupy(SNAPSHOT_RETRY);
    try {
      if (thread === undefined) return await takeHeapSnapshot();
      const { clock } = this.#options;
      const taken = thread.takeHeapSnapshot();
      const snapshot = await within(
        taken,
        { ms: SNAPSHOT_TIMEOUT, clock },
        () => undefined,
      );
      if (snapshot !== undefined) return snapshot;
      throw new ReplyError(503, `thread: ${name} does not answer`);
    } finally {
      release();
    }
  }

  /** Ends profiling for good; a profile under way returns what it has. */
  stop(): void {
    this.#cut.resolve();
  }

  async #takeAll(
    request: ProfileRequest,
    signal: AbortSignal | undefined,
  ): Promise<ThreadProfile[]> {
    const { clock } = this.#options;
    const threads = this.#options.threads();
    const asked = threads.map((thread) => profileOf(thread, request));
    const taken = await this.#takeOwn(request, signal);
    // Where this one ended early, the others would go on into the next profile.
    for (const thread of threads) thread.endProfile();
    const patience = { ms: GRACE, clock };
    const others = await Promise.all(
      asked.map((each) => within(each, patience, () => undefined)),
    );
    const known = others.filter((each) => each !== undefined);
    return [{ thread: MAIN_THREAD, taken }, ...known];
  }

  async #takeOwn(
    request: ProfileRequest,
    signal: AbortSignal | undefined,
  ): Promise<V8Profile> {
    const gone = Promise.withResolvers<void>();
    if (signal?.aborted) gone.resolve();
    const note = () => gone.resolve();
    signal?.addEventListener("abort", note);
    try {
      const cut = Promise.race([this.#cut.promise, gone.promise]);
      return await takeProfile(request, { clock: this.#options.clock, cut });
    } finally {
      signal?.removeEventListener("abort", note);
    }
  }

  #occupy(duration: number): () => void {
    const { clock } = this.#options;
    if (this.#busyUntil !== undefined) {
      const left = Math.max(1000, this.#busyUntil - clock.elapsed());
      throw tooManyRequests("another profile is being taken", left);
    }
    this.#busyUntil = clock.elapsed() + duration;
    return () => {
      this.#busyUntil = undefined;
    };
  }
}

/** A thread that has ended is left out of the profile. */
function profileOf(
  thread: ProfiledThread,
  request: ProfileRequest,
): Promise<ThreadProfile | undefined> {
  return thread.takeProfile(request).then(
    (taken) => ({ thread: thread.name, taken }),
    () => undefined,
  );
}
