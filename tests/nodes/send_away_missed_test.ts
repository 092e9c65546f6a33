import { assertEquals } from "@std/assert";
import type { UserAccess } from "../../src/domain/user_access.ts";
import { sendAwayMissed } from "../../src/nodes/send_away_missed.ts";
import { Presence } from "../../src/push/presence.ts";
import { unique } from "../helpers/contract.ts";
import { CutProxy } from "../helpers/cut_proxy.ts";
import { Gim } from "../helpers/gim.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { CommandsBench } from "../helpers/gateway_commands.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { until } from "../helpers/promises.ts";
import { testWithRedis } from "../helpers/redis_server.ts";
import { admin, API_KEY_FLAGS } from "../helpers/server_api.ts";

const NOW = 1000;

/** How ann's connections end, which were opened at these times. */
async function endsOf(
  access: Partial<UserAccess>,
  ...opened: readonly number[]
): Promise<(number | undefined)[]> {
  const presence = new Presence();
  const bench = new CommandsBench(new FakeClock(), presence);
  const connections = opened.map((since, at) => {
    const connection = bench.connection();
    const ref = bench.refOf(connection);
    const about = { id: String(at), device: undefined, encoding: "gim.json" };
    ref.about = { ...about, since };
    presence.add(ref, "ann");
    return connection;
  });
  const found = { ban: undefined, revokedAt: undefined, ...access };
  await sendAwayMissed("ann", {
    administration: { access: () => Promise.resolve(found) },
    presence,
    now: () => NOW,
  });
  const left = connections.filter(({ open }) => open);
  assertEquals(presence.refsOf("ann").size, left.length);
  return connections.map(({ closes }) => closes[0]?.code);
}

Deno.test("whoever may use the service stays", async () => {
  assertEquals(await endsOf({}, 1, 2), [undefined, undefined]);
});

Deno.test("whoever is banned is sent away, unless the ban has ended", async () => {
  const ban = (until?: number) => ({ ban: { until, reason: "spam" } });
  assertEquals(await endsOf(ban(), 1, 999), [4403, 4403]);
  assertEquals(await endsOf(ban(NOW + 1), 1), [4403]);
  assertEquals(await endsOf(ban(NOW), 1), [undefined]);
});

Deno.test("of revoked tokens the connections that were opened before are closed", async () => {
  const ends = await endsOf({ revokedAt: 500 }, 1, 500, 501);
  assertEquals(ends, [4401, 4401, undefined]);
});

function startNode(url: string): Promise<Gim> {
  const args = ["--storage", "redis", "--redis-url", url, ...API_KEY_FLAGS];
  return Gim.start({ args });
}

async function statusOf(gim: Gim): Promise<number> {
  const response = await fetch(`${gim.http}/readyz`);
  await response.body?.cancel();
  return response.status;
}

testWithRedis(
  "who is banned or revoked while a node is cut off from Redis is sent away when it is back",
  async (server) => {
    await using proxy = new CutProxy(`127.0.0.1:${server.port}`);
    await using one = await startNode(server.url);
    await using two = await startNode(`redis://127.0.0.1:${proxy.port}`);
    const [a, b, c] = [unique("a"), unique("b"), unique("c")];
    await using ann = await ObservedClient.login(two.ws, a);
    await using bob = await ObservedClient.login(two.ws, b);
    await using cat = await ObservedClient.login(two.ws, c);
    await proxy.down();
    await until(async () => await statusOf(two) === 503);
    await admin(one.http, `PUT /admin/users/${a}/ban`, {});
    await admin(one.http, `POST /admin/users/${b}/revoke`);
    proxy.up();
    assertEquals((await ann.ended()).code, 4403);
    assertEquals((await bob.ended()).code, 4401);
    await until(async () => await statusOf(two) === 200);
    await cat.tell(b, "still here");
  },
);
