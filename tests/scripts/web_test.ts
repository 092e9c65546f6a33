import { assert } from "@std/assert";
import { buildPages } from "../../scripts/web.ts";

const BUILT = new URL("../../src/api/pages/built_pages.js", import.meta.url);

Deno.test("the service has the pages of web/ in itself as they are now", async () => {
  const written = await Deno.readTextFile(BUILT);
  assert(written === await buildPages(), "stale: run `deno task web`");
});
