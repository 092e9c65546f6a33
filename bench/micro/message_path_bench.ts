import { exposition } from "../../src/observe/metrics/exposition.ts";
import { Metrics } from "../../src/observe/metrics/metrics.ts";
import { OPERATIONS } from "../../src/protocol/operations.ts";
import { FRAME, startQuietService } from "../quiet_service.ts";

/*
 * A private message through the whole service except the socket: decoded,
 * validated, stored, pushed and acknowledged. The rest of its cost is the
 * runtime's and the kernel's. The cost of counting is measured by
 * `metrics_cost.ts`, because the second of two benchmarks runs with warmer
 * code.
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
