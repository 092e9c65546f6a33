import { freePort } from "./free_port.ts";

/** Is redis-server installed? Tests that need it are skipped where it is not. */
export const HAS_REDIS = hasRedis();

function hasRedis(): boolean {
  try {
    return new Deno.Command("redis-server", { args: ["--version"] })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** A test that needs servers; says why it is skipped where there are none. */
export function testWhereRedisIs(name: string, run: () => Promise<void>): void {
  const text = HAS_REDIS
    ? name
    : `${name}: skipped, as redis-server is not installed`;
  Deno.test({ name: text, ignore: !HAS_REDIS, fn: run });
}

/** The same with a server of its own. */
export function testWithRedis(
  name: string,
  run: (server: RedisServer) => Promise<void>,
  options: RedisServerOptions = {},
): void {
  testWhereRedisIs(name, async () => {
    await using server = await RedisServer.start(options);
    await run(server);
  });
}

/** What a server is started with. */
export interface RedisServerOptions {
  /** Write every command to disk before it is answered? */
  readonly durable?: boolean;
  /** What clients and other servers have to give. */
  readonly password?: string;
  /** More of its own flags. */
  readonly args?: readonly string[];
}

/** How the whole of a value is read, by its type. */
const READ: Readonly<Record<string, readonly string[]>> = {
  string: ["get"],
  hash: ["hgetall"],
  zset: ["zrange", "0", "-1"],
  set: ["smembers"],
  list: ["lrange", "0", "-1"],
};

/** A redis-server of a test: on a port of its own, in a folder of its own. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  #args: readonly string[];
  #password: string;
  #child: Deno.ChildProcess;

  private constructor(folder: string, options: RedisServerOptions) {
    this.port = freePort();
    this.folder = folder;
    this.#args = argsFor(options);
    this.#password = options.password ?? "";
    this.#child = this.#spawn();
  }

  /** Starts a server and waits until it answers. */
  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const folder = await Deno.makeTempDir({ prefix: "gim-redis-" });
    for (;;) {
      const server = new RedisServer(folder, options);
      await server.#answers();
      if (await server.#isItself()) return server;
      await server.#child.status;
    }
  }

  get url(): string {
    const user = this.#password === "" ? "" : `:${this.#password}@`;
    return `redis://${user}127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Stops the process: connections stay and nothing is answered. */
  pause(): void {
    this.#child.kill("SIGSTOP");
  }

  resume(): void {
    this.#child.kill("SIGCONT");
  }

  /** Kills it. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }

  /** Starts it again at the same address, with what it had written. */
  async restart(): Promise<void> {
    this.#child = this.#spawn();
    await this.#answers();
  }

  /** Runs one command of redis-cli. */
  async cli(...args: readonly string[]): Promise<string> {
    const { stdout } = await new Deno.Command("redis-cli", {
      args: ["-p", String(this.port), ...args],
      env: this.#password === "" ? {} : { REDISCLI_AUTH: this.#password },
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout).trim();
  }

  /** Runs one command, and lets nothing else happen in here meanwhile. */
  cliSync(...command: readonly string[]): void {
    const args = ["-p", String(this.port), ...command];
    new Deno.Command("redis-cli", { args, stdout: "null" }).outputSync();
  }

  /** Each key with what is under it. */
  async everything(): Promise<string[]> {
    const keys = (await this.cli("keys", "*")).split("\n").filter(Boolean);
    return await Promise.all(keys.map(async (key) => {
      const type = await this.cli("type", key);
      const [command = "get", ...more] = READ[type] ?? [];
      return `${key} ${await this.cli(command, key, ...more)}`;
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.kill();
    } catch {
      // It has ended already.
    }
    await Deno.remove(this.folder, { recursive: true });
  }

  /** Another test may have taken the port first, and its server answers. */
  async #isItself(): Promise<boolean> {
    const about = await this.cli("info", "server");
    return about.includes(`process_id:${this.pid}\r\n`);
  }

  #spawn(): Deno.ChildProcess {
    return new Deno.Command("redis-server", {
      args: [
        ...["--port", String(this.port), "--bind", "127.0.0.1"],
        ...["--dir", this.folder, "--save", "", "--daemonize", "no"],
        ...this.#args,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  }

  async #answers(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if (await this.cli("ping") === "PONG") return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`no redis-server at port ${this.port}`);
  }
}

function argsFor(
  { durable, password, args = [] }: RedisServerOptions,
): string[] {
  return [
    ...durable ? ["--appendonly", "yes", "--appendfsync", "always"] : [],
    ...password === undefined
      ? []
      : ["--requirepass", password, "--masterauth", password],
    ...args,
  ];
}
