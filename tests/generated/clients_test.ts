import { assertEquals } from "@std/assert";
import {
  modulesBeside,
  pythonOf,
  run,
  testWithTools,
} from "../helpers/openapi_tools.ts";
import { Threaded } from "../helpers/threaded.ts";

const USES = new URL(".", import.meta.url).pathname;

/** A service, and a folder with its document. */
async function withDocument(
  use: (base: string, folder: string) => Promise<void>,
): Promise<void> {
  const flags = ["--gateway-worker=1", "--enable-message-sequence"];
  await using gim = await Threaded.start(...flags);
  const folder = await Deno.makeTempDir({ prefix: "gim-openapi-" });
  try {
    const response = await fetch(`${gim.http}/openapi.json`);
    await Deno.writeTextFile(`${folder}/openapi.json`, await response.text());
    await use(gim.http, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

testWithTools(
  "redocly finds nothing in the document",
  ["redocly"],
  (tools) =>
    withDocument(async (_base, folder) => {
      const lint = ["lint", "--format=json", "openapi.json"];
      const out = await run(tools.redocly!, lint, folder);
      const { totals } = JSON.parse(out.slice(out.indexOf("{")));
      assertEquals(totals, { errors: 0, warnings: 0, ignored: 0 });
    }),
);

testWithTools(
  "the client that openapi-python-client makes talks with the service",
  ["openapi-python-client"],
  (tools) =>
    withDocument(async (base, folder) => {
      const out = ["--meta", "none", "--output-path", "gim_client"];
      const generator = tools["openapi-python-client"]!;
      const from = ["--path", "openapi.json"];
      await run(generator, ["generate", ...from, ...out], folder);
      const use = `${folder}/use_client.py`;
      await Deno.copyFile(`${USES}use_client.py`, use);
      await run(await pythonOf(generator), [use, base], folder);
    }),
);

testWithTools(
  "the types that openapi-typescript makes are those of what the service answers",
  ["openapi-typescript"],
  (tools) =>
    withDocument(async (base, folder) => {
      const types = ["openapi.json", "-o", "gim.d.ts"];
      const generator = tools["openapi-typescript"]!;
      await run(generator, types, folder);
      const modules = await modulesBeside(generator);
      await Deno.copyFile(`${USES}use_client.ts.txt`, `${folder}/use.ts`);
      const fetcher = `file://${modules}/openapi-fetch/dist/index`;
      const helpers = `file://${modules}/openapi-typescript-helpers`;
      const imports = {
        "openapi-fetch": `${fetcher}.mjs`,
        "openapi-fetch/types": `${fetcher}.d.mts`,
        "openapi-typescript-helpers": `${helpers}/dist/index.d.mts`,
      };
      const config = `${folder}/deno.json`;
      await Deno.writeTextFile(config, JSON.stringify({ imports }));
      const flags = ["run", "--check", "--quiet", "--allow-net"];
      const answer = await run(
        Deno.execPath(),
        [...flags, "--config", config, `${folder}/use.ts`, base],
        folder,
      );
      const told = JSON.parse(answer.slice(answer.indexOf("[")));
      assertEquals(told, [1, 1, ["hello", 1], 1, 1, 404]);
    }),
);
