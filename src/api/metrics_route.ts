import Type from "typebox";
import { exposition, EXPOSITION_TYPE } from "../observe/metrics/exposition.ts";
import type { PlainMetric } from "../observe/metrics/samples.ts";
import type { Route } from "./route.ts";

/** The metrics of all threads for Prometheus; each list is one thread's. */
export function createMetricsRoute(
  collect: () => Promise<readonly (readonly PlainMetric[])[]>,
): Route {
  return operatorRoute(
    "/metrics",
    async () =>
      new Response(await exposition(await collect()), {
        headers: {
          "content-type": EXPOSITION_TYPE,
          "cache-control": "no-store",
        },
      }),
  );
}

/** An overview for people: how much there is of everything. */
export function createStatsRoute(read: () => object): Route {
  return operatorRoute("/debug/stats", read);
}

/** Both contain only counts, so no token is needed. */
function operatorRoute(path: string, run: Route["run"]): Route {
  return {
    method: "GET",
    path,
    id: path,
    summary: "",
    open: true,
    input: "none",
    params: {},
    needsSequence: () => false,
    requestSchema: undefined,
    responseSchema: Type.Unknown(),
    run,
  };
}
