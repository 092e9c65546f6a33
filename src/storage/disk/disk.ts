import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../observe/log.ts";
import type { DiskCounts } from "../../observe/metrics/disk_counts.ts";
import { Moments } from "../memory/moments.ts";
import type { OnHeir } from "../governance.ts";
import type { StorageSizes } from "../storage.ts";
import type { Answers, Figures } from "./batch.ts";
import { DiskCache } from "./cache/disk_cache.ts";
import { settle } from "./cache/settled_calls.ts";
import { CallQueue } from "./call_queue.ts";
import type { ReadCalls, WriteCalls } from "./calls.ts";
import type { DiskBounds } from "./disk_bounds.ts";
import { DiskHealth } from "./disk_health.ts";
import { DiskOutbox } from "./disk_outbox.ts";
import { DiskStorage } from "./disk_storage.ts";
import { DiskTending } from "./disk_tending.ts";
import type { DiskSync } from "./file/data_directory.ts";
import { DiskThread } from "./thread/disk_thread.ts";
import { textOf } from "./text_of.ts";
import type { DiskRole } from "./thread/thread_messages.ts";

/**
 * Milliseconds between two syncs while few writes wait, because a sync is
 * expensive.
 */
const PAUSE = { full: 2, normal: 0 } as const;

/** What {@linkcode Disk} needs. */
export interface DiskOptions {
  readonly directory: string;
  readonly sync: DiskSync;
  readonly bounds: DiskBounds;
  /** As in {@linkcode DiskThread}. */
  readonly entry: string;
  readonly sources: string | undefined;
  /** A connected user is never removed. */
  readonly isOnline: (userId: string) => boolean;
  /** Not given: nobody is told. */
  readonly onHeir?: OnHeir | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly counts: DiskCounts | undefined;
}

/** A storage on disk and its threads, from opening to closing. */
export class Disk {
  readonly storage: DiskStorage;
  readonly outbox: DiskOutbox;
  #options: DiskOptions;
  #threads: Record<DiskRole, DiskThread>;
  #writes: CallQueue<WriteCalls>;
  #reads: CallQueue<ReadCalls>;
  #cache: DiskCache;
  #health: DiskHealth;
  #tending: DiskTending;
  #figures: Figures | undefined;
  #isOpen = false;

  constructor(options: DiskOptions) {
    const { clock, log, bounds, sync, counts, onHeir } = options;
    this.#options = options;
    const moments = new Moments(clock);
    const threads = {
      writer: this.#thread("writer"),
      reader: this.#thread("reader"),
    };
    this.#threads = threads;
    this.#health = new DiskHealth({
      ...options,
      probe: () => void this.#writes.call("probe").catch(() => {}),
    });
    const cache = this.#cache = new DiskCache(bounds);
    const writes = new CallQueue<WriteCalls>({
      clock,
      moments,
      pause: PAUSE[sync],
      weigh: textOf,
      port: threads.writer,
      onBatch: () => this.#health.sent(),
      onAnswers: (answers) => this.#note(answers),
      onAnswer: (call, answer) => settle(cache, call, answer),
    });
    const reads = new CallQueue<ReadCalls>({
      clock,
      moments,
      pause: 0,
      port: threads.reader,
    });
    this.#writes = writes;
    this.#reads = reads;
    if (counts) {
      counts.waiting = () => writes.size;
      counts.pages = cache.pages;
    }
    this.storage = new DiskStorage({ writes, reads, cache, onHeir });
    const figures = () => this.#figures?.events;
    this.outbox = new DiskOutbox({ writes, reads, moments, figures });
    this.#tending = new DiskTending({
      writes,
      reads,
      clock,
      idleExpiry: bounds.idleExpiry,
      isOnline: options.isOnline,
      onHeir,
      log,
      steady: () => moments.now().steady,
    });
  }

  /** Why nothing can be stored; undefined if all is well. */
  get problem(): string | undefined {
    return this.#health.problem;
  }

  /** How much is stored; undefined before the first write. */
  get sizes(): StorageSizes | undefined {
    if (this.#figures === undefined) return undefined;
    const { users, chatrooms, memberships, privates } = this.#figures;
    const { messages, requestIds, sanctions, blocks } = this.#figures;
    const counted = { users, chatrooms, memberships, privates, messages };
    const governed = { sanctions, blocks };
    const messageBytes = this.#cache.bytes;
    return { ...counted, ...governed, requestIds, messageBytes };
  }

  /** Opens the directory. @throws {DataDirectoryError} */
  async open(): Promise<void> {
    await this.#threads.writer.open();
    await this.#threads.reader.open();
    this.#isOpen = true;
    await this.#writes.call("probe");
  }

  /** Removes and deletes what is due, step by step. */
  tend(): void {
    if (this.#isOpen) this.#tending.run();
  }

  /** Settles when all calls are answered and the file is closed. */
  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#tending.stop();
    await Promise.all([this.#writes.drained(), this.#reads.drained()]);
    this.#writes.end();
    this.#reads.end();
    this.#health.stop();
    await this.#threads.reader.close();
    await this.#threads.writer.close();
  }

  #thread(role: DiskRole): DiskThread {
    const { directory, sync, bounds, entry, sources, clock } = this.#options;
    return new DiskThread({
      role,
      entry,
      sources,
      clock,
      start: { directory, sync, bounds },
      onEnd: (reason) => {
        this.#health.lose(`${role}: ${reason}`);
        this.#writes.end();
        this.#reads.end();
        // Of what was under way nobody knows whether it is settled.
        this.#cache.clear();
      },
    });
  }

  #note(answers: Answers): void {
    this.#health.answered(answers);
    const { figures, outcomes } = answers;
    const { counts } = this.#options;
    this.#figures = figures ?? this.#figures;
    if (counts === undefined) return;
    counts.calls += outcomes.length;
    if (figures?.bytes !== undefined) counts.bytes = figures.bytes;
    if (figures?.wrote) counts.commits.observe(figures.took);
    if (outcomes.some(([kind]) => kind === "fault")) counts.failed++;
  }
}
