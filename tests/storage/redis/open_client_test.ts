import { assertEquals, assertRejects } from "@std/assert";
import { systemClock as clock } from "../../../src/base/clock.ts";
import { ReplyError } from "../../../src/base/errors.ts";
import { createLog } from "../../../src/observe/log.ts";
import { RedisBus } from "../../../src/nodes/redis_bus.ts";
import { ArchiveError } from "../../../src/storage/archive/records.ts";
import { ArchiveClient } from "../../../src/storage/redis/archive/archive_client.ts";
import { RedisConnection } from "../../../src/storage/redis/connection.ts";
import { openClient } from "../../../src/storage/redis/open_client.ts";
import { freePort } from "../../helpers/free_port.ts";
import { until } from "../../helpers/promises.ts";
import { RedisCluster } from "../../helpers/redis_cluster.ts";
import {
  RedisServer,
  testWhereRedisIs,
  testWithRedis,
} from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";

// That nothing is left of what was closed is what the test runner looks for.

const TIMEOUT = 5000;
/** A node that hears of nothing. */
const NOBODY = {
  node: "here",
  onNews: () => {},
  onBreak: () => {},
  onBack: () => {},
};

/** What is needed to connect, and the reasons that were logged so far. */
function settings(...urls: string[]) {
  const reasons: string[] = [];
  const log = createLog({
    level: "warn",
    format: "json",
    write: (line) => reasons.push(JSON.parse(line).reason),
    now: Date.now,
  });
  return { urls, timeout: TIMEOUT, clock, log, reasons };
}

function urlOf(port: number): string {
  return `redis://127.0.0.1:${port}`;
}

/** A server that accepts connections and says nothing. */
class SilentServer implements AsyncDisposable {
  readonly connections: Deno.Conn[] = [];
  #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #accepting = this.#accept();

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Settles when the other side of all connections has ended. */
  async left(): Promise<void> {
    const rest = this.connections.map(async (connection) => {
      const bytes = new Uint8Array(1024);
      while (await connection.read(bytes).catch(() => null) !== null);
    });
    await Promise.all(rest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    for (const connection of this.connections) connection.close();
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      this.connections.push(connection);
    }
  }
}

testWithRedis(
  "nothing is left of a connection to Redis that is closed while it is made",
  async (server) => {
    // Before it begins, and when it has begun.
    for (const turns of [0, 1]) {
      const connection = new RedisConnection(settings(server.url));
      for (let at = 0; at < turns; at++) await turn();
      await connection.close();
      const bus = new RedisBus({
        ...settings(server.url),
        ...NOBODY,
        connection,
      });
      for (let at = 0; at < turns; at++) await turn();
      await bus.close();
    }
    await clients(server, 0);
  },
);

Deno.test("nothing is left of a connection to Redis that is closed before it was greeted", async () => {
  for (const scheme of ["redis", "rediss"]) {
    await using server = new SilentServer();
    const url = `${scheme}://127.0.0.1:${server.port}`;
    const connection = new RedisConnection(settings(url));
    await until(() => server.connections.length === 1);
    await connection.close();
    await server.left();
  }
});

Deno.test("nothing is left of a connection to Redis that is closed before the next attempt", async () => {
  const shared = settings(urlOf(freePort()));
  const connection = new RedisConnection(shared);
  await until(() => shared.reasons.length === 1);
  const bus = new RedisBus({
    ...shared,
    ...NOBODY,
    connection,
  });
  await Promise.all([connection.close(), bus.close()]);
});

testWithRedis(
  "nothing is left of a connection that is closed when Redis has gone for good",
  async (server) => {
    const { connection, lines } = await createRedis([server.url]);
    await server.kill();
    // The first attempt was refused, and the next one is due.
    const losses = () => lines.filter((line) => line.includes("redis lost"));
    await until(() => losses().length === 2);
    await connection.close();
  },
);

testWithRedis(
  "a connection that is closed waits for the answers, and asks nothing more",
  async (server) => {
    const { connection } = await createRedis([server.url]);
    const ask = () => connection.run((redis) => redis.hLen("nothing"));
    server.pause();
    const asked = ask();
    const closed = connection.close();
    const { code } = await assertRejects(ask, ReplyError);
    assertEquals(code, 503);
    server.resume();
    assertEquals(await asked, 0);
    await closed;
    await clients(server, 0);
  },
);

Deno.test("nothing is left of an export that finds no Redis", async () => {
  const shared = settings(urlOf(freePort()));
  await assertRejects(() => ArchiveClient.connect(shared), ArchiveError);
});

testWhereRedisIs(
  "nothing is left of a client of a Cluster, whenever it ends",
  async () => {
    await using cluster = await RedisCluster.start();
    const early = openClient(settings(...cluster.urls));
    early.client.on("error", () => {});
    const connected = early.client.connect().catch(() => {});
    await early.end();
    await connected;
    const late = openClient(settings(...cluster.urls));
    const faults: Error[] = [];
    late.client.on("error", () => {});
    late.client.on("node-error", (fault: Error) => faults.push(fault));
    await late.client.connect();
    await cluster.servers[0]!.kill();
    await until(() =>
      faults.some(({ message }) => message.includes("ECONNREFUSED"))
    );
    await late.end();
    await clients(cluster.servers[1]!, 0);
  },
);

/** A turn of the event loop, in which timers go that are due. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Settles when so many clients are connected, besides the one that looks. */
async function clients(server: RedisServer, count: number): Promise<void> {
  await until(async () => {
    const list = await server.cli("client", "list", "type", "normal");
    return list.split("\n").length - 1 === count;
  });
}
