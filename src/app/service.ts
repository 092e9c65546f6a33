import { BoundedLog } from "../observe/bounded_log.ts";
import type { Clock } from "../base/clock.ts";
import {
  type ApiParts,
  createApi,
  NO_THREADS,
  type OtherThreads,
} from "./create_api.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";
import { startUpkeep } from "./upkeep.ts";
import { type CoreParts, createCore } from "../wiring/create_core.ts";
import type { ProgramModules } from "../wiring/create_storage.ts";
import {
  createGateway,
  createHub,
  createSenders,
  type Senders,
} from "../wiring/create_gateway.ts";
import { describeFault } from "../base/errors.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { LocalCore } from "../gateway/local_core.ts";
import { SocketCount } from "../gateway/socket_count.ts";
import { type ApiHandler, createHandler } from "../listener/handler.ts";
import { RunningRequests } from "../listener/running_requests.ts";
import type { Log } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics/metrics.ts";
import type { Options } from "../options/options.ts";
import { Profiler } from "../observe/profiles/profiler.ts";
import type { GatewayCommands } from "../push/gateway_commands.ts";
import { SafeCommands } from "../push/safe_commands.ts";
import type { Tracing } from "../observe/tracing.ts";

/** What {@linkcode createService} needs beside the options. */
export interface Environment {
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Counts the sockets of the gateway here and of the other threads. */
  readonly sockets?: SocketCount;
  /** The commit it was built from, if known. */
  readonly commit?: string | undefined;
  /** Counts what happens, for `/metrics`; undefined: nothing is counted. */
  readonly metrics?: Metrics | undefined;
  /** The program's modules; only a storage on disk needs them. */
  readonly program?: ProgramModules | undefined;
  /** Undefined: no spans are collected. */
  readonly tracing?: Tracing | undefined;
  /**
   * How many addresses should accept connections and do not; none if not given.
   */
  readonly unbound?: (() => number) | undefined;
  /** The other threads; undefined if there are none. */
  readonly threads?: OtherThreads | undefined;
}

/** A service that is built but not bound to an address yet. */
export interface Service extends Lifecycle {
  /** Answers requests, including upgrades to WebSockets. */
  readonly handler: ApiHandler;
  /** The gateway in this thread. */
  readonly gateway: Gateway;
  /** How many sockets there are. */
  readonly sockets: SocketCount;
  /** Registers a gateway of another thread; returns the core that it calls. */
  connect(commands: GatewayCommands): LocalCore;
  /** Counts a new socket of an address, see {@linkcode RateLimits}. */
  countSocket(address: string): number;
}

/** What the parts of a service use, its log with a bound. */
type Bounded = Environment & { readonly log: BoundedLog };

/** Builds every object once, and passes each what it needs. */
export function createService(
  options: Options,
  given: Environment,
): Service {
  const environment = withBoundedLog(given);
  const { clock, log, metrics, sockets = new SocketCount() } = environment;
  const core = createCore(options, environment);
  const connect = (commands: GatewayCommands) =>
    connectTo(core, commands, environment);
  const countSocket = (address: string) =>
    core.rules.limits.countSocket(address);
  const senders = createSenders(options);
  const hub = createHub(options, environment);
  const gateway = createGateway(options, {
    hub: hub.hub,
    core: connect(hub.commands),
    origins: senders.origins,
    sockets,
    countSocket,
    clock,
    log,
    metrics,
    tracing: environment.tracing,
  });
  const { threads = NO_THREADS } = environment;
  const profiler = new Profiler({ clock, threads: () => threads.profiled() });
  const state = { stopping: false };
  const { scheduler } = hub;
  const parts = { ...core, gateway, scheduler, profiler, threads, state };
  const handler = createRequestHandler(options, environment, {
    parts,
    senders,
  });
  const { idleExpiry, historyAge } = options;
  const { storage } = core;
  const stopUpkeep = startUpkeep({
    storage,
    clock,
    metrics,
    idleExpiry,
    historyAge,
  });
  const ends = { core, gateway, handler, profiler, log, state, stopUpkeep };
  const lifecycle = createLifecycle(ends);
  return { ...lifecycle, gateway, sockets, handler, connect, countSocket };
}

/** Builds what answers every request: the gateway or the API. */
function createRequestHandler(
  options: Options,
  environment: Bounded,
  { parts, senders }: {
    parts: Omit<ApiParts, "httpRunning">;
    senders: Senders;
  },
): ApiHandler {
  const running = new RunningRequests();
  const httpRunning = () => running.size;
  return createHandler({
    gateway: parts.gateway,
    api: createApi(options, environment, { ...parts, httpRunning }),
    origins: senders.origins,
    proxies: senders.proxies,
    traceHeader: options.traceHeader,
    log: environment.log,
    clock: environment.clock,
    tracing: environment.tracing,
    counts: environment.metrics?.http,
    running,
    refused: environment.metrics?.refusals.refused,
  });
}

/** The core, for one gateway. */
function connectTo(
  { rules, presence, hooks }: CoreParts,
  commands: GatewayCommands,
  { clock, log }: Bounded,
): LocalCore {
  const onFault = (fault: unknown) =>
    log.error("push failed", { fault: describeFault(fault) });
  const safe = new SafeCommands(commands, onFault);
  const written = hooks && (() => hooks.written);
  return new LocalCore({
    rules,
    presence,
    commands: safe,
    log,
    clock,
    written,
  });
}

/** Bounds the log lines that clients cause. */
function withBoundedLog(given: Environment): Bounded {
  const { log, clock, metrics } = given;
  const onSuppressed = () => metrics && metrics.suppressedLines++;
  return { ...given, log: new BoundedLog({ log, clock, onSuppressed }) };
}
