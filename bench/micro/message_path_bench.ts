import { exposition } from "../../src/observe/metrics/exposition.ts";
import { Metrics } from "../../src/observe/metrics/metrics.ts";
import { OPERATIONS } from "../../src/protocol/operations.ts";
import { FRAME, startQuietService } from "../quiet_service.ts";

/*
 * The way of a private message through the whole service, but for the socket:
 * decoded, validated, stored, pushed and acknowledged. What it takes beyond
 * that is the runtime's and the kernel's. What counting it costs is measured by
 * `metrics_cost.ts`, as the second of two benchmarks has the warmer code.
 */

const metrics = new Metrics(Object.values(OPERATIONS));
const { service, ann } = await startQuietService(metrics);

Deno.bench("a private message, all but the sockets", async () => {
  await ann.ask(FRAME);
});

Deno.bench("a scrape", async () => {
  await exposition([metrics.collect()]);
});

globalThis.addEventListener("unload", () => service.close());
