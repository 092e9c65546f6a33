import { assert, assertEquals } from "@std/assert";
import { SERVICE_FLAGS } from "../../scripts/service_flags.ts";

Deno.test("a service whose log nobody reads any more goes on, and ends in order", async () => {
  const addresses = ["--ws=127.0.0.1:0", "--http=127.0.0.1:0"];
  const flags = ["--log-level=debug", "--log-format=json", ...addresses];
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--frozen",
      "--lock=service.lock",
      ...SERVICE_FLAGS,
      "main.ts",
      ...flags,
    ],
    stderr: "piped",
  }).spawn();
  const reader = process.stderr.pipeThrough(new TextDecoderStream())
    .getReader();
  let log = "";
  while (!log.includes('"api":"')) log += (await reader.read()).value ?? "";
  await reader.cancel();
  const [, api] = /"api":"([^"]+)"/.exec(log) ?? [];
  assert(api !== undefined);
  for (let asked = 0; asked < 3; asked++) {
    const response = await fetch(`http://${api}/healthz`);
    assertEquals(response.status, 200);
    await response.body?.cancel();
  }
  process.kill("SIGTERM");
  assertEquals((await process.status).code, 0);
});
