import { assert, assertEquals } from "@std/assert";
import { faultsOf, soak } from "./disk_soak.ts";

Deno.test("a service on disk that forgets what is written stays within bounds", async () => {
  const soaked = await soak({ seconds: 6, perSecond: 500 });
  assertEquals(faultsOf(soaked), []);
  assert(soaked.sent > 0 && soaked.commits > 0);
});
