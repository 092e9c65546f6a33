import type { PlainMetric } from "./samples.ts";

/** The content type of {@linkcode exposition}. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Writes what all threads tell as one text in Prometheus' format. */
export async function exposition(
  threads: readonly (readonly PlainMetric[])[],
): Promise<string> {
  // It takes 50 ms to load, which no start has to wait for.
  const { AggregatorRegistry } = await import("prom-client");
  const registry = AggregatorRegistry.aggregate(
    threads.map((metrics) => [...metrics]),
  );
  return await registry.metrics();
}
