import type { PlainMetric, PlainValue } from "../observe/metrics/samples.ts";

/** A metric and its values, by their labels. */
interface Sum {
  readonly metric: PlainMetric;
  readonly values: Map<string, PlainValue>;
}

/**
 * The metrics of the gateways' threads, such that no sum ever falls: a thread
 * that answers late keeps its last counts, and the counts of one that ended
 * stay. What it counted after it was last asked is lost.
 */
export class Totals {
  /** By the thread's index. */
  #last = new Map<number, readonly PlainMetric[]>();
  /** Sums over all threads that have ended, by the metric's name. */
  #ended = new Map<string, Sum>();

  /** Sets the last counts of the thread at this index. */
  set(place: number, metrics: readonly PlainMetric[]): void {
    this.#last.set(place, metrics);
  }

  /**
   * The thread at this index has ended: keeps its sums and drops its gauges.
   */
  end(place: number): void {
    for (const metric of this.#last.get(place) ?? []) {
      if (metric.type !== "gauge") this.#keep(metric);
    }
    this.#last.delete(place);
  }

  /** The metrics of each thread, and of all that have ended. */
  get all(): PlainMetric[][] {
    const ended = [...this.#ended.values()].map(({ metric, values }) => ({
      ...metric,
      values: [...values.values()],
    }));
    return [...[...this.#last.values()].map((each) => [...each]), ended];
  }

  #keep(metric: PlainMetric): void {
    const { name } = metric;
    const sum = this.#ended.get(name) ?? { metric, values: new Map() };
    this.#ended.set(name, sum);
    for (const each of metric.values) {
      const key = JSON.stringify([each.metricName, each.labels]);
      const value = each.value + (sum.values.get(key)?.value ?? 0);
      sum.values.set(key, { ...each, value });
    }
  }
}
