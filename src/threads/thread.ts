import { Worker } from "node:worker_threads";
import type { Options } from "../options.ts";
import type { Address } from "../options/address.ts";
import type { PlainMetric } from "../metrics/samples.ts";
import type { ProfiledThread } from "../profiles/profiler.ts";
import type { ProfileRequest, V8Profile } from "../profiles/v8_profile.ts";
import type { ThreadStats } from "../stats.ts";
import { CallFailed, type CallMessage, Calls, type Handlers } from "./calls.ts";
import { CoreEnd, type CoreEndOptions } from "./core_end.ts";
import { threadName, type ThreadStart } from "./link.ts";

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
export interface ThreadOptions extends Omit<CoreEndOptions, "port"> {
  readonly start: ThreadStart<Options>;
  /** What the thread may call. */
  readonly handlers: Handlers;
  /** Called once when it has ended by itself, with the reason. */
  readonly onEnd: (reason: string) => void;
}

/** Milliseconds for a thread to say what it counts and holds. */
const TELL_TIMEOUT = 1000;

/** One gateway's thread, as the core sees it. */
export class Thread implements ProfiledThread {
  readonly name: string;
  #worker: Worker;
  #calls: Calls;
  #end: CoreEnd;
  #onEnd: (reason: string) => void;
  #reason = "it ended by itself";
  #ended = false;
  #ready = Promise.withResolvers<void>();

  constructor(options: ThreadOptions) {
    const { start } = options;
    this.name = threadName(start.place);
    const entry = start.entry.startsWith("blob:") ? LOADER : start.entry;
    this.#worker = new Worker(new URL(entry), {
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP },
    });
    const port = this.#worker;
    this.#end = new CoreEnd({ ...options, port });
    const ready = () => this.#ready.resolve();
    this.#calls = new Calls(port, { ...options.handlers, ready });
    this.#onEnd = options.onEnd;
    this.#worker.on("message", (message) => this.#receive(message));
    this.#worker.on("error", (fault) => {
      this.#reason = reasonOf(fault);
    });
    this.#worker.on("exit", () => this.#lose());
  }

  /**
   * Has it bind an address; returns the address, with its port.
   *
   * @throws {CallFailed} when it cannot, or has ended
   */
  async listen(address: Address): Promise<Address> {
    // What is sent to a worker before it reads may be lost.
    await this.#ready.promise;
    return await this.#calls.call<Address>("listen", address);
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

  /** @throws {CallFailed} */
  takeHeapSnapshot(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#calls.call<Uint8Array<ArrayBuffer>>("heapSnapshot");
  }

  /** Has it answer what has come in, then close all its sockets. */
  async drain(): Promise<void> {
    await this.#calls.call("drain");
  }

  /** Has it close everything, and ends it. */
  async stop(): Promise<void> {
    this.#onEnd = () => {};
    await this.#calls.call("close").catch(() => {});
    await this.terminate();
  }

  /** Ends it at once: its sockets are cut. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
    this.#lose();
  }

  async #tell<Answer>(name: string): Promise<Answer> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new CallFailed(`${this.name} does not answer`)),
      TELL_TIMEOUT,
    );
    try {
      return await Promise.race([this.#calls.call<Answer>(name), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #receive(message: string | CallMessage): void {
    if (typeof message === "string") this.#end.receive(message);
    else this.#calls.receive(message);
  }

  #lose(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#ready.resolve();
    this.#calls.close(this.#reason);
    this.#end.lose();
    this.#onEnd(this.#reason);
  }
}

/** The runtime adds where it happened, in colours. */
function reasonOf(fault: unknown): string {
  const message = fault instanceof Error ? fault.message : String(fault);
  return message.split("\n")[0] ?? "";
}
