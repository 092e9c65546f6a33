import { LIFTED_LIMITS } from "../../scripts/lifted_limits.ts";
import { type Clock, steadyTime, systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/observe/log.ts";
import { formatAddress } from "../../src/options/address.ts";
import { type Server, startServer } from "../../src/app/server.ts";
import type { Thread } from "../../src/threads/thread.ts";
import { optionsOf } from "../options/parse.ts";
import { TestClient } from "./client.ts";
import {
  type Fault,
  type FaultOrder,
  type FaultyOptions,
  HANGS,
} from "./faulty_thread.ts";
import { until } from "./promises.ts";

const ENTRY = new URL("faulty_thread.ts", import.meta.url).href;

/** Most threads of a service. */
const PLACES = 8;
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
  #faulty: FaultyOptions;

  private constructor(
    server: Server,
    lines: Record<string, unknown>[],
    faulty: FaultyOptions,
  ) {
    this.#server = server;
    this.#size = this.threads.length;
    this.lines = lines;
    this.#faulty = faulty;
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
    const memory = new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT);
    const hanging = new Int32Array(memory);
    const faulty: FaultyOptions = { faults: crypto.randomUUID(), hanging };
    const flagged = optionsOf([
      ...["--ws=127.0.0.1:0", "--http=localhost:0", "--gateway-worker=2"],
      ...["--log-level=error", ...LIFTED_LIMITS, ...flags],
    ]);
    const options = { ...flagged, ...faulty };
    const server = await startServer(options, { ...given, log, entry: ENTRY });
    return new Threaded(server, lines, faulty);
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

  /** How many sockets each thread holds, by its name; none may hang. */
  async sockets(): Promise<Record<string, number>> {
    const names = this.threads.map(({ name }) => name);
    const entries = names.map(async (name) =>
      [name, await this.#socketsAt(name)] as const
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
      const before = await this.sockets();
      const client = await TestClient.connect(this.ws);
      if (await this.#socketsAt(name) > (before[name] ?? 0)) {
        await client.ask(101, { id });
        return client;
      }
      await client.close();
      // The service learns of the end a moment after the client does.
      await until(async () => sumOf(await this.sockets()) <= sumOf(before));
    }
    throw new Error(`no connection came to ${name}`);
  }

  /** One that is late to answer is asked again: it may hold some. */
  async #socketsAt(name: string): Promise<number> {
    let held: number | undefined;
    await until(async () => {
      const stats = await this.#named(name)?.stats().catch(() => undefined);
      held = stats?.gateway.sockets;
      return held !== undefined;
    });
    return held!;
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
  befall(name: string, fault: Fault): void {
    const channel = new BroadcastChannel(this.#faulty.faults);
    channel.postMessage({ name, fault } satisfies FaultOrder);
    channel.close();
  }

  /** Makes a thread hang; settles when it does, until it is let go. */
  async hang(name: string): Promise<void> {
    this.befall(name, "hang");
    await until(() => this.hangs(name));
  }

  /** Was a thread made to hang, and not let go? */
  hangs(name: string): boolean {
    return Atomics.load(this.#faulty.hanging, placeOf(name)) === HANGS;
  }

  /** Has a thread go on that hangs. */
  letGo(name: string): void {
    Atomics.store(this.#faulty.hanging, placeOf(name), 0);
  }

  /** Waits until a line of this event is logged; returns the first. */
  async logged(event: string): Promise<Record<string, unknown>> {
    const found = () => this.lines.find((line) => line.event === event);
    await until(() => found() !== undefined);
    return found()!;
  }

  /** Waits until all threads listen. */
  async whole(): Promise<void> {
    const { threads } = this.#server;
    await until(() => threads?.listening === this.#size);
  }

  /**
   * How many threads listen, and how many were abandoned and have not ended.
   */
  get counts(): { listening: number; givenUp: number } {
    const { listening = 0, givenUp = 0 } = this.#server.threads ?? {};
    return { listening, givenUp };
  }

  /** Ends the service, and lets no thread go that hangs. */
  async stop(): Promise<void> {
    await this.#server.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#faulty.hanging.fill(0);
  }

  #named(name: string): Thread | undefined {
    return this.threads.find((each) => each.name === name);
  }
}

/** The place of the thread of this name. */
function placeOf(name: string): number {
  const place = Number(/\d+$/.exec(name)?.[0]);
  if (!(place < PLACES)) throw new RangeError(`no such thread: ${name}`);
  return place;
}

function sumOf(sockets: Readonly<Record<string, number>>): number {
  return Object.values(sockets).reduce((sum, each) => sum + each, 0);
}
