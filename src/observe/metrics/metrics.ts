import { ConnectionCounts } from "./connection_counts.ts";
import type { DiskCounts } from "./disk_counts.ts";
import { Durations } from "./durations.ts";
import type { HookCounts } from "./hook_counts.ts";
import { addHeap } from "./heap_gauges.ts";
import { HttpCounts } from "./http_counts.ts";
import { PushCounts } from "./push_counts.ts";
import { RefusalCounts } from "./refusal_counts.ts";
import { RequestCounts } from "./request_counts.ts";
import { type PlainMetric, Samples } from "./samples.ts";
import { StorageCounts } from "./storage_counts.ts";

/** The name of the main thread. */
export const MAIN_THREAD = "main";

/** Adds values that are read at the moment of a scrape. */
export type Gauges = (samples: Samples) => void;

/**
 * The metrics of one thread. The parts are plain numbers, which the message
 * path raises; a scrape turns them into plain data, which a thread can post.
 */
export class Metrics {
  readonly connections = new ConnectionCounts();
  readonly requests: RequestCounts;
  readonly pushes = new PushCounts();
  readonly refusals = new RefusalCounts();
  readonly storage = new StorageCounts();
  /** Undefined if the storage is not on disk. */
  disk: DiskCounts | undefined;
  readonly http = new HttpCounts();
  /** Undefined if no back end is told or asked. */
  hooks: HookCounts | undefined;
  /** Log lines that were suppressed because there were too many. */
  suppressedLines = 0;
  /** Log lines that were dropped because nobody read them. */
  droppedLines: () => number = () => 0;
  readonly loopLag = new Durations();
  #thread: string;
  #gauges: Gauges[] = [];

  /** @param ops the op table @param thread the name of the thread */
  constructor(
    ops: Iterable<{ readonly op: number; readonly name: string }>,
    thread = MAIN_THREAD,
  ) {
    this.#thread = thread;
    this.requests = new RequestCounts(ops);
  }

  /**
   * Adds values that are read at each scrape, such as how many sockets there
   * are.
   */
  addGauges(gauges: Gauges): void {
    this.#gauges.push(gauges);
  }

  /** The current value of every metric. */
  collect(): PlainMetric[] {
    const samples = new Samples();
    samples.add("gim_threads", 1);
    const { connections, requests, pushes, refusals, storage, http } = this;
    const parts = [connections, requests, pushes, refusals, storage, http];
    for (const part of parts) part.collect(samples);
    this.disk?.collect(samples);
    this.hooks?.collect(samples);
    samples.add("gim_log_lines_suppressed_total", this.suppressedLines);
    samples.add("gim_log_lines_dropped_total", this.droppedLines());
    // By thread: in a sum, a full thread would hide behind the others.
    const own = { thread: this.#thread };
    samples.addDurations("gim_event_loop_lag_seconds", this.loopLag, own);
    addHeap(samples, own);
    for (const gauges of this.#gauges) gauges(samples);
    return samples.plain;
  }
}
