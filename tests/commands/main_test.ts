import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import project from "../../deno.json" with { type: "json" };
import {
  BUNDLE_FLAGS,
  SERVICE_FLAGS,
  SOURCE_FLAGS,
} from "../../scripts/service_flags.ts";
import { createTestAuth } from "../helpers/auth.ts";
import { readDocument, sectionOf } from "../helpers/documents.ts";
import { freePort } from "../helpers/free_port.ts";
import { runGim } from "../helpers/gim.ts";

const SECRET = "s".repeat(32);
/** The words behind `deno` in the start task. */
function startFlags(): string[] {
  return project.tasks.start.command.replaceAll('"', "").split(" ").slice(1);
}

Deno.test("the tasks and the built files give the service the same permissions", () => {
  const given = [...SERVICE_FLAGS, ...SOURCE_FLAGS];
  const flags = `${given.join(" ")} main.ts`;
  assertEquals(
    startFlags().join(" "),
    `run --frozen --lock=service.lock ${flags}`,
  );
});

Deno.test("the page for operators names each permission of the service, and no other", async () => {
  const page = await readDocument("docs/operations.md");
  const build = sectionOf(page, "Build");
  const named = [...build.matchAll(/`(--allow-[^`]+)`/g)].map(([, flag]) =>
    flag
  );
  const given = BUNDLE_FLAGS.filter((flag) => flag.startsWith("--allow-"));
  assertEquals(named.sort(), [...given].sort());
});

Deno.test("gim --version prints the version of deno.json", async () => {
  const ended = await runGim(["--version"]);
  const out = `gim ${project.version}\n`;
  assertEquals(ended, { status: 0, out, err: "" });
});

Deno.test("gim --help prints the help", async () => {
  const { status, out, err } = await runGim(["--help"]);
  assertEquals([status, err], [0, ""]);
  assertStringIncludes(out, "--gateway-address, --ws ADDRESS");
});

Deno.test("gim with a wrong flag ends with status 2 and one line", async () => {
  const err = 'gim: unknown flag "--htpp": did you mean --http?\n';
  assertEquals(await runGim(["--htpp=:1"]), { status: 2, out: "", err });
});

Deno.test("gim with a wrong variable ends with status 2 and names it", async () => {
  const { status, out, err } = await runGim([], { GIM_HISTORY_LIMIT: "0" });
  assertEquals([status, out], [2, ""]);
  assertMatch(err, /^gim: GIM_HISTORY_LIMIT: got "0": expected .*\n$/);
});

Deno.test("gim with a misspelled variable ends with status 2 and the nearest name", async () => {
  const err =
    'gim: unknown variable "GIM_STORGAE": did you mean GIM_STORAGE?\n';
  const ended = await runGim([], { GIM_STORGAE: "redis" });
  assertEquals(ended, { status: 2, out: "", err });
});

Deno.test("gim token prints a token that lets its user in", async () => {
  const { status, out, err } = await runGim(["token", "1001"], {
    GIM_AUTH_SECRET: SECRET,
  });
  assertEquals([status, err], [0, ""]);
  const auth = createTestAuth({ secrets: [SECRET] });
  assertEquals((await auth.verify(out.trim())).userId, "1001");
});

Deno.test("gim healthcheck is status 0 for a healthy service and 1 for none", async () => {
  const server = Deno.serve(
    // One that nobody else is given once this has stopped.
    { hostname: "127.0.0.1", port: freePort(), onListen() {} },
    () => new Response("ok"),
  );
  const http = `127.0.0.1:${server.addr.port}`;
  const healthy = await runGim(["healthcheck", "--http", http]);
  assertEquals(healthy, { status: 0, out: `healthy: ${http}\n`, err: "" });
  await server.shutdown();
  const { status, out } = await runGim(["healthcheck", "--http", http]);
  assertEquals(status, 1);
  assertMatch(out, /^unhealthy: /);
});
