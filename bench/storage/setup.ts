import { LIFTED_LIMITS } from "../../scripts/lifted_limits.ts";
import { SERVICE_FLAGS } from "../../scripts/service_flags.ts";
import { RedisServer } from "../../tests/helpers/redis_server.ts";
import { type RunningServer, startServer } from "../load/processes.ts";
import { cpuOf } from "../load/usage.ts";

const MAIN = new URL("../../main.ts", import.meta.url).href;
const FLAGS = [
  ...["--ws=127.0.0.1:0", "--http=127.0.0.1:0", "--log-format=json"],
  ...["--enable-message-sequence=true", "--gateway-worker=1"],
  ...["--message-push-duration=100ms", "--message-push-count=1000"],
];

/** Milliseconds of CPU. */
export interface Cpu {
  /** Of all nodes together. */
  readonly gim: number;
  readonly redis: number;
}

/** What is measured: GIM with its storage in memory, or nodes on one Redis. */
export class Setup implements AsyncDisposable {
  readonly name: string;
  readonly server: RedisServer | undefined;
  #nodes: readonly RunningServer[];

  private constructor(
    name: string,
    server: RedisServer | undefined,
    nodes: readonly RunningServer[],
  ) {
    this.name = name;
    this.server = server;
    this.#nodes = nodes;
  }

  static async memory(): Promise<Setup> {
    return new Setup("memory, 1 node", undefined, [await startNode([])]);
  }

  /** Redis keeps all in memory and writes nothing to disk. */
  static async redis(count: number): Promise<Setup> {
    const server = await RedisServer.start();
    const flags = ["--storage=redis", `--redis-url=${server.url}`];
    const nodes: RunningServer[] = [];
    while (nodes.length < count) nodes.push(await startNode(flags));
    const name = `Redis, ${count} ${count === 1 ? "node" : "nodes"}`;
    return new Setup(name, server, nodes);
  }

  /** Where the `at`-th client connects: clients take the nodes in turn. */
  portOf(at: number): number {
    return this.#nodes[at % this.#nodes.length]!.port;
  }

  /** The CPU had so far. */
  cpu(): Cpu {
    const gim = this.#nodes.reduce((sum, { pid }) => sum + cpuOf(pid), 0);
    return { gim, redis: this.server ? cpuOf(this.server.pid) : 0 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#nodes) await node.stop();
    await this.server?.[Symbol.asyncDispose]();
  }
}

function startNode(flags: readonly string[]): Promise<RunningServer> {
  const args = ["run", ...SERVICE_FLAGS, MAIN, ...LIFTED_LIMITS, ...FLAGS];
  args.push(...flags);
  return startServer(Deno.execPath(), args);
}
