import { getHeapStatistics } from "node:v8";
import type { Labels, Samples } from "./samples.ts";

/** Adds V8's heap figures of the calling thread, with these labels. */
export function addHeap(samples: Samples, thread: Labels): void {
  const { heapUsed, external } = Deno.memoryUsage();
  const { heap_size_limit } = getHeapStatistics();
  samples.add("gim_heap_used_bytes", heapUsed, thread);
  samples.add("gim_heap_limit_bytes", heap_size_limit, thread);
  samples.add("gim_external_memory_bytes", external, thread);
}
