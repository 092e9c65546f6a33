import { LIFTED_LIMITS } from "../../scripts/lifted_limits.ts";
import { type Clock, steadyTime, systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/observe/log.ts";
import { formatAddress } from "../../src/options/address.ts";
import { type Server, startServer } from "../../src/app/server.ts";
import type { Thread } from "../../src/threads/thread.ts";
import { optionsOf } from "../options/parse.ts";
import { TestClient } from "./client.ts";
import type { Fault, FaultOrder, FaultyOptions } from "./faulty_thread.ts";

const ENTRY = new URL("faulty_thread.ts", import.meta.url).href;

/** How much faster a {@linkcode quickClock} is. */
const QUICK = 5;

/** A clock whose seconds pass five times as fast, for tests of long times. */
export const quickClock: Clock = {
  ...systemClock,
  ...steadyTime(() => performance.now() * QUICK),
  after: (delay, run) => setTimeout(run, delay / QUICK),
};

/** A service in this process whose sockets are held by threads. */
export class Threaded implements AsyncDisposable {
  readonly lines: Record<string, unknown>[];
  #server: Server;
  #size: number;
  /** Of this service alone, as other tests have threads of the same names. */
  #faults: string;

  private constructor(
    server: Server,
    lines: Record<string, unknown>[],
    faults: string,
  ) {
    this.#server = server;
    this.#size = this.threads.length;
    this.lines = lines;
    this.#faults = faults;
  }

  /** Starts it with two threads, or as the flags say. */
  static start(...flags: readonly string[]): Promise<Threaded> {
    return Threaded.startWith({}, ...flags);
  }

  /** As {@linkcode Threaded.start}, by another clock or in less memory. */
  static async startWith(
    given: { readonly clock?: Clock; readonly maxHeap?: number },
    ...flags: readonly string[]
  ): Promise<Threaded> {
    const lines: Record<string, unknown>[] = [];
    const log = createLog({
      level: "info",
      format: "json",
      write: (line) => lines.push(JSON.parse(line)),
      now: Date.now,
    });
    const faults = crypto.randomUUID();
    const flagged = optionsOf([
      ...["--ws=127.0.0.1:0", "--http=localhost:0", "--gateway-worker=2"],
      ...["--log-level=error", ...LIFTED_LIMITS, ...flags],
    ]);
    const options = { ...flagged, faults } satisfies FaultyOptions;
    const server = await startServer(options, { ...given, log, entry: ENTRY });
    return new Threaded(server, lines, faults);
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

  /** How many sockets each thread holds that answers, by its name. */
  async sockets(): Promise<Record<string, number>> {
    const entries = this.threads.map(async (thread) =>
      [thread.name, (await thread.stats()).gateway.sockets] as const
    );
    const answers = await Promise.allSettled(entries);
    return Object.fromEntries(
      answers.flatMap((each) =>
        each.status === "fulfilled" ? [each.value] : []
      ),
    );
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
    }
    throw new Error(`no connection came to ${name}`);
  }

  /** Ends a thread as a fault would, and waits until it listens again. */
  async kill(name: string): Promise<void> {
    await this.end(name);
    await this.whole();
  }

  /** Ends a thread as a fault would. */
  async end(name: string): Promise<void> {
    await this.#named(name)?.terminate();
  }

  /** Makes a thread fail; returns before the consequences. */
  befall(name: string, fault: Fault, ms = 0): void {
    const channel = new BroadcastChannel(this.#faults);
    channel.postMessage({ name, fault, ms } satisfies FaultOrder);
    channel.close();
  }

  /** Waits until a line of this event is logged; returns the first. */
  async logged(event: string): Promise<Record<string, unknown>> {
    const found = () => this.lines.find((line) => line.event === event);
    await this.until(() => found() !== undefined);
    return found()!;
  }

  /** Waits until all threads listen. */
  async whole(): Promise<void> {
    const { threads } = this.#server;
    await this.until(() => threads?.listening === this.#size);
  }

  /**
   * How many threads listen, and how many were abandoned and have not ended.
   */
  get counts(): { listening: number; givenUp: number } {
    const { listening = 0, givenUp = 0 } = this.#server.threads ?? {};
    return { listening, givenUp };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
  }

  #named(name: string): Thread | undefined {
    return this.threads.find((each) => each.name === name);
  }

  /** Waits for a condition; fails after 15 seconds. */
  async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + 15_000;
    while (performance.now() < end) {
      if (await isSo()) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error("it does not come about");
  }
}
