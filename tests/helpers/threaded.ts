import { createLog } from "../../src/log.ts";
import { formatAddress } from "../../src/options/address.ts";
import { type Server, startServer } from "../../src/server.ts";
import type { Thread } from "../../src/threads/thread.ts";
import { optionsOf } from "../options/parse.ts";
import { TestClient } from "./client.ts";

const ENTRY = new URL("../../main.ts", import.meta.url).href;

/** A service in this process whose sockets are held by threads. */
export class Threaded implements AsyncDisposable {
  readonly lines: Record<string, unknown>[];
  #server: Server;

  private constructor(server: Server, lines: Record<string, unknown>[]) {
    this.#server = server;
    this.lines = lines;
  }

  /** Starts it with two threads, or as the flags say. */
  static async start(...flags: readonly string[]): Promise<Threaded> {
    const lines: Record<string, unknown>[] = [];
    const log = createLog({
      level: "info",
      format: "json",
      write: (line) => lines.push(JSON.parse(line)),
      now: Date.now,
    });
    const options = optionsOf([
      ...["--ws=127.0.0.1:0", "--http=localhost:0", "--gateway-worker=2"],
      ...["--log-level=error", ...flags],
    ]);
    const server = await startServer(options, { log, entry: ENTRY });
    return new Threaded(server, lines);
  }

  get ws(): string {
    return `ws://${formatAddress(this.#server.gateway)}`;
  }

  get http(): string {
    return `http://${formatAddress(this.#server.api)}`;
  }

  /** The threads that run. */
  get threads(): readonly Thread[] {
    return this.#server.threads?.running ?? [];
  }

  /** How many sockets each thread holds, by its name. */
  async sockets(): Promise<Record<string, number>> {
    const entries = this.threads.map(async (thread) =>
      [thread.name, (await thread.stats()).gateway.sockets] as const
    );
    return Object.fromEntries(await Promise.all(entries));
  }

  /** The threads that hold at least one socket. */
  async holders(): Promise<string[]> {
    const sockets = Object.entries(await this.sockets());
    return sockets.filter(([, count]) => count > 0).map(([name]) => name);
  }

  /** Logs in as these users until one of them is at a given thread. */
  async loginAt(name: string, id: string): Promise<TestClient> {
    for (let tries = 0; tries < 100; tries++) {
      const before = (await this.sockets())[name] ?? 0;
      const client = await TestClient.connect(this.ws);
      if (((await this.sockets())[name] ?? 0) > before) {
        await client.ask(101, { id });
        return client;
      }
      await client.close();
      await this.#until(async () => {
        const sockets = Object.values(await this.sockets());
        return sockets.length > 0;
      });
    }
    throw new Error(`no connection came to ${name}`);
  }

  /** Ends a thread as a fault would, and waits until it runs again. */
  async kill(name: string): Promise<void> {
    const thread = this.threads.find((each) => each.name === name);
    await thread!.terminate();
  }

  /** Waits until all threads listen. */
  async whole(count = 2): Promise<void> {
    await this.#until(async () =>
      Object.keys(await this.sockets()).length === count
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
  }

  async #until(isSo: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 500; tries++) {
      if (await isSo().catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error("it does not come about");
  }
}
