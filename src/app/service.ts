import { BoundedLog } from "../observe/bounded_log.ts";
import type { Clock } from "../base/clock.ts";
import {
  type ApiParts,
  createApi,
  NO_THREADS,
  type OtherThreads,
} from "./create_api.ts";
import { createCore } from "../wiring/create_core.ts";
import {
  createGateway,
  createHub,
  createSenders,
  type Senders,
} from "../wiring/create_gateway.ts";
import type { NodesParts } from "../wiring/create_nodes.ts";
import type { StorageParts } from "../wiring/create_storage.ts";
import { describeFault } from "../base/errors.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { LocalCore, type LocalCoreOptions } from "../gateway/local_core.ts";
import { SocketCount } from "../gateway/socket_count.ts";
import { type ApiHandler, createHandler } from "../listener/handler.ts";
import { RunningRequests } from "../listener/running_requests.ts";
import type { Log } from "../observe/log.ts";
import { watchLoopLag } from "../observe/metrics/loop_lag.ts";
import type { Metrics } from "../observe/metrics/metrics.ts";
import type { Options } from "../options/options.ts";
import { Profiler } from "../observe/profiles/profiler.ts";
import type { GatewayCommands } from "../push/gateway_commands.ts";
import { SafeCommands } from "../push/safe_commands.ts";
import type { Tracing } from "../observe/tracing.ts";

/**
 * Most milliseconds between two searches for what has been idle for too long.
 */
const IDLE_SWEEP = 60_000;

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
export interface Service {
  /** Answers requests, including upgrades to WebSockets. */
  readonly handler: ApiHandler;
  /** The gateway in this thread. */
  readonly gateway: Gateway;
  /** How many sockets there are. */
  readonly sockets: SocketCount;
  /**
   * Becomes a node of those that share the storage; to be called before any
   * address is bound.
   *
   * @throws {SettingsDiffer} another live node has other settings
   */
  enter(): Promise<void>;
  /** Registers a gateway of another thread; returns the core that it calls. */
  connect(commands: GatewayCommands): LocalCore;
  /** Answers the open requests of sockets, and accepts no new connections. */
  drain(): Promise<void>;
  /** Answers the HTTP requests under way, and no new ones. */
  drainHttp(): Promise<void>;
  /** Pushes what chatrooms still hold; settles when the sockets have it. */
  flush(): Promise<void>;
  /** Closes all sockets with 1001. */
  sendAway(): void;
  /**
   * Closes all sockets with 1001 at once and cancels all timers. Settles when
   * the other nodes know that this one has gone, if it can tell them.
   */
  close(): Promise<void>;
}

/** Builds every object once, and passes each what it needs. */
export function createService(
  options: Options,
  given: Environment,
): Service {
  const environment = withBoundedLog(given);
  const { clock, log, threads = NO_THREADS } = environment;
  const { sockets = new SocketCount() } = environment;
  const core = createCore(options, environment);
  const { storage, push, nodes, presence, rules } = core;
  const senders = createSenders(options);
  const connect = (commands: GatewayCommands) =>
    connectTo(commands, { rules, presence, log, clock });
  const { hub, commands, scheduler } = createHub(options, environment);
  const gateway = createGateway(options, {
    ...environment,
    ...{ hub, core: connect(commands), origins: senders.origins, sockets },
  });
  const profiler = new Profiler({ clock, threads: () => threads.profiled() });
  const state = { stopping: false };
  const parts = { ...core, gateway, scheduler, profiler, threads, state };
  const handler = createRequestHandler(options, environment, {
    ...{ parts, senders },
  });
  const stopTimers = startTimers(options, storage, environment);
  return {
    ...{ gateway, sockets, handler, connect },
    enter: async () => await nodes.many?.enter(),
    async drain() {
      state.stopping = true;
      profiler.stop();
      await gateway.drain();
    },
    drainHttp: () => handler.drain(),
    sendAway: () => gateway.closeAll(),
    flush: () => push.chatroomPush.flush(),
    close() {
      state.stopping = true;
      profiler.stop();
      gateway.closeAll();
      push.chatroomPush.stop();
      stopTimers();
      log.stop();
      return leave(nodes).finally(() => storage.close());
    },
  };
}

/** Builds what answers every request: the gateway or the API. */
function createRequestHandler(
  options: Options,
  environment: Environment,
  { parts, senders }: {
    parts: Omit<ApiParts, "httpRunning">;
    senders: Senders;
  },
): ApiHandler {
  const running = new RunningRequests();
  const httpRunning = () => running.size;
  return createHandler({
    ...environment,
    ...senders,
    ...{ running, gateway: parts.gateway },
    api: createApi(options, environment, { ...parts, httpRunning }),
    traceHeader: options.traceHeader,
    counts: environment.metrics?.http,
  });
}

function connectTo(
  commands: GatewayCommands,
  parts: Omit<LocalCoreOptions, "commands">,
): LocalCore {
  const onFault = (fault: unknown) =>
    parts.log.error("push failed", { fault: describeFault(fault) });
  return new LocalCore({
    ...parts,
    commands: new SafeCommands(commands, onFault),
  });
}

/** Tells the other nodes that this one is gone. */
async function leave({ many }: NodesParts): Promise<void> {
  await many?.stop();
}

/** Returns a function that cancels the timers. */
function startTimers(
  { idleExpiry }: Options,
  storage: StorageParts,
  { clock, metrics }: Environment,
): () => void {
  // What is in use has to be renewed in Redis before `idleExpiry` is over, with
  // time to try again.
  const sweep = Math.min(IDLE_SWEEP, idleExpiry / 8);
  const stopSweep = every(clock, sweep, () => storage.tend());
  const stopLag = metrics && watchLoopLag(clock, metrics.loopLag);
  return () => {
    stopSweep();
    stopLag?.();
  };
}

/** Bounds the log lines that clients cause. */
function withBoundedLog(
  given: Environment,
): Environment & { log: BoundedLog } {
  const { metrics } = given;
  const onSuppressed = () => metrics && metrics.suppressedLines++;
  return { ...given, log: new BoundedLog({ ...given, onSuppressed }) };
}

/** Calls `run` again and again; at once if it returns that more is left. */
function every(
  clock: Clock,
  interval: number,
  run: () => boolean,
): () => void {
  let timer = clock.after(interval, tick);
  let stopped = false;
  function tick() {
    if (stopped) return;
    timer = clock.after(interval, tick);
    if (!run()) return;
    clock.cancel(timer);
    clock.nextTurn(tick);
  }
  return () => {
    stopped = true;
    clock.cancel(timer);
  };
}
