import { RedisServer } from "./redis_server.ts";

/**
 * Milliseconds after which a server that stands still counts as gone, and the
 * Cluster is down. While it forms they are few, as it takes longer otherwise.
 */
const PATIENCE = "60000";

/** Three servers that share the slots of a Cluster between them. */
export class RedisCluster implements AsyncDisposable {
  readonly servers: readonly RedisServer[];

  private constructor(servers: readonly RedisServer[]) {
    this.servers = servers;
  }

  /** Starts the servers, and waits until each knows where every slot is. */
  static async start(password?: string): Promise<RedisCluster> {
    const args = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"];
    const servers = await Promise.all(
      [0, 1, 2].map(() =>
        RedisServer.start(
          password === undefined ? { args } : { args, password },
        )
      ),
    );
    const nodes = servers.map(({ port }) => `127.0.0.1:${port}`);
    const [first] = servers;
    await first!.cli("--cluster", "create", ...nodes, "--cluster-yes");
    for (const server of servers) await isWhole(server);
    await Promise.all(
      servers.map((server) =>
        server.cli("config", "set", "cluster-node-timeout", PATIENCE)
      ),
    );
    return new RedisCluster(servers);
  }

  get urls(): string[] {
    return this.servers.map(({ url }) => url);
  }

  /** Forgets everything. */
  async flush(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.cli("flushall")));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.servers) await server[Symbol.asyncDispose]();
  }
}

async function isWhole(server: RedisServer): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const info = await server.cli("cluster", "info");
    if (info.includes("cluster_state:ok")) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the Cluster at port ${server.port} does not form`);
}
