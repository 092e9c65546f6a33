import type { PlainMetric } from "./samples.ts";

/** The content type of {@linkcode exposition}. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Writes the metrics of all threads as one text in Prometheus' format. */
export async function exposition(
  threads: readonly (readonly PlainMetric[])[],
): Promise<string> {
  // Loading it takes 50 ms, which should not delay the start.
  const { AggregatorRegistry } = await import("prom-client");
  const registry = AggregatorRegistry.aggregate(
    threads.map((metrics) => [...metrics]),
  );
  return await registry.metrics();
}
