import { Api } from "./api/api.ts";
import { Origins } from "./api/origins.ts";
import type { ReadinessCheck } from "./api/readiness.ts";
import { createRoutes } from "./api/routes.ts";
import { Auth } from "./chat/auth.ts";
import { Chatrooms } from "./chat/chatrooms.ts";
import { Conversations } from "./chat/conversations.ts";
import { Messages } from "./chat/messages.ts";
import { ReadMarks } from "./chat/read_marks.ts";
import type { Rules } from "./chat/rules.ts";
import { Recalls } from "./chat/recalls.ts";
import { Sync } from "./chat/sync.ts";
import { Users } from "./chat/users.ts";
import { BoundedLog } from "./bounded_log.ts";
import type { Clock } from "./clock.ts";
import { describeFault } from "./errors.ts";
import {
  createNodes,
  type NodesParts,
  type RulesPush,
} from "./create_nodes.ts";
import { createStorage, type StorageParts } from "./create_storage.ts";
import { createGateway } from "./create_gateway.ts";
import type { Gateway } from "./gateway/gateway.ts";
import { LocalCore } from "./gateway/local_core.ts";
import { SocketCount } from "./gateway/socket_count.ts";
import { createHandler, type Handler } from "./handler.ts";
import type { Log } from "./log.ts";
import { watchLoopLag } from "./metrics/loop_lag.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { PlainMetric } from "./metrics/samples.ts";
import { createOperatorRoutes, type OperatorSources } from "./operator.ts";
import type { Options } from "./options.ts";
import type { Nodes } from "./nodes/nodes.ts";
import { type ProfiledThread, Profiler } from "./profiles/profiler.ts";
import { Views } from "./protocol/views.ts";
import { ChatroomPush } from "./push/chatroom.ts";
import { Events } from "./push/events.ts";
import type { Outlet } from "./push/outlet.ts";
import { Places } from "./push/places.ts";
import { Presence } from "./push/presence.ts";
import { PrivatePush } from "./push/private.ts";
import type { Slices } from "./push/slices.ts";
import type { ThreadStats } from "./stats.ts";
import type { Storage } from "./storage/storage.ts";
import type { Tracing } from "./tracing.ts";

const UNKNOWN_COMMIT = "unknown";

/** Milliseconds between two looks for what has been idle for too long. */
const IDLE_SWEEP = 60_000;

/** What {@linkcode createService} needs beside the options. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Counts the sockets of the gateway here, and of others beside it. */
  readonly sockets?: SocketCount;
  /** The commit that it was built from, where that is known. */
  readonly commit?: string | undefined;
  /** Counts what happens, and is told at `/metrics`; undefined: nothing is. */
  readonly metrics?: Metrics | undefined;
  /** Undefined: nobody collects spans. */
  readonly tracing?: Tracing | undefined;
  /** The threads beside this one; undefined: there are none. */
  readonly threads?: OtherThreads | undefined;
}

/** What there is to ask of the gateways' threads. */
export interface OtherThreads {
  /** What they count; one that does not answer in time is left out. */
  metrics(): Promise<readonly (readonly PlainMetric[])[]>;
  /** How much they hold. */
  stats(): Promise<readonly ThreadStats[]>;
  /** How many of those that were asked for do not run now. */
  missing(): number;
  /** To profile them. */
  profiled(): readonly ProfiledThread[];
}

const NO_THREADS: OtherThreads = {
  metrics: () => Promise.resolve([]),
  stats: () => Promise.resolve([]),
  missing: () => 0,
  profiled: () => [],
};

/** A service that is built and bound to no address yet. */
export interface Service {
  /** Answers requests, upgrades among them. */
  readonly handler: Handler;
  /** The gateway in this thread. */
  readonly gateway: Gateway;
  /** How many sockets there are. */
  readonly sockets: SocketCount;
  /** Makes a gateway of another thread known, and is what it asks. */
  connect(outlet: Outlet): LocalCore;
  /** Answers what has come in, then closes all sockets 1001. */
  drain(): Promise<void>;
  /** Closes all sockets 1001 at once and takes all timers back. */
  close(): void;
}

/** Builds every object once and hands each what it needs. */
export function createService(
  options: Options,
  given: Surroundings,
): Service {
  const surroundings = withBoundedLog(given);
  const { clock, log, metrics, threads = NO_THREADS } = surroundings;
  const { sockets = new SocketCount() } = surroundings;
  const core = createCore(options, surroundings);
  const { storage, push, nodes, rules } = core;
  const origins = new Origins(options.allowOrigin);
  const connect = (outlet: Outlet) => new LocalCore({ rules, outlet, log });
  const parts = { ...surroundings, connect, origins, sockets };
  const { gateway, slices } = createGateway(options, parts);
  const profiler = new Profiler({ clock, threads: () => threads.profiled() });
  const state = { stopping: false };
  const handler: Handler = createHandler({
    ...surroundings,
    ...clock,
    gateway,
    api: createApi(options, surroundings, {
      ...core,
      ...{ gateway, slices, profiler, threads, state },
      httpRunning: () => handler.running,
    }),
    origins,
    traceHeader: options.traceHeader,
    counts: metrics?.http,
  });
  const stopTimers = startTimers(storage, surroundings);
  return {
    ...{ gateway, sockets, handler, connect },
    async drain() {
      state.stopping = true;
      profiler.stop();
      await Promise.all([gateway.drain(), handler.drain()]);
    },
    close() {
      state.stopping = true;
      profiler.stop();
      gateway.closeAll();
      push.chatroomPush.stop();
      stopTimers();
      log.stop();
      nodes.stop().finally(() => storage.close());
    },
  };
}

/** Returns what takes the timers back. */
function startTimers(
  storage: StorageParts,
  { clock, metrics }: Surroundings,
): () => void {
  const stopSweep = every(clock, IDLE_SWEEP, () => storage.tend());
  const stopLag = metrics && watchLoopLag(clock, metrics.loopLag);
  return () => {
    stopSweep();
    stopLag?.();
  };
}

/** What clients cause is logged within a bound. */
function withBoundedLog(
  given: Surroundings,
): Surroundings & { log: BoundedLog } {
  const { metrics } = given;
  const onSuppressed = () => metrics && metrics.suppressedLines++;
  return { ...given, log: new BoundedLog({ ...given, onSuppressed }) };
}

interface CoreParts {
  readonly presence: Presence;
  readonly storage: StorageParts;
  readonly push: PushParts;
  readonly nodes: NodesParts;
  readonly rules: Rules;
}

function createCore(options: Options, surroundings: Surroundings): CoreParts {
  const { clock } = surroundings;
  const presence = new Presence();
  const storage = createStorage(options, { ...surroundings, presence });
  const push = createPush(options, presence, surroundings);
  const nodes = createNodes(options, {
    ...surroundings,
    ...{ storage, presence, push },
  });
  const rules = createRules(options, {
    ...{ presence, clock, nodes: nodes.nodes },
    storage: storage.storage,
    push: { ...push, ...nodes.push },
  });
  return { presence, storage, push, nodes, rules };
}

interface ApiParts extends CoreParts {
  readonly gateway: Gateway;
  readonly slices: Slices;
  readonly profiler: Profiler;
  readonly threads: OtherThreads;
  readonly state: { readonly stopping: boolean };
  readonly httpRunning: () => number;
}

function createApi(
  options: Options,
  { version, commit = UNKNOWN_COMMIT, metrics }: Surroundings,
  parts: ApiParts,
): Api {
  const { rules, storage, nodes, profiler, threads } = parts;
  const build = { version, commit, deno: Deno.version.deno };
  const readiness = createReadiness(options, parts);
  const sources: OperatorSources = {
    stats: {
      ...parts,
      ...parts.push,
      bus: nodes.bus,
      otherThreads: () => threads.stats(),
      storageSizes: () => storage.sizes(),
    },
    profiler: options.profilingEnabled ? profiler : undefined,
    build,
    metrics,
    otherThreads: () => threads.metrics(),
  };
  return new Api({
    routes: createRoutes({ ...rules, ...build, readiness }),
    operatorRoutes: createOperatorRoutes(sources),
    tokensProve: options.authSecret !== undefined,
    authenticate: (token) => rules.users.authenticate(token),
    sequence: options.enableMessageSequence,
    bodyLimit: options.maxFrameSize,
  });
}

/** What has to be well before requests can be taken. */
function createReadiness(
  { storage: name }: Options,
  { state, storage, nodes: { bus }, threads }: ApiParts,
): ReadinessCheck[] {
  const missing = () => {
    const count = threads.missing();
    return count > 0 ? `${count} do not run` : undefined;
  };
  return [
    {
      name: "server",
      problem: () => state.stopping ? "going away" : undefined,
    },
    { name, problem: () => storage.notReady() },
    { name: "bus", problem: () => bus?.problem },
    { name: "threads", problem: missing },
  ];
}

interface PushParts {
  readonly views: Views;
  readonly places: Places;
  readonly events: Events;
  readonly privatePush: PrivatePush;
  readonly chatroomPush: ChatroomPush;
}

function createPush(
  options: Options,
  presence: Presence,
  { clock, log, metrics }: Surroundings,
): PushParts {
  const views = new Views({ sequence: options.enableMessageSequence });
  const places = new Places({
    limit: options.messagePushConcurrencyLimit,
    onFault: (fault) =>
      log.error("push failed", { fault: describeFault(fault) }),
  });
  return {
    views,
    places,
    events: new Events({ presence, clock, counts: metrics?.pushes }),
    privatePush: new PrivatePush({ presence, views }),
    chatroomPush: new ChatroomPush({
      presence,
      views,
      places,
      clock,
      count: options.messagePushCount,
      duration: options.messagePushDuration,
    }),
  };
}

function createRules(
  options: Options,
  { storage, presence, push, nodes, clock }: {
    storage: Storage;
    presence: Presence;
    push: RulesPush & { views: Views };
    nodes: Nodes;
    clock: Clock;
  },
): Rules {
  const { now } = clock;
  const parts = { ...options, ...push, storage };
  const terms = {
    heartbeatInterval: options.heartbeatInterval,
    sequence: options.enableMessageSequence,
    pushCount: options.messagePushCount,
    pushDuration: options.messagePushDuration,
  };
  const secret = options.authSecret;
  const auth = new Auth({ ...options, secret, now });
  return {
    users: new Users({
      ...options,
      ...{ storage, presence, nodes, auth, now, terms },
    }),
    chatrooms: new Chatrooms({ storage, presence, nodes, ...push }),
    messages: new Messages(parts),
    conversations: new Conversations(parts),
    sync: new Sync(parts),
    readMarks: new ReadMarks(parts),
    recalls: new Recalls(parts),
  };
}

/** Calls `run` again and again; at once where it returns that more is left. */
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
