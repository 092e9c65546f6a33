import { Worker } from "node:worker_threads";
import { atMost, within } from "../base/within.ts";
import type { Clock } from "../base/clock.ts";
import { CLOSE_TIMEOUT } from "../listener/close_listeners.ts";
import type { Options } from "../options/options.ts";
import type { Address } from "../options/address.ts";
import type { PlainMetric } from "../observe/metrics/samples.ts";
import type { ProfiledThread } from "../observe/profiles/profiler.ts";
import type {
  ProfileRequest,
  V8Profile,
} from "../observe/profiles/v8_profile.ts";
import type { ThreadStats } from "../wiring/stats.ts";
import { CallFailed, type CallMessage, Calls, type Handlers } from "./calls.ts";
import { CoreEnd, type CoreEndOptions } from "./core_end.ts";
import { threadName, type ThreadStart } from "./link.ts";
import { Watchdog } from "./watchdog.ts";

/**
 * MiB of objects that one gateway's thread may hold: some 100,000 connections.
 * Beyond, the runtime ends that thread; without a limit, the process.
 */
const MAX_HEAP = 2048;

/** What a worker runs whose module cannot be one, as that is a `blob:`. */
const LOADER = "data:text/javascript," + encodeURIComponent(
  'import{workerData}from"node:worker_threads";await import(workerData.entry)',
);

/** What {@linkcode Thread} needs. */
export interface ThreadOptions extends Omit<CoreEndOptions, "port" | "clock"> {
  readonly clock: Clock;
  /** MiB; {@linkcode MAX_HEAP} where it is not given. */
  readonly maxHeap?: number | undefined;
  readonly start: ThreadStart<Options>;
  /** What the thread may call. */
  readonly handlers: Handlers;
  /** Called once when it has ended by itself, with the reason. */
  readonly onEnd: (reason: string) => void;
}

/** Milliseconds for a thread to say what it counts and holds. */
const TELL_TIMEOUT = 1000;
/** Milliseconds for a thread to close its sockets; one that hangs does not. */
const STOP_TIMEOUT = CLOSE_TIMEOUT + 500;
/** Milliseconds for one that has closed them to end. */
const END_TIMEOUT = 500;

/** One gateway's thread, as the core sees it. */
export class Thread implements ProfiledThread {
  readonly name: string;
  /** Settles when it has really ended, which the runtime does not tell. */
  readonly gone: Promise<void>;
  #clock: Clock;
  #worker: Worker;
  /** One end of a channel, which breaks when the thread ends. */
  #life: MessagePort;
  #calls: Calls;
  #watchdog: Watchdog;
  #end: CoreEnd;
  #onEnd: (reason: string) => void;
  #reason = "it ended by itself";
  #ended = false;
  #listens = false;
  #ready = Promise.withResolvers<void>();

  constructor(options: ThreadOptions) {
    this.name = threadName(options.start.place);
    this.#clock = options.clock;
    const { port1, port2 } = new MessageChannel();
    this.#life = port1;
    this.#worker = startWorker(options, port2);
    this.gone = brokenOff(port1);
    const port = this.#worker;
    this.#end = new CoreEnd({ ...options, port });
    const ready = () => this.#ready.resolve();
    const bound = (bound: boolean) => void (this.#listens = bound);
    this.#calls = new Calls(port);
    this.#calls.serve({ ...options.handlers, ready, bound });
    this.#onEnd = options.onEnd;
    this.#watchdog = this.#watch();
    this.#worker.on("message", (message) => this.#receive(message));
    this.#worker.on("error", (fault) => {
      this.#reason = reasonOf(fault);
    });
    this.#worker.on("exit", () => this.#lose());
  }

  /** Does it take connections? */
  get listens(): boolean {
    return this.#listens && !this.#ended;
  }

  /**
   * Has it bind an address; returns the address, with its port.
   *
   * @throws {CallFailed} when it cannot, or has ended
   */
  async listen(address: Address): Promise<Address> {
    // What is sent to a worker before it reads may be lost.
    await this.#ready.promise;
    const bound = await this.#calls.call<Address>("listen", address);
    this.#listens = true;
    return bound;
  }

  /** What it counts. @throws {CallFailed} also when that takes a second */
  metrics(): Promise<PlainMetric[]> {
    return this.#tell<PlainMetric[]>("metrics");
  }

  /** How much it holds. @throws {CallFailed} also when that takes a second */
  stats(): Promise<ThreadStats> {
    return this.#tell<ThreadStats>("stats");
  }

  /** @throws {CallFailed} */
  takeProfile(request: ProfileRequest): Promise<V8Profile> {
    return this.#calls.call<V8Profile>("profile", request);
  }

  endProfile(): void {
    this.#calls.call("endProfile").catch(() => {});
  }

  /** It stands still meanwhile. @throws {CallFailed} */
  takeHeapSnapshot(): Promise<Uint8Array<ArrayBuffer>> {
    const taken = this.#calls.call<Uint8Array<ArrayBuffer>>("heapSnapshot");
    return this.#watchdog.excuse(taken);
  }

  /** Has it answer what sockets have asked, and let nobody in any more. */
  async drain(): Promise<void> {
    await this.#calls.call("drain");
  }

  /** Has it answer what HTTP requests are running, and nothing else any more. */
  async drainHttp(): Promise<void> {
    await this.#calls.call("drainHttp");
  }

  /** Has it close all its sockets 1001. */
  async sendAway(): Promise<void> {
    // What they are still owed crosses before.
    this.#end.flush();
    await this.#calls.call("sendAway");
  }

  /**
   * Has it close everything, and ends it; one that hangs is left behind after
   * {@linkcode STOP_TIMEOUT}.
   */
  async stop(): Promise<void> {
    this.#onEnd = () => {};
    const closed = await this.#tell("close", STOP_TIMEOUT)
      .then(() => true, () => false);
    await this.terminate();
    if (closed) {
      await atMost(this.gone, { ms: END_TIMEOUT, clock: this.#clock });
    }
    this.#life.close();
  }

  /** Ends it at once: its sockets are cut. One that hangs is only forgotten. */
  async terminate(): Promise<void> {
    const ended = this.#worker.terminate();
    this.#lose();
    await ended;
  }

  #watch(): Watchdog {
    const { promise: ready } = this.#ready;
    const watchdog = new Watchdog({
      clock: this.#clock,
      ask: () => ready.then(() => this.#calls.call("alive")),
      onSilence: () => {
        this.#reason = "it gave no sign of life";
        this.terminate();
      },
    });
    watchdog.excuse(ready);
    return watchdog;
  }

  async #tell<Answer>(name: string, ms = TELL_TIMEOUT): Promise<Answer> {
    const asked = this.#calls.call<Answer>(name);
    return await within(asked, { ms, clock: this.#clock }, () => {
      throw new CallFailed(`${this.name} does not answer`);
    });
  }

  #receive(message: string | CallMessage): void {
    if (typeof message === "string") this.#end.receive(message);
    else this.#calls.receive(message);
  }

  #lose(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#watchdog.stop();
    this.#ready.resolve();
    this.#calls.close(this.#reason);
    this.#end.lose();
    this.#onEnd(this.#reason);
  }
}

/** The worker never uses `life`, but holds it for as long as it is there. */
function startWorker(
  { start, maxHeap = MAX_HEAP }: ThreadOptions,
  life: MessagePort,
): Worker {
  const entry = start.entry.startsWith("blob:") ? LOADER : start.entry;
  try {
    return new Worker(new URL(entry), {
      workerData: { ...start, life },
      transferList: [life as never],
      resourceLimits: { maxOldGenerationSizeMb: maxHeap },
    });
  } catch (fault) {
    life.close();
    throw fault;
  }
}

/** Settles when the other end of a channel is gone. */
function brokenOff(port: MessagePort): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  port.addEventListener("close", () => {
    port.close();
    resolve();
  });
  // Nothing ever comes, but without reading it would not be seen to break.
  port.start();
  return promise;
}

/** The runtime adds where it happened, in colours. */
function reasonOf(fault: unknown): string {
  const message = fault instanceof Error ? fault.message : String(fault);
  return message.split("\n")[0] ?? "";
}
