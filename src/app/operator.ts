import { createMetricsRoute, createStatsRoute } from "../api/metrics_route.ts";
import { createPageRoutes } from "../api/pages/page_routes.ts";
import { createProfileRoutes } from "../api/profile_routes.ts";
import type { Route } from "../api/route.ts";
import { MAIN_THREAD, type Metrics } from "../observe/metrics/metrics.ts";
import { addProcess, type Build } from "../observe/metrics/process_gauges.ts";
import { type PlainMetric, Samples } from "../observe/metrics/samples.ts";
import type { Profiler } from "../observe/profiles/profiler.ts";
import type { StorageParts } from "../wiring/create_storage.ts";
import { addLimits, addRedisMemory, type Limit } from "../wiring/limits.ts";
import {
  addStats,
  addThread,
  readStats,
  type StatsSources,
} from "../wiring/stats.ts";

/** The sources of the operators' routes. */
export interface OperatorSources {
  readonly stats: StatsSources;
  /** The main thread's metrics; undefined: there is no `/metrics`. */
  readonly metrics: Metrics | undefined;
  /** The metrics of the other threads. */
  readonly otherThreads: () => Promise<readonly (readonly PlainMetric[])[]>;
  /** Undefined: profiling is off, and there is nothing at `/debug/pprof/`. */
  readonly profiler: Profiler | undefined;
  readonly build: Build;
  readonly limits: readonly Limit[];
  /** As `StorageParts.redisMemory`. */
  readonly redisMemory: StorageParts["redisMemory"];
  /** Are pages for a browser served? */
  readonly pages: boolean;
}

/**
 * The routes that only the API's address has: for operators and for browsers.
 */
export function createOperatorRoutes(sources: OperatorSources): Route[] {
  const { stats, metrics, otherThreads, profiler, build, pages } = sources;
  const { limits } = sources;
  const routes = [createStatsRoute(() => readStats(stats))];
  if (pages) routes.push(...createPageRoutes());
  if (profiler !== undefined) routes.push(...createProfileRoutes(profiler));
  if (metrics === undefined) return routes;
  metrics.addGauges((samples) => addThread(samples, stats, MAIN_THREAD));
  metrics.addGauges((samples) => addStats(samples, stats));
  metrics.addGauges((samples) => addProcess(samples, build));
  metrics.addGauges((samples) => addLimits(samples, limits));
  const collect = async () => [
    metrics.collect(),
    await ofRedis(sources),
    ...await otherThreads(),
  ];
  return [...routes, createMetricsRoute(collect)];
}

/** What has to be asked for at each scrape. */
async function ofRedis(
  { redisMemory }: OperatorSources,
): Promise<PlainMetric[]> {
  const samples = new Samples();
  addRedisMemory(samples, await redisMemory?.());
  return samples.plain;
}
