import type { Round } from "./measures.ts";
import { quantileOfSorted } from "./numbers.ts";
import { type Usage, usageOf, type Watched } from "./usage.ts";

/** Counts what a load sends and receives, and its cost. */
export class Tally {
  sent = 0;
  acknowledged = 0;
  delivered = 0;
  misordered = 0;
  #ages: number[] = [];
  #watched: Watched;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Begins a round. */
  reset(): void {
    this.sent =
      this.acknowledged =
      this.delivered =
      this.misordered =
        0;
    this.#ages = [];
  }

  /** A message that was sent at `time`, in microseconds, has arrived. */
  age(time: number): void {
    this.#ages.push(performance.now() - time / 1000);
  }

  /** The counts and the CPU so far, to be subtracted from later ones. */
  reading() {
    return {
      time: performance.now(),
      acknowledged: this.acknowledged,
      delivered: this.delivered,
      sent: this.sent,
      usage: usageOf(this.#watched),
    };
  }

  /** p50, p99 and p99.9 of the ages. */
  ages(): Pick<Round, "p50" | "p99" | "p999"> {
    return summary(this.#ages);
  }
}

export type Reading = ReturnType<Tally["reading"]>;

/** Quantiles of times; empty if there are none. */
export function summary(
  values: readonly number[],
): Pick<Round, "p50" | "p99" | "p999"> {
  if (values.length === 0) return {};
  const sorted = Float64Array.from(values).sort();
  return {
    p50: quantileOfSorted(sorted, 0.5),
    p99: quantileOfSorted(sorted, 0.99),
    p999: quantileOfSorted(sorted, 0.999),
  };
}

/** The CPU of the processes between two readings, per one of `count`. */
export function usageBetween(
  before: { time: number; usage: Usage },
  after: { time: number; usage: Usage },
  count: number,
): Pick<Round, "cpu" | "redis" | "server" | "generator"> {
  const elapsed = after.time - before.time;
  const server = after.usage.server - before.usage.server;
  const generator = after.usage.generator - before.usage.generator;
  const redis = (after.usage.redis ?? NaN) - (before.usage.redis ?? NaN);
  return {
    cpu: server / count * 1000,
    ...(Number.isNaN(redis) ? {} : { redis: redis / count * 1000 }),
    server: server / elapsed * 100,
    generator: generator / elapsed * 100,
  };
}

/** Watches one receiver: each voice's messages have to arrive in order. */
export class OrderWatch {
  #last: Int32Array;

  constructor(voices: number) {
    this.#last = new Int32Array(voices).fill(-1);
  }

  /** Is this number higher than all before it of its voice? */
  isInOrder(voice: number, count: number): boolean {
    const isLater = count > this.#last[voice]!;
    if (isLater) this.#last[voice] = count;
    return isLater;
  }
}
