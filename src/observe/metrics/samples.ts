import { BOUNDS, type Durations } from "./durations.ts";
import { type MetricName, METRICS } from "./table.ts";

/**
 * Values from small sets only: each combination is a series of its own for
 * ever.
 */
export type Labels = Readonly<Record<string, string | number>>;

/** One metric as plain data, as `getMetricsAsJSON` of prom-client has it. */
export interface PlainMetric {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** How the values of several threads are combined. */
  readonly aggregator: "sum";
  readonly values: PlainValue[];
}

/** One value of a {@linkcode PlainMetric}. */
export interface PlainValue {
  readonly value: number;
  readonly labels: Labels;
  /** For a histogram: the metric's name with `_bucket`, `_sum` or `_count`. */
  readonly metricName?: string;
}

/** Collects the values of a scrape. */
export class Samples {
  #metrics = new Map<MetricName, PlainMetric>();

  /** All values, in the order in which they were added. */
  get plain(): PlainMetric[] {
    return [...this.#metrics.values()];
  }

  /** Adds a counter's or a gauge's value. */
  add(name: MetricName, value: number, labels: Labels = {}): void {
    this.#of(name).values.push({ value, labels });
  }

  /** Adds a histogram, in seconds as is usual in Prometheus. */
  addDurations(
    name: MetricName,
    durations: Durations,
    labels: Labels = {},
  ): void {
    const { values } = this.#of(name);
    for (const [at, value] of durations.cumulative().entries()) {
      const bound = BOUNDS[at];
      const le = bound === undefined ? "+Inf" : bound / 1000;
      const metricName = `${name}_bucket`;
      values.push({ metricName, value, labels: { le, ...labels } });
    }
    const { count, sum } = durations;
    values.push({ metricName: `${name}_sum`, value: sum / 1000, labels });
    values.push({ metricName: `${name}_count`, value: count, labels });
  }

  #of(name: MetricName): PlainMetric {
    const known = this.#metrics.get(name);
    if (known !== undefined) return known;
    const { type, help } = METRICS[name];
    const metric = { name, help, type, aggregator: "sum", values: [] } as const;
    this.#metrics.set(name, { ...metric, values: [] });
    return this.#metrics.get(name) as PlainMetric;
  }
}
