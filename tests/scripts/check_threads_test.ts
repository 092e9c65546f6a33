import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkThreads } from "../../scripts/check_threads.ts";
import { SERVICE_FLAGS } from "../../scripts/service_flags.ts";

/** A service as it runs from its sources, for which it has to read them. */
const FROM_SOURCES: readonly string[] = [
  ...[
    Deno.execPath(),
    "run",
    "--frozen",
    "--lock=service.lock",
    ...SERVICE_FLAGS,
  ],
  ...["--allow-read=.", "main.ts"],
];

Deno.test("a program that can start its threads passes the check", async () => {
  assertEquals(await checkThreads(FROM_SOURCES), undefined);
});

Deno.test("a program that cannot load its threads' module fails the check", async () => {
  const without = FROM_SOURCES.filter((flag) => !/^--allow-read/.test(flag));
  const fault = await checkThreads(without);
  assertStringIncludes(String(fault), "status 1");
});
