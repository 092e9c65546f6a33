import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { OP, unique } from "../helpers/contract.ts";
import { Gim, runGim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { until } from "../helpers/promises.ts";
import { RedisCluster } from "../helpers/redis_cluster.ts";
import { RedisServer, testWhereRedisIs } from "../helpers/redis_server.ts";

function startNode(url: string, ...more: string[]): Promise<Gim> {
  const args = [
    ...["--storage", "redis", "--redis-url", url],
    ...["--message-push-duration", "50ms", ...more],
  ];
  return Gim.start({ args });
}

/** Settles when a node says that it is ready. */
async function ready(gim: Gim): Promise<void> {
  await until(async () => {
    const response = await fetch(`${gim.http}/readyz`);
    await response.body?.cancel();
    return response.ok;
  });
}

testWhereRedisIs(
  "nodes on a Cluster with a password are one service",
  async () => {
    await using cluster = await RedisCluster.start("s3cret");
    const url = cluster.urls.join(",");
    await using one = await startNode(url);
    await using two = await startNode(url);
    await Promise.all([ready(one), ready(two)]);
    const [a, b] = [unique("a"), unique("b")];
    await using ann = await ObservedClient.login(one.ws, a);
    await using bob = await ObservedClient.login(two.ws, b);
    for (let at = 0; at < 5; at++) {
      const room = unique("room");
      await ann.ask(OP.join, { id: room });
      await bob.ask(OP.join, { id: room });
      await ann.event("joined");
      await ann.say(room, `hello ${at}`);
      for (const client of [ann, bob]) {
        const { items } = await client.push();
        assertEquals(items.map(({ content }) => content), [`hello ${at}`]);
      }
      await bob.tell(a, `psst ${at}`);
      assertEquals((await ann.push()).items[0]!.content, `psst ${at}`);
    }
  },
);

testWhereRedisIs(
  "a short --storage-timeout leaves a quiet connection alone",
  async () => {
    await using server = await RedisServer.start();
    await using gim = await startNode(
      server.url,
      ...["--storage-timeout", "100ms"],
    );
    await ready(gim);
    const before = await server.cli("info", "stats");
    // Longer than the least time between two pings.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const after = await server.cli("info", "stats");
    const [had, has] = [before, after].map((text) =>
      Number(/total_connections_received:(\d+)/.exec(text)?.[1])
    );
    // The second look has a connection of its own.
    assertEquals(has! - had!, 1);
  },
);

testWhereRedisIs(
  "what a user of Redis may not publish is stored all the same",
  async () => {
    await using server = await RedisServer.start();
    const rules = ["on", ">pw", "~gim:*", "+@all", "resetchannels"];
    await server.cli("acl", "setuser", "gim", ...rules);
    const url = server.url.replace("//", "//gim:pw@");
    await using gim = await startNode(url);
    const [a, room] = [unique("a"), unique("room")];
    await using ann = await ObservedClient.login(gim.ws, a);
    await ann.ask(OP.join, { id: room });
    const { id } = await ann.say(room, "hello");
    const page = await ann.ask(OP.history, { session_id: `1:${room}` });
    assertEquals(page.items.map((each) => each.id), [id]);
  },
);

testWhereRedisIs(
  "each reason for which Redis is lost is logged once",
  async () => {
    await using one = await RedisServer.start();
    await using two = await RedisServer.start();
    // No Cluster: it is tried again every second, and fails at each server.
    await using gim = await startNode(`${one.url},${two.url}`);
    await new Promise((resolve) => setTimeout(resolve, 3500));
    gim.signal("SIGTERM");
    const { lines } = await gim.ended();
    const reasons = [...gim.firstLines, ...lines].filter(({ event }) =>
      event === "redis lost"
    )
      .map(({ reason }) => reason);
    assertNotEquals(reasons, []);
    assertEquals(reasons.length, new Set(reasons).size);
  },
);

testWhereRedisIs(
  "a node with another --history-limit ends with status 1 and cuts nothing",
  async () => {
    await using server = await RedisServer.start();
    const limit = (messages: number) => ["--history-limit", `${messages}`];
    await using one = await startNode(server.url, ...limit(1000));
    const [a, room] = [unique("a"), unique("room")];
    await using ann = await ObservedClient.login(one.ws, a);
    await ann.ask(OP.join, { id: room });
    for (let at = 0; at < 10; at++) await ann.say(room, `${at}`);
    const args = ["--storage", "redis", "--redis-url", server.url];
    const secret = "a secret of at least thirty-two bytes";
    const { status, err } = await runGim([
      ...["--ws", "127.0.0.1:0", "--http", "127.0.0.1:0"],
      ...[...args, ...limit(5), "--auth-secret", secret],
    ]);
    assertEquals(status, 1, err);
    assertMatch(err, /gim: .*--history-limit: got 5: expected 1000; /);
    assertMatch(err, /--auth-secret: got fingerprint \S+: expected none/);
    assertEquals(err.includes(secret), false);
    await ann.say(room, "last");
    const page = await ann.ask(OP.history, { session_id: `1:${room}` });
    assertEquals(page.items.length, 11);
  },
);

testWhereRedisIs(
  "a node that starts before Redis enters as soon as Redis is there, or says in what it differs",
  async () => {
    await using server = await RedisServer.start();
    await using early = await startNode(server.url, "--history-limit", "1000");
    await server.kill();
    await using late = await startNode(server.url, "--history-limit", "5");
    await server.restart();
    // Whichever is first is right.
    for (;;) {
      const texts = await Promise.all([early, late].map(async ({ http }) => {
        const response = await fetch(`${http}/readyz`);
        return `${response.status} ${await response.text()}`;
      }));
      if (!texts.some((text) => text.startsWith("200"))) continue;
      const other = texts.find((text) => text.includes("settings differ"));
      if (other === undefined) continue;
      assertMatch(other, /^503 .*--history-limit: got \d+: expected \d+/);
      break;
    }
    for (const gim of [early, late]) {
      gim.signal("SIGTERM");
      assertEquals((await gim.ended()).status, 0);
    }
  },
);

testWhereRedisIs(
  "a secret is changed node by node: added, put first, and the old one taken out",
  async () => {
    await using server = await RedisServer.start();
    const [old, fresh] = ["o".repeat(32), "n".repeat(32)];
    const withSecrets = (...secrets: string[]) =>
      startNode(
        server.url,
        ...secrets.flatMap((secret) => ["--auth-secret", secret]),
      );
    const first = await withSecrets(old);
    {
      await using _both = await withSecrets(old, fresh);
      const { status, err } = await runGim([
        ...["--ws", "127.0.0.1:0", "--http", "127.0.0.1:0"],
        ...["--storage", "redis", "--redis-url", server.url],
        ...["--auth-secret", fresh, "--auth-secret", old],
      ]);
      assertEquals(status, 1, "the first one does not verify the new one yet");
      assertMatch(err, /--auth-secret: got fingerprint \S+ \(also takes /);
    }
    first.signal("SIGTERM");
    await first.ended();
    const both = await withSecrets(old, fresh);
    await using _turned = await withSecrets(fresh, old);
    both.signal("SIGTERM");
    await both.ended();
    await using _last = await withSecrets(fresh);
  },
);
