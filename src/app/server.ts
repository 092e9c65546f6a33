import { getHeapStatistics } from "node:v8";
import project from "../../deno.json" with { type: "json" };
import { type Clock, systemClock } from "../base/clock.ts";
import { atMost } from "../base/within.ts";
import { closeListeners } from "../listener/close_listeners.ts";
import type { Engine } from "../gateway/engine.ts";
import { DenoEngine } from "../gateway/engines/deno.ts";
import { SocketCount } from "../gateway/socket_count.ts";
import { keepAlive } from "../listener/keep_alive.ts";
import {
  listen,
  type Listener,
  ListenError,
  reserve,
} from "../listener/listen.ts";
import { SettingsDiffer } from "../nodes/node_settings.ts";
import type { LineWriter } from "../observe/line_writer.ts";
import type { Log } from "../observe/log.ts";
import { Metrics } from "../observe/metrics/metrics.ts";
import {
  type Address,
  formatAddress,
  sameAddress,
} from "../options/address.ts";
import type { Options } from "../options/options.ts";
import { keepNeededPermissions, PermissionError } from "./permissions.ts";
import { OPERATIONS } from "../protocol/operations.ts";
import { createService, type Service } from "./service.ts";
import { CallFailed } from "../threads/calls.ts";
import { Threads } from "../threads/threads.ts";
import { openStderrLog, type StderrLog } from "../observe/stderr_log.ts";
import { Tracing } from "../observe/tracing.ts";

/** Milliseconds for requests under way when the server is told to stop. */
const DRAIN_TIMEOUT = 2000;
/**
 * Milliseconds of these for the requests of sockets, before they are closed.
 */
const SOCKETS_FIRST = 1500;
/** Milliseconds of these in which sockets still get what HTTP requests send. */
const HTTP_FIRST = 500;
/** Milliseconds of these for what chatrooms have yet to push. */
const FLUSH_TIME = 400;
/**
 * Milliseconds in which a second signal does not cut the end short: `deno task`
 * passes on a signal that the whole process group has already got, so it
 * arrives twice.
 */
const IN_ORDER = 500;
/** Milliseconds for telling the other nodes that this one is going. */
const LEAVE_TIME = 500;
/** Milliseconds for writing the last lines, as long as somebody reads them. */
const LAST_LINES = 300;
/**
 * If messages may take more than this share of the heap, too little is left for
 * the rest.
 */
const HEAP_SHARE = 0.6;

/**
 * The runtime writes the URL into its span before we see the request, and
 * nothing removes it again.
 */
const URL_WARNING =
  "OTEL_DENO: Deno exports whole URLs, a ?token= too: use the authorization header";

/** What a server is started with beside its options. */
export interface Program {
  /** The module that runs a gateway when it is loaded in a worker. */
  readonly entry: string;
  /** Shown at `/version`. */
  readonly commit?: string | undefined;
  /** The machine's clock if not given. */
  readonly clock?: Clock;
  /** MiB of objects that each thread may hold; 2048 if not given. */
  readonly maxHeap?: number;
}

/** Where a server's log lines go. */
interface ServerLog {
  readonly log: Log;
  /**
   * The writer, which counts dropped lines; undefined if none is ever dropped.
   */
  readonly lines?: Pick<LineWriter, "dropped">;
}

/** A service that listens. */
export interface Server {
  readonly gateway: Address;
  readonly api: Address;
  /** The gateways' threads; undefined if the sockets are in this one. */
  readonly threads: Threads | undefined;
  /**
   * Answers the requests under way, pushes what chatrooms hold, closes all
   * sockets with 1001 and unbinds the addresses. This takes at most {@linkcode
   * DRAIN_TIMEOUT} and the second and a half of {@linkcode closeListeners},
   * even if a peer does not read, and half a second more if a thread hangs.
   */
  stop(): Promise<void>;
}

/**
 * Builds a service and binds its addresses, or the one if both are equal.
 *
 * @throws {ListenError} when an address cannot be bound
 *
 * @throws {CallFailed} when a thread cannot be started
 *
 * @throws {SettingsDiffer} when another node on the same Redis has other
 * settings
 */
export async function startServer(
  options: Options,
  about: Program & ServerLog,
): Promise<Server> {
  const running = createRunning(options, about);
  try {
    await running.service.enter();
    return options.gatewayWorker === 1
      ? await listenHere(options, running)
      : await listenInThreads(options, running, about);
  } catch (fault) {
    await cut(running);
    throw fault;
  }
}

/** What has to be ended. */
interface Running {
  readonly service: Service;
  readonly counts: Int32Array;
  readonly listeners: Listener[];
  readonly engine: Engine;
  threads: Threads | undefined;
  /** Binds an address until it is closed. */
  readonly listen: (address: Address, atApi: boolean) => Promise<Listener>;
}

function createRunning(
  options: Options,
  { log, lines, commit, clock = systemClock }: Program & ServerLog,
): Running {
  const counts = createCounts(options);
  const engine = new DenoEngine(clock);
  const tracing = Tracing.create();
  if (tracing !== undefined) log.warn(URL_WARNING);
  const service = createService(options, {
    clock,
    log,
    version: project.version,
    commit,
    sockets: new SocketCount(counts, counts.length - 1),
    metrics: createMetrics(lines),
    tracing,
    unbound: () => running.listeners.filter(({ bound }) => !bound).length,
    threads: {
      metrics: () => running.threads?.metrics() ?? Promise.resolve([]),
      stats: () => running.threads?.stats() ?? Promise.resolve([]),
      missing: () => threadsOf(options) - (running.threads?.listening ?? 0),
      hanging: () => running.threads?.givenUp ?? 0,
      profiled: () => running.threads?.running ?? [],
    },
  });
  const running: Running = {
    ...{ service, counts, listeners: [], engine },
    threads: undefined,
    async listen(address, atApi) {
      const given = { engine, atApi, clock, log };
      const listener = await listen(address, service.handler, given);
      running.listeners.push(listener);
      return listener;
    },
  };
  return running;
}

function createMetrics(lines: ServerLog["lines"]): Metrics {
  const metrics = new Metrics(Object.values(OPERATIONS));
  metrics.droppedLines = () => lines?.dropped ?? 0;
  return metrics;
}

/** How many threads there are besides this one. */
function threadsOf({ gatewayWorker }: Options): number {
  return gatewayWorker === 1 ? 0 : gatewayWorker;
}

/**
 * Elements that count the sockets of each thread, the last one of this thread.
 */
function createCounts(options: Options): Int32Array {
  const threads = threadsOf(options);
  const { BYTES_PER_ELEMENT } = Int32Array;
  const shared = new SharedArrayBuffer((threads + 1) * BYTES_PER_ELEMENT);
  return new Int32Array(shared);
}

async function listenHere(
  options: Options,
  running: Running,
): Promise<Server> {
  const { gatewayAddress, apiAddress } = options;
  const oneForBoth = sameAddress(gatewayAddress, apiAddress);
  const gateway = await running.listen(gatewayAddress, oneForBoth);
  const api = oneForBoth ? gateway : await running.listen(apiAddress, true);
  return {
    gateway: gateway.address,
    api: api.address,
    threads: undefined,
    stop: () => stop(running),
  };
}

async function listenInThreads(
  options: Options,
  running: Running,
  { log, entry, clock = systemClock, maxHeap }: Program & ServerLog,
): Promise<Server> {
  const { service, counts } = running;
  const { gatewayAddress, apiAddress } = options;
  const address = await reserve(gatewayAddress, running.engine);
  const threads = new Threads({
    ...{ entry, options, address, counts, log, clock, maxHeap },
    connect: service.connect,
    handler: service.handler,
  });
  running.threads = threads;
  const stopAll = () => stop(running);
  await threads.start();
  if (sameAddress(gatewayAddress, apiAddress)) {
    return { gateway: address, api: address, threads, stop: stopAll };
  }
  const api = await running.listen(apiAddress, true);
  return { gateway: address, api: api.address, threads, stop: stopAll };
}

async function cut({ service, listeners, threads }: Running): Promise<void> {
  const gone = service.close();
  for (const listener of listeners) listener.abort();
  await Promise.all([threads?.stop(), inTime(LEAVE_TIME, gone)]);
}

/**
 * Runs the service until a signal ends it. Returns the exit status: 0 after an
 * orderly end, 1 when an address cannot be bound or another node has other
 * settings, 130 when a second signal cut the end short.
 */
export async function runServer(
  options: Options,
  program: Program,
): Promise<number> {
  const stderr = openStderrLog({
    level: options.logLevel,
    format: options.logFormat,
  });
  const status = await runLogged(options, { ...stderr, ...program });
  await inTime(LAST_LINES, stderr.lines.flushed());
  return status;
}

async function runLogged(
  options: Options,
  about: Program & StderrLog,
): Promise<number> {
  const { log } = about;
  // Before the service says that it listens: whoever reads that may send a
  // signal at once.
  const signals = new Signals();
  const server = await tryStart(options, about);
  if (server === undefined) return 1;
  keepAlive(log);
  warn(options, log);
  log.info("listening", {
    gateway: formatAddress(server.gateway),
    api: formatAddress(server.api),
  });
  log.info("stopping", { signal: await signals.next() });
  const ended = server.stop();
  const chance = inTime(IN_ORDER, ended);
  const cut = signals.next().then(() => chance).then(() => 130);
  return await Promise.race([ended.then(() => 0), cut]);
}

async function tryStart(
  options: Options,
  about: Program & StderrLog,
): Promise<Server | undefined> {
  try {
    await keepNeededPermissions(options);
    return await startServer(options, about);
  } catch (fault) {
    const expected = [
      ...[ListenError, CallFailed, PermissionError],
      SettingsDiffer,
    ];
    if (!expected.some((kind) => fault instanceof kind)) throw fault;
    about.lines.write(`gim: ${(fault as Error).message}\n`);
    return undefined;
  }
}

async function stop(running: Running): Promise<void> {
  const { service, listeners, threads } = running;
  await inTime(DRAIN_TIMEOUT, finish(running));
  const gone = service.close();
  await Promise.all([
    closeListeners(listeners, systemClock),
    threads?.stop(),
    inTime(LEAVE_TIME, gone),
  ]);
}

/**
 * Pushes what has been accepted before its receivers are closed. A client that
 * does not read, or a thread that hangs, delays the others for a bounded time.
 */
async function finish({ service, threads }: Running): Promise<void> {
  const http = Promise.all([service.drainHttp(), threads?.drainHttp()]);
  const sockets = Promise.all([service.drain(), threads?.drain()]);
  await Promise.all([
    inTime(SOCKETS_FIRST, sockets),
    inTime(HTTP_FIRST, http),
  ]);
  await inTime(FLUSH_TIME, service.flush());
  // Items for a thread are sent at the end of a turn, so let it end first.
  await new Promise((resolve) => systemClock.nextTurn(() => resolve(null)));
  service.sendAway();
  await Promise.all([threads?.sendAway(), http]);
}

function inTime(ms: number, work: Promise<unknown>): Promise<void> {
  return atMost(work, { ms, clock: systemClock });
}

/** SIGINT and SIGTERM, in the order of arrival. */
class Signals {
  #waiting: ((name: string) => void)[] = [];
  /** Signals that arrived while nobody waited for one. */
  #unheard: string[] = [];

  constructor() {
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(name, () => this.#take(name));
    }
  }

  next(): Promise<string> {
    const name = this.#unheard.shift();
    if (name !== undefined) return Promise.resolve(name);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #take(name: string): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting(name);
    else this.#unheard.push(name);
  }
}

function warn(options: Options, log: Log): void {
  if (options.authSecret === undefined) {
    log.warn("no --auth-secret: anybody can log in as any user");
  }
  const heap = getHeapStatistics().heap_size_limit;
  if (options.storageLimit > heap * HEAP_SHARE) {
    log.warn("--storage-limit does not fit the heap: raise the heap limit", {
      storageLimit: options.storageLimit,
      heapLimit: heap,
      raiseWith: "DENO_V8_FLAGS=--max-old-space-size=<MiB>",
    });
  }
}
