import { ConnectionCounts } from "./connection_counts.ts";
import { Durations } from "./durations.ts";
import { addHeap } from "./heap_gauges.ts";
import { HttpCounts } from "./http_counts.ts";
import { PushCounts } from "./push_counts.ts";
import { RequestCounts } from "./request_counts.ts";
import { type PlainMetric, Samples } from "./samples.ts";
import { StorageCounts } from "./storage_counts.ts";

/** What the main thread is called. */
export const MAIN_THREAD = "main";

/** Adds to a scrape what is read at that moment. */
export type Gauges = (samples: Samples) => void;

/**
 * What one thread counts. Its parts are plain numbers that the message path
 * raises; a scrape makes plain data of them, which a thread can post.
 */
export class Metrics {
  readonly connections = new ConnectionCounts();
  readonly requests: RequestCounts;
  readonly pushes = new PushCounts();
  readonly storage = new StorageCounts();
  readonly http = new HttpCounts();
  /** Lines that were not logged as there were too many. */
  suppressedLines = 0;
  /** Lines that were lost as nobody read them. */
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

  /** Adds numbers of what exists at the moment, which are read at a scrape. */
  addGauges(gauges: Gauges): void {
    this.#gauges.push(gauges);
  }

  /** Everything there is to tell now. */
  collect(): PlainMetric[] {
    const samples = new Samples();
    samples.add("gim_threads", 1);
    const { connections, requests, pushes, storage, http } = this;
    for (const part of [connections, requests, pushes, storage, http]) {
      part.collect(samples);
    }
    samples.add("gim_log_lines_suppressed_total", this.suppressedLines);
    samples.add("gim_log_lines_dropped_total", this.droppedLines());
    // Added up, a thread that is full would hide behind those that are not.
    const own = { thread: this.#thread };
    samples.addDurations("gim_event_loop_lag_seconds", this.loopLag, own);
    addHeap(samples, own);
    for (const gauges of this.#gauges) gauges(samples);
    return samples.plain;
  }
}
