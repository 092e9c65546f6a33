import { attempt } from "../base/attempt.ts";
import type { Clock, Timer } from "../base/clock.ts";
import { describeFault, type FaultReporter } from "../base/errors.ts";
import type { EngineCertificate } from "../gateway/engine.ts";
import type { LocalCore } from "../gateway/local_core.ts";
import { SocketCount } from "../gateway/socket_count.ts";
import type { ApiHandler } from "../listener/handler.ts";
import type { Log } from "../observe/log.ts";
import type { PlainMetric } from "../observe/metrics/samples.ts";
import type { Options } from "../options/options.ts";
import type { Address } from "../options/address.ts";
import type { GatewayCommands } from "../push/gateway_commands.ts";
import type { ThreadStats } from "../wiring/stats.ts";
import type { Handlers } from "./calls.ts";
import { Endings } from "./endings.ts";
import { Gate } from "./gate.ts";
import { answerCrossing, type CrossingRequest } from "./http_link.ts";
import { Thread } from "./thread.ts";
import { Totals } from "./totals.ts";

/** Most items on their way to one gateway; beyond that requests wait. */
const MAX_UNTAKEN = 50_000;
/** Milliseconds from a thread's end to its next start; doubled each time. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
/** Milliseconds of life after which the pause starts from the first again. */
const LONG_ENOUGH = 60_000;

/** What {@linkcode Threads} needs. */
export interface ThreadsOptions {
  /** The module that runs a gateway when it is loaded in a worker. */
  readonly entry: string;
  readonly options: Options;
  /** The address they all bind; its port is not 0. */
  readonly address: Address;
  /** One element for each thread; the rest belong to others. */
  readonly counts: Int32Array;
  readonly connect: (commands: GatewayCommands) => LocalCore;
  /** Answers API requests that arrive at a thread. */
  readonly handler: Pick<ApiHandler, "answer">;
  /** Counts a new socket of an address, see `RateLimits`. */
  readonly countSocket: (address: string) => number;
  readonly clock: Clock;
  readonly log: Log;
  /** What they show where TLS is spoken; undefined: no TLS. */
  readonly certificate?: EngineCertificate | undefined;
  /** MiB that each may hold; by default as in {@linkcode Thread}. */
  readonly maxHeap?: number | undefined;
}

/**
 * The gateways' threads. It starts them, and starts those that end again. All
 * bind the same address, and the kernel spreads connections over them.
 */
export class Threads {
  #options: ThreadsOptions;
  #gate = new Gate(MAX_UNTAKEN);
  #endings: Endings;
  #totals = new Totals();
  #threads: (Thread | undefined)[] = [];
  #timers = new Set<Timer>();
  #stopping = false;
  #certificate: EngineCertificate | undefined;

  constructor(options: ThreadsOptions) {
    this.#options = options;
    this.#certificate = options.certificate;
    this.#endings = new Endings(options);
  }

  /** The threads that run. */
  get running(): readonly Thread[] {
    return this.#threads.filter((thread) => thread !== undefined);
  }

  /** How many accept connections: all of them if all is well. */
  get listening(): number {
    return this.running.filter(({ listens }) => listens).length;
  }

  /**
   * How many were abandoned and have not ended. Each still gets its share of
   * the connections and serves none of them, until the process is restarted.
   */
  get givenUp(): number {
    return this.#endings.overdue;
  }

  /** The metrics of all threads, ended ones included; no sum ever falls. */
  async metrics(): Promise<PlainMetric[][]> {
    await Promise.all(
      this.#threads.map((thread, place) =>
        thread && this.#tally(thread, place)
      ),
    );
    return this.#totals.all;
  }

  /** The sizes of the threads; one that does not answer in time is left out. */
  async stats(): Promise<ThreadStats[]> {
    const asked = this.running.map((thread) => thread.stats());
    const answers = await Promise.allSettled(asked);
    return answers.flatMap((answer) =>
      answer.status === "fulfilled" ? [answer.value] : []
    );
  }

  /** Starts all; settles when all listen. @throws {CallFailed} */
  async start(): Promise<void> {
    const { gatewayWorker } = this.#options.options;
    const places = Array.from({ length: gatewayWorker }, (_, place) => place);
    await Promise.all(
      places.map(async (place) => await this.#start(place, FIRST_PAUSE)),
    );
  }

  /** Has all show another certificate from their next handshakes on. */
  async renew(certificate: EngineCertificate): Promise<void> {
    this.#certificate = certificate;
    await this.#haveAll((thread) => thread.renew(certificate));
  }

  /** Answers the open requests of sockets, and accepts no new connections. */
  async drain(): Promise<void> {
    this.#cease();
    await this.#haveAll((thread) => thread.drain());
  }

  /** Answers the HTTP requests under way, and no new ones. */
  async drainHttp(): Promise<void> {
    await this.#haveAll((thread) => thread.drainHttp());
  }

  /** Closes all sockets with 1001. */
  async sendAway(): Promise<void> {
    await this.#haveAll((thread) => thread.sendAway());
  }

  /** Ends all threads. */
  async stop(): Promise<void> {
    this.#cease();
    await Promise.all(this.running.map((thread) => thread.stop()));
  }

  /** A thread that ends meanwhile counts as done. */
  async #haveAll(act: (thread: Thread) => Promise<void>): Promise<void> {
    await Promise.allSettled(this.running.map(act));
  }

  /** From now on no thread is started again. */
  #cease(): void {
    this.#stopping = true;
    for (const timer of this.#timers) this.#options.clock.cancel(timer);
    this.#timers.clear();
    this.#endings.stop();
  }

  /** A thread that is late, or ends meanwhile, keeps its last counts. */
  async #tally(thread: Thread, place: number): Promise<void> {
    const metrics = await thread.metrics().catch(() => undefined);
    if (metrics === undefined || this.#threads[place] !== thread) return;
    this.#totals.set(place, metrics);
  }

  /**
   * Settles when the thread listens. @throws {Error} when none can be started
   */
  #start(place: number, pause: number): Promise<Address> {
    const { clock, entry, options, counts, address, log } = this.#options;
    const started = clock.elapsed();
    const thread: Thread = new Thread({
      ...this.#options,
      start: { entry, options, counts, place },
      gate: this.#gate,
      report: this.#report,
      handlers: this.#handlers(),
      onEnd: (reason) => {
        this.#threads[place] = undefined;
        this.#totals.end(place);
        new SocketCount(counts, place).clear();
        if (this.#stopping) return;
        log.error("gateway thread ended", { thread: place, reason });
        this.#endings.watch({ place, gone: thread.gone });
        const lived = clock.elapsed() - started;
        this.#startLater(place, lived > LONG_ENOUGH ? FIRST_PAUSE : pause);
      },
    });
    this.#threads[place] = thread;
    return thread.listen(address, () => this.#certificate);
  }

  #startLater(place: number, pause: number): void {
    const { clock, log } = this.#options;
    const timer = clock.after(pause, () => {
      this.#timers.delete(timer);
      const next = Math.min(2 * pause, LONGEST_PAUSE);
      attempt(() => this.#startAgain(place, next), (fault) => {
        const reason = describeFault(fault);
        log.error("gateway thread not started", { thread: place, reason });
        this.#startLater(place, next);
      });
    });
    this.#timers.add(timer);
  }

  #startAgain(place: number, pause: number): void {
    const { log } = this.#options;
    this.#start(place, pause).then(
      () => log.info("gateway thread started again", { thread: place }),
      () => this.#threads[place]?.terminate(),
    );
  }

  #handlers(): Handlers {
    const { handler, countSocket } = this.#options;
    return {
      countSocket,
      http: (crossing: CrossingRequest, calls) =>
        answerCrossing(handler, crossing, calls),
    };
  }

  #report: FaultReporter = (faultId, fault) =>
    this.#options.log.error("fault", { faultId, fault: describeFault(fault) });
}
