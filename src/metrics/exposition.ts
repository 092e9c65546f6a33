import { AggregatorRegistry, Registry } from "prom-client";
import type { PlainMetric } from "./samples.ts";

/** The content type of {@linkcode exposition}. */
export const EXPOSITION_TYPE: string = Registry.PROMETHEUS_CONTENT_TYPE;

/** Writes what all threads tell as one text in Prometheus' format. */
export async function exposition(
  threads: readonly (readonly PlainMetric[])[],
): Promise<string> {
  const registry = AggregatorRegistry.aggregate(
    threads.map((metrics) => [...metrics]),
  );
  return await registry.metrics();
}
