import { createTestAuth } from "../helpers/auth.ts";
import { until } from "../helpers/promises.ts";
import { systemClock } from "../../src/base/clock.ts";
import { GimNode } from "./gim_node.ts";
import type { Plan } from "./plan.ts";
import { RealLine } from "./real_line.ts";
import type { Trouble } from "./troubles.ts";
import type { World } from "./world.ts";

/** The same after each start, as a token has to outlive it. */
const SECRET = "the-secret-of-a-service-that-is-killed";
const AUTH = createTestAuth({ secrets: [SECRET], tokenExpiry: 3_600_000 });

/** What {@linkcode DiskWorld} is told beside the plan. */
export interface DiskWorldOptions {
  readonly tell: (text: string) => void;
  readonly onFault: (text: string) => void;
  /** Told of each time the process was killed. */
  readonly onKill: () => void;
}

/** A service with a data directory, killed and started again on it. */
export class DiskWorld implements World, AsyncDisposable {
  readonly clock = systemClock;
  #node: GimNode;
  #directory: string;
  #options: DiskWorldOptions;
  /** What happens to it, one after the other. */
  #busy = Promise.resolve();

  private constructor(
    node: GimNode,
    directory: string,
    options: DiskWorldOptions,
  ) {
    this.#node = node;
    this.#directory = directory;
    this.#options = options;
  }

  /** Starts the service of a plan on an empty directory. */
  static async start(
    { flags }: Plan,
    options: DiskWorldOptions,
  ): Promise<DiskWorld> {
    const directory = await Deno.makeTempDir({ prefix: "gim-" });
    const gim = {
      args: flags,
      dataDir: directory,
      environment: { GIM_AUTH_SECRET: SECRET },
    };
    const { onFault } = options;
    const node = await GimNode.start({ gim, onFault });
    return new DiskWorld(node, directory, options);
  }

  line(): RealLine {
    return new RealLine(() => this.#node.url);
  }

  async token(userId: string): Promise<string> {
    return (await AUTH.issue(userId)).token;
  }

  /** The machine's clock is not ours to set. */
  shiftClock(): void {}

  disturb(trouble: Trouble): void {
    this.#busy = this.#busy.then(() => this.#happen(trouble))
      .catch((fault) => this.#options.onFault(String(fault)));
  }

  async healed(): Promise<void> {
    await this.#busy;
    // A write that takes long makes it unready for a while.
    await until(() => this.#node.isReady());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#busy;
    await this.#node[Symbol.asyncDispose]();
    await Deno.remove(this.#directory, { recursive: true });
  }

  async #happen(trouble: Trouble): Promise<void> {
    const { tell, onKill } = this.#options;
    if (trouble.kind !== "kill node") return;
    tell("the service is killed");
    await this.#node.kill();
    onKill();
    await new Promise((resolve) => setTimeout(resolve, trouble.ms));
    await this.#node.restart();
    tell("the service is there again");
  }
}
