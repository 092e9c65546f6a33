import project from "../../deno.json" with { type: "json" };
import type { Clock } from "../base/clock.ts";
import { inputClock } from "../base/input_turns.ts";
import { LoopbackProbe } from "../base/loopback_probe.ts";
import { SocketCount } from "../gateway/socket_count.ts";
import { listen, reserve } from "../listener/listen.ts";
import type { LineWriter } from "../observe/line_writer.ts";
import type { Log } from "../observe/log.ts";
import { Metrics } from "../observe/metrics/metrics.ts";
import { type Address, sameAddress } from "../options/address.ts";
import type { Certificate } from "../options/certificate.ts";
import type { Options } from "../options/options.ts";
import { sourcesOf } from "./permissions.ts";
import { OPERATIONS } from "../protocol/operations.ts";
import { cut, type Running, stop } from "./running.ts";
import type { OtherThreads } from "./create_api.ts";
import { createService } from "./service.ts";
import { Threads } from "../threads/threads.ts";
import { createEngine } from "../wiring/create_engine.ts";
import { Tracing } from "../observe/tracing.ts";

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
  /** What is shown where TLS is spoken; undefined: no TLS. */
  readonly certificate?: Certificate | undefined;
  /** Called when the storage is open and before any other thread is started. */
  readonly onOpen?: () => Promise<void>;
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
   * Shows another certificate to whoever connects from now on; those who are
   * connected notice nothing.
   */
  renew(certificate: Certificate): Promise<void>;
  /** See {@linkcode stop}. */
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
 *
 * @throws {DataDirectoryError} when the data directory cannot be used
 */
export async function startServer(
  options: Options,
  about: Program & ServerLog,
): Promise<Server> {
  const running = await createRunning(options, about);
  try {
    await running.service.enter();
    await about.onOpen?.();
    return options.gatewayWorker === 1
      ? await listenHere(options, running)
      : await listenInThreads(options, running, about);
  } catch (fault) {
    await cut(running);
    throw fault;
  }
}

async function createRunning(
  options: Options,
  about: Program & ServerLog,
): Promise<Running> {
  const { log, lines, commit, entry } = about;
  const probe = new LoopbackProbe();
  const { clock = inputClock(probe) } = about;
  const counts = createCounts(options);
  const tracing = Tracing.create();
  if (tracing !== undefined) log.warn(URL_WARNING);
  const service = createService(options, {
    clock,
    log,
    version: project.version,
    commit,
    program: { entry, sources: sourcesOf(entry) },
    sockets: new SocketCount(counts, counts.length - 1),
    metrics: createMetrics(lines),
    tracing,
    unbound: () => running.listeners.filter(({ bound }) => !bound).length,
    threads: threadsAsSeen(() => running.threads, threadsOf(options)),
  });
  const { turnEnd } = service.gateway;
  const engine = await createEngine(options, {
    clock,
    turnEnd,
    certificate: about.certificate,
  });
  const running: Running = {
    service,
    clock,
    probe,
    counts,
    listeners: [],
    engine,
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

/** What the service tells of its threads, as soon as there are any. */
function threadsAsSeen(
  threads: () => Threads | undefined,
  count: number,
): OtherThreads {
  return {
    metrics: () => threads()?.metrics() ?? Promise.resolve([]),
    stats: () => threads()?.stats() ?? Promise.resolve([]),
    missing: () => count - (threads()?.listening ?? 0),
    hanging: () => threads()?.givenUp ?? 0,
    profiled: () => threads()?.running ?? [],
  };
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
    renew: (certificate) => renew(running, certificate),
    stop: () => stop(running),
  };
}

async function listenInThreads(
  options: Options,
  running: Running,
  about: Program & ServerLog,
): Promise<Server> {
  const { log, entry, maxHeap, certificate } = about;
  const { service, clock, counts } = running;
  const { gatewayAddress, apiAddress } = options;
  const address = await reserve(gatewayAddress, running.engine);
  const threads = new Threads({
    entry,
    options,
    address,
    counts,
    log,
    clock,
    maxHeap,
    certificate,
    connect: service.connect,
    handler: service.handler,
    countSocket: (address) => service.countSocket(address),
  });
  running.threads = threads;
  await threads.start();
  const oneForBoth = sameAddress(gatewayAddress, apiAddress);
  const api = oneForBoth
    ? address
    : (await running.listen(apiAddress, true)).address;
  return {
    gateway: address,
    api,
    threads,
    renew: (certificate) => renew(running, certificate),
    stop: () => stop(running),
  };
}

async function renew(
  { engine, threads }: Running,
  certificate: Certificate,
): Promise<void> {
  engine.renew?.(certificate);
  await threads?.renew(certificate);
}
