import { assertEquals, assertMatch } from "@std/assert";
import { checkHealth, type Outcome } from "../../src/commands/healthcheck.ts";
import { freePort } from "../helpers/free_port.ts";

const LOOPBACK = "127.0.0.1";

/** The outcome against a server that answers every request so. */
async function against(
  answer: (request: Request) => Response,
  host = LOOPBACK,
): Promise<Outcome> {
  await using server = Deno.serve(
    { hostname: LOOPBACK, port: 0, onListen() {} },
    answer,
  );
  return await checkHealth({ host, port: server.addr.port });
}

Deno.test("checkHealth() is status 0 when /healthz answers 200", async () => {
  const { status, line } = await against(({ url }) =>
    new Response("ok", {
      status: URL.parse(url)?.pathname === "/healthz" ? 200 : 404,
    })
  );
  assertEquals(status, 0);
  assertMatch(line, /^healthy: 127\.0\.0\.1:\d+$/);
});

Deno.test("checkHealth() asks the loopback for a service that listens everywhere", async () => {
  for (const host of ["::", "0.0.0.0"]) {
    const { status } = await against(() => new Response("ok"), host);
    assertEquals(status, 0, host);
  }
});

Deno.test("checkHealth() is status 1 with the answer when it is not 200", async () => {
  const answer = () => new Response("no", { status: 503 });
  const { status, line } = await against(answer);
  assertEquals(status, 1);
  assertMatch(line, /^unhealthy: 127\.0\.0\.1:\d+ answered 503$/);
});

Deno.test("checkHealth() is status 1 when nothing listens", async () => {
  const address = { host: LOOPBACK, port: freePort() };
  const { status, line } = await checkHealth(address);
  assertEquals(status, 1);
  assertMatch(line, /^unhealthy: 127\.0\.0\.1:\d+: .*refused/i);
});

Deno.test("checkHealth() is status 1 when nobody answers in time", async () => {
  using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  const address = { host: LOOPBACK, port: listener.addr.port };
  const { status, line } = await checkHealth(address, { timeout: 50 });
  assertEquals(status, 1);
  assertMatch(line, /: no answer within 50 ms$/);
});
