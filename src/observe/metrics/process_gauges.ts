import process from "node:process";
import type { Samples } from "./samples.ts";

/** What is running, for `gim_build_info`. */
export interface Build {
  readonly version: string;
  readonly deno: string;
  readonly commit: string;
}

/**
 * Adds figures that exist once per process. prom-client's own collectors are
 * not used, because they read `/proc`, which the service may not, and report
 * zeros.
 */
export function addProcess(samples: Samples, build: Build): void {
  const { user, system } = process.cpuUsage();
  samples.add("process_cpu_seconds_total", (user + system) / 1e6);
  samples.add("process_resident_memory_bytes", Deno.memoryUsage().rss);
  const started = performance.timeOrigin / 1000;
  samples.add("process_start_time_seconds", started);
  samples.add("gim_build_info", 1, { ...build });
}
