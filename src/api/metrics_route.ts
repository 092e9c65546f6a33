import { exposition, EXPOSITION_TYPE } from "../observe/metrics/exposition.ts";
import type { PlainMetric } from "../observe/metrics/samples.ts";
import { plainRoute } from "./plain_route.ts";
import type { Route } from "./route.ts";

/** The metrics of all threads for Prometheus; each list is one thread's. */
export function createMetricsRoute(
  collect: () => Promise<readonly (readonly PlainMetric[])[]>,
): Route {
  return plainRoute("/metrics", {
    run: async () =>
      new Response(await exposition(await collect()), {
        headers: {
          "content-type": EXPOSITION_TYPE,
          "cache-control": "no-store",
        },
      }),
  });
}

/** An overview for people: how much there is of everything. */
export function createStatsRoute(read: () => object): Route {
  return plainRoute("/debug/stats", { run: read });
}
