import type { PlainMetric, PlainValue } from "../observe/metrics/samples.ts";

/** A metric and its values by what tells them apart. */
interface Sum {
  readonly metric: PlainMetric;
  readonly values: Map<string, PlainValue>;
}

/**
 * What the gateways' threads have counted, so that no sum ever falls: a thread
 * that is late counts as it did last, and what one counted stays after its end. What it
 * counted since it was last asked is lost.
 */
export class Totals {
  /** By the thread's place. */
  #last = new Map<number, readonly PlainMetric[]>();
  /** Of all that have ended, by the metric's name. */
  #ended = new Map<string, Sum>();

  /** The thread in a place has said what it counts. */
  tell(place: number, metrics: readonly PlainMetric[]): void {
    this.#last.set(place, metrics);
  }

  /** The thread in a place has ended; what it held is gone. */
  end(place: number): void {
    for (const metric of this.#last.get(place) ?? []) {
      if (metric.type !== "gauge") this.#keep(metric);
    }
    this.#last.delete(place);
  }

  /** What each has counted, and all that have ended. */
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
