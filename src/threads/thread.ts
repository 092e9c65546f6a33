import { Worker } from "node:worker_threads";
import { atMost, within } from "../base/within.ts";
import type { Clock } from "../base/clock.ts";
import type { EngineCertificate } from "../gateway/engine.ts";
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
import type { ListenCall } from "./thread_handlers.ts";
import { Watchdog } from "./watchdog.ts";

/**
 * MiB of objects that one gateway's thread may hold: enough for some 100,000
 * connections. Beyond that the runtime ends the thread; without a limit it
 * would end the process.
 */
const MAX_HEAP = 2048;

/**
 * The worker's module when the program's own is a `blob:`, which no worker can
 * run.
 */
const LOADER = "data:text/javascript," + encodeURIComponent(
  'import{workerData}from"node:worker_threads";await import(workerData.entry)',
);

/** What {@linkcode Thread} needs. */
export interface ThreadOptions extends Omit<CoreEndOptions, "port" | "clock"> {
  readonly clock: Clock;
  /** MiB; {@linkcode MAX_HEAP} if not given. */
  readonly maxHeap?: number | undefined;
  readonly start: ThreadStart<Options>;
  /** What the thread calls here. */
  readonly handlers: Handlers;
  /** Called once when it has ended by itself, with the reason. */
  readonly onEnd: (reason: string) => void;
}

/** Milliseconds for a thread to report its counts and sizes. */
const TELL_TIMEOUT = 1000;
/**
 * Milliseconds for a thread to close its sockets; one that hangs never does.
 */
const STOP_TIMEOUT = CLOSE_TIMEOUT + 500;
/** Milliseconds for a thread to end after it has closed them. */
const END_TIMEOUT = 500;

/** One gateway's thread, from the core's side. */
export class Thread implements ProfiledThread {
  readonly name: string;
  /** Settles when it has really ended; the runtime has no event for that. */
  readonly gone: Promise<void>;
  #clock: Clock;
  #worker: Worker;
  /** One end of a channel that breaks when the thread ends. */
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

  /** Does it accept connections? */
  get listens(): boolean {
    return this.#listens && !this.#ended;
  }

  /**
   * Binds an address in the thread; returns it with its port. The certificate
   * is asked for when the thread is there.
   *
   * @throws {CallFailed} when that fails, or the thread has ended
   */
  async listen(
    address: Address,
    certificate: () => EngineCertificate | undefined,
  ): Promise<Address> {
    // A message that is sent before the worker reads may be lost.
    await this.#ready.promise;
    const asked = { address, certificate: certificate() } satisfies ListenCall;
    const bound = await this.#calls.call<Address>("listen", asked);
    this.#listens = true;
    return bound;
  }

  /**
   * The thread's metrics. @throws {CallFailed} also when that takes a second
   */
  metrics(): Promise<PlainMetric[]> {
    return this.#tell<PlainMetric[]>("metrics");
  }

  /** The thread's sizes. @throws {CallFailed} also when that takes a second */
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

  /** The thread stands still meanwhile. @throws {CallFailed} */
  takeHeapSnapshot(): Promise<Uint8Array<ArrayBuffer>> {
    const taken = this.#calls.call<Uint8Array<ArrayBuffer>>("heapSnapshot");
    return this.#watchdog.excuse(taken);
  }

  /** Shows another certificate from the next handshake on. */
  async renew(certificate: EngineCertificate): Promise<void> {
    await this.#ready.promise;
    await this.#calls.call("renew", certificate);
  }

  /** Answers the open requests of sockets, and accepts no new connections. */
  async drain(): Promise<void> {
    await this.#calls.call("drain");
  }

  /** Answers the HTTP requests under way, and no new ones. */
  async drainHttp(): Promise<void> {
    await this.#calls.call("drainHttp");
  }

  /** Closes all its sockets with 1001. */
  async sendAway(): Promise<void> {
    // What is still to be sent to them crosses first.
    this.#end.flush();
    await this.#calls.call("sendAway");
  }

  /**
   * Closes everything and ends the thread; one that hangs is abandoned after
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

  /**
   * Ends the thread at once and cuts its sockets. One that hangs is only
   * abandoned.
   */
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

/** The worker does not use `life`, but holds it until it ends. */
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

/** Settles when the other end of a channel has gone. */
function brokenOff(port: MessagePort): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  port.addEventListener("close", () => {
    port.close();
    resolve();
  });
  // No message ever arrives, but the break is only noticed while reading.
  port.start();
  return promise;
}

/** Removes the place of the error and the colours that the runtime adds. */
function reasonOf(fault: unknown): string {
  const message = fault instanceof Error ? fault.message : String(fault);
  return message.split("\n")[0] ?? "";
}
