/**
 * The metrics of `GET /metrics`, in Prometheus' text format.
 *
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */

/** One line: a name, its labels and a value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Everything that was told at one moment. */
export class Metrics {
  /** When, by a clock that does not jump, in milliseconds. */
  readonly at: number;
  #samples = new Map<string, Sample[]>();

  constructor(text: string, at: number) {
    this.at = at;
    for (const line of text.split("\n")) {
      const sample = sampleOf(line);
      if (sample === undefined) continue;
      const known = this.#samples.get(sample.name);
      if (known === undefined) this.#samples.set(sample.name, [sample]);
      else known.push(sample);
    }
  }

  /** The samples of a name that have these labels. */
  of(
    name: string,
    labels: Readonly<Record<string, string>> = {},
  ): readonly Sample[] {
    const wanted = Object.entries(labels);
    return (this.#samples.get(name) ?? []).filter((sample) =>
      wanted.every(([label, value]) => sample.labels[label] === value)
    );
  }

  /** Their sum; NaN if there is none. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const samples = this.of(name, labels);
    if (samples.length === 0) return NaN;
    return samples.reduce((sum, { value }) => sum + value, 0);
  }

  /** The values of a label, in the order in which they stand. */
  values(name: string, label: string): string[] {
    const values = this.of(name).map(({ labels }) => labels[label]);
    return [...new Set(values)].filter((value) => value !== undefined);
  }
}

/** How much a counter grew in a second between two looks at it. */
export function rate(
  before: Metrics,
  now: Metrics,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const grown = now.sum(name, labels) - before.sum(name, labels);
  const seconds = (now.at - before.at) / 1000;
  // It begins again where the service does.
  return grown < 0 || seconds <= 0 ? NaN : grown / seconds;
}

/**
 * The value that a share of what was measured between two looks did not exceed,
 * as the upper end of its bucket; NaN where nothing was measured.
 */
export function quantile(
  before: Metrics,
  now: Metrics,
  { name, share, labels = {} }: {
    readonly name: string;
    readonly share: number;
    readonly labels?: Readonly<Record<string, string>>;
  },
): number {
  const buckets = new Map<number, number>();
  for (const [metrics, sign] of [[now, 1], [before, -1]] as const) {
    for (
      const { labels: { le }, value } of metrics.of(`${name}_bucket`, labels)
    ) {
      const end = le === "+Inf" ? Infinity : Number(le);
      buckets.set(end, (buckets.get(end) ?? 0) + sign * value);
    }
  }
  const ends = [...buckets.keys()].sort((a, b) => a - b);
  const total = buckets.get(Infinity) ?? 0;
  if (total <= 0) return NaN;
  return ends.find((end) => (buckets.get(end) ?? 0) >= share * total) ?? NaN;
}

function sampleOf(line: string): Sample | undefined {
  const [, name, labels = "", value = ""] = LINE.exec(line) ?? [];
  if (name === undefined) return undefined;
  const pairs = [...labels.matchAll(LABEL)]
    .map(([, label = "", text = ""]) =>
      [label, text.replace(/\\(.)/g, "$1")] as const
    );
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}
