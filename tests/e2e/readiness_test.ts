import { assertEquals, assertMatch } from "@std/assert";
import { METRICS } from "../../src/observe/metrics/table.ts";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { HeldClock } from "../helpers/held_clock.ts";
import { get } from "../helpers/http.ts";
import { type RedisServer, testWithRedis } from "../helpers/redis_server.ts";
import { namesIn, scrape } from "../helpers/scrape.ts";
import { Threaded } from "../helpers/threaded.ts";

/** What is not ready; empty where everything is. */
async function problem(http: string): Promise<string> {
  const response = await fetch(`${http}/readyz`);
  const { msg } = await response.json();
  assertEquals(response.status, msg === "ok" ? 200 : 503);
  return msg === "ok" ? "" : msg;
}

/** Settles with what is not ready, as soon as that is so. */
async function until(http: string, expected: RegExp): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (expected.test(await problem(http))) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assertMatch(await problem(http), expected);
}

/** A test with a node over a Redis of its own. */
function overRedis(
  name: string,
  run: (gim: Gim, server: RedisServer) => Promise<void>,
): void {
  testWithRedis(name, async (server) => {
    const args = ["--storage", "redis", "--redis-url", server.url];
    await using gim = await Gim.start({ args });
    await until(gim.http, /^$/);
    await run(gim, server);
  });
}

const READY = /^$/;

overRedis(
  "a node is not ready while Redis refuses scripts, and is again when it allows them",
  async (gim, server) => {
    await server.cli("acl", "setuser", "default", "-evalsha");
    await using ann = await TestClient.connect(gim.ws);
    await ann.refused(503, OP.login, { id: "ann" });
    await until(gim.http, /^not ready: redis: refuses: NOPERM$/);
    assertMatch(
      String((await gim.logged("redis refuses")).reason),
      /^NOPERM .*'evalsha'/,
    );
    await server.cli("acl", "setuser", "default", "+evalsha");
    await until(gim.http, READY);
    await ann.login("ann");
  },
);

overRedis(
  "a node is not ready while it may not listen to the others",
  async (gim, server) => {
    await server.cli("acl", "setuser", "default", "resetchannels");
    await using _ann = await TestClient.login(gim.ws, "ann");
    await until(gim.http, /bus: refuses: NOPERM/);
    await server.cli("acl", "setuser", "default", "allchannels");
    await until(gim.http, READY);
  },
);

overRedis(
  "a node tells of its bus, and no counts of the storage that it does not know",
  async (gim) => {
    await using _ann = await TestClient.login(gim.ws, "ann");
    const now = await scrape(gim.http);
    // That of the user who is online, of everybody, and of all nodes.
    assertEquals(now.get("gim_bus_channels"), 3);
    assertEquals(now.get("gim_bus_publications_dropped_total"), 0);
    const names = namesIn(now);
    const stored = Object.keys(METRICS)
      .filter((name) => /^gim_stored_/.test(name));
    assertEquals(stored.filter((name) => names.has(name)), []);
    const { bus, storage } = await get<Record<string, unknown>>(
      gim.http,
      "GET /debug/stats",
    );
    assertEquals(bus, { channels: 3, publications_dropped: 0 });
    assertEquals(storage, null);
  },
);

Deno.test("a service is not ready while one of its threads does not run", async () => {
  const clock = new HeldClock();
  clock.letGo();
  await using gim = await Threaded.startWith({ clock });
  clock.hold();
  assertEquals(await problem(gim.http), "");
  // It is started again only when time passes.
  await gim.end("gateway-0");
  assertEquals(await problem(gim.http), "not ready: threads: 1 do not run");
  clock.letGo();
  await gim.whole();
  assertEquals(await problem(gim.http), "");
});
