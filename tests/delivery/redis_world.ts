import { createTestAuth } from "../helpers/auth.ts";
import { systemClock } from "../../src/base/clock.ts";
import { RedisServer } from "../helpers/redis_server.ts";
import { GimNode } from "./gim_node.ts";
import type { Plan } from "./plan.ts";
import { RealLine } from "./real_line.ts";
import type { Trouble } from "./troubles.ts";
import type { World } from "./world.ts";

/** One for all nodes, as a token of one has to be good at another. */
const SECRET = "the-secret-of-all-nodes-of-a-schedule";
const AUTH = createTestAuth({ secrets: [SECRET], tokenExpiry: 3_600_000 });
/** Milliseconds within which every node has to be ready again. */
const RECOVERY = 20_000;

/** What {@linkcode RedisWorld} is told beside the plan. */
export interface RedisWorldOptions {
  /** The program of a node, where it is not the service itself. */
  readonly main?: string | undefined;
  readonly tell: (text: string) => void;
  readonly onFault: (text: string) => void;
}

/** Some nodes on one redis-server, all of them processes of their own. */
export class RedisWorld implements World, AsyncDisposable {
  readonly clock = systemClock;
  #server: RedisServer;
  #nodes: readonly GimNode[];
  #options: RedisWorldOptions;
  #lines = 0;
  /** What happens to Redis, one after the other; and so to each node. */
  #busy = new Map<string, Promise<void>>();

  private constructor(
    server: RedisServer,
    nodes: readonly GimNode[],
    options: RedisWorldOptions,
  ) {
    this.#server = server;
    this.#nodes = nodes;
    this.#options = options;
  }

  /** Starts the server and the nodes of a plan. */
  static async start(
    { flags, nodes }: Plan,
    options: RedisWorldOptions,
  ): Promise<RedisWorld> {
    await using stack = new AsyncDisposableStack();
    const server = stack.use(await RedisServer.start({ durable: true }));
    const args = [...flags, `--redis-url=${server.url}`];
    const { main, onFault } = options;
    const gim = { args, main, environment: { GIM_AUTH_SECRET: SECRET } };
    const started = await Promise.all(
      Array.from(
        { length: nodes ?? 1 },
        async () => stack.use(await GimNode.start({ gim, onFault })),
      ),
    );
    const world = new RedisWorld(server, started, options);
    stack.move();
    return world;
  }

  /** Devices are spread over the nodes. */
  line(): RealLine {
    const place = this.#lines++;
    return new RealLine(() => this.#urlFrom(place));
  }

  async token(userId: string): Promise<string> {
    return (await AUTH.issue(userId)).token;
  }

  /** The machine's clock is not ours to set. */
  shiftClock(): void {}

  disturb(trouble: Trouble): void {
    const name = trouble.kind === "kill node"
      ? `node ${trouble.place}`
      : "redis";
    const before = this.#busy.get(name) ?? Promise.resolve();
    const done = before.then(() => this.#happen(trouble));
    done.catch((fault) => this.#options.onFault(String(fault)));
    this.#busy.set(name, done);
  }

  async healed(): Promise<void> {
    await Promise.all(this.#busy.values());
    const end = performance.now() + RECOVERY;
    for (const [place, node] of this.#nodes.entries()) {
      while (!await node.isReady()) {
        if (performance.now() > end) {
          throw new Error(`node ${place} is unready`);
        }
        await pause(50);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#busy.values());
    const ends = this.#nodes.map((node) => node[Symbol.asyncDispose]());
    const results = await Promise.allSettled(ends);
    await this.#server[Symbol.asyncDispose]();
    for (const result of results) {
      if (result.status === "rejected") throw result.reason;
    }
  }

  async #happen(trouble: Trouble): Promise<void> {
    const { tell } = this.#options;
    tell(`trouble: ${JSON.stringify(trouble)}`);
    switch (trouble.kind) {
      case "kill redis":
        await this.#server.kill();
        await pause(trouble.ms);
        await this.#server.restart();
        break;
      case "hang redis":
        this.#server.pause();
        await pause(trouble.ms);
        this.#server.resume();
        break;
      case "cut bus":
        await this.#server.cli("client", "kill", "type", "pubsub");
        break;
      case "kill node": {
        const node = this.#nodes[trouble.place] as GimNode;
        await node.kill();
        await pause(trouble.ms);
        await node.restart();
      }
    }
    tell(`trouble is over: ${trouble.kind}`);
  }

  /** Where the node is down the next one that is up takes its devices. */
  #urlFrom(place: number): string {
    const count = this.#nodes.length;
    const inTurn = this.#nodes.map((_, at) =>
      this.#nodes[(place + at) % count] as GimNode
    );
    const up = inTurn.find(({ isUp }) => isUp) ?? inTurn[0] as GimNode;
    return up.url;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
