import { Api } from "./api/api.ts";
import { Origins } from "./api/origins.ts";
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
import { Dispatch } from "./gateway/dispatch.ts";
import { Gateway } from "./gateway/gateway.ts";
import { TracedDispatch } from "./gateway/traced_dispatch.ts";
import { RequestWatch } from "./gateway/request_watch.ts";
import { createHandler, type Handler } from "./handler.ts";
import type { Log } from "./log.ts";
import { watchLoopLag } from "./metrics/loop_lag.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { createOperatorRoutes, type OperatorSources } from "./operator.ts";
import type { Options } from "./options.ts";
import { Profiler } from "./profiles/profiler.ts";
import { DEFAULT_ENCODINGS } from "./protocol/encodings.ts";
import { OPERATIONS } from "./protocol/operations.ts";
import { Views } from "./protocol/views.ts";
import { ChatroomPush } from "./push/chatroom.ts";
import { Events } from "./push/events.ts";
import { Hub } from "./push/hub.ts";
import { PrivatePush } from "./push/private.ts";
import { Slices } from "./push/slices.ts";
import { MEMORY_BOUNDS, MemoryStorage } from "./storage/memory.ts";
import { timedStorage } from "./storage/timed_storage.ts";
import type { Storage } from "./storage/storage.ts";
import type { Tracing } from "./tracing.ts";

const OP_NAMES: ReadonlyMap<number, string> = new Map(
  Object.values(OPERATIONS).map(({ op, name }) => [op, name]),
);
const UNKNOWN_COMMIT = "unknown";

/** Milliseconds between two looks for what has been idle for too long. */
const IDLE_SWEEP = 60_000;

/** What {@linkcode createService} needs beside the options. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** The commit that it was built from, where that is known. */
  readonly commit?: string | undefined;
  /** Counts what happens, and is told at `/metrics`; undefined: nothing is. */
  readonly metrics?: Metrics | undefined;
  /** Undefined: nobody collects spans. */
  readonly tracing?: Tracing | undefined;
}

/** A service that is built and bound to no address yet. */
export interface Service {
  /** Answers requests, upgrades among them. */
  readonly handler: Handler;
  readonly gateway: Gateway;
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
  const { clock, metrics, log } = surroundings;
  const hub = new Hub();
  const { memory, storage } = createStorage(options, hub, surroundings);
  const push = createPush(options, hub, surroundings);
  const rules = createRules(options, { storage, hub, push, clock });
  const origins = new Origins(options.allowOrigin);
  const gateway = createGateway(options, { rules, origins }, surroundings);
  const profiler = new Profiler({ clock, threads: () => [] });
  let stopping = false;
  const storageSizes = () => memory.counts;
  const httpRunning = () => handler.running;
  const api = createApi(options, rules, {
    surroundings,
    stats: { ...push, gateway, hub, storageSizes, httpRunning },
    profiler: options.profilingEnabled ? profiler : undefined,
    isStopping: () => stopping,
  });
  const handler = createHandler({
    ...surroundings,
    gateway,
    api,
    origins,
    ...clock,
    traceHeader: options.traceHeader,
    counts: metrics?.http,
  });
  const stopTimers = startTimers(memory, surroundings);
  return {
    gateway,
    handler,
    async drain() {
      stopping = true;
      profiler.stop();
      await Promise.all([gateway.drain(), handler.drain()]);
    },
    close() {
      stopping = true;
      profiler.stop();
      gateway.closeAll();
      push.chatroomPush.stop();
      stopTimers();
      log.stop();
    },
  };
}

/** Returns what takes the timers back. */
function startTimers(
  memory: MemoryStorage,
  { clock, metrics }: Surroundings,
): () => void {
  const stopSweep = every(clock, IDLE_SWEEP, () => memory.forgetIdle());
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

/** `storage` is `memory`, timed where somebody wants to know. */
function createStorage(
  options: Options,
  hub: Hub,
  { clock, metrics }: Surroundings,
): { memory: MemoryStorage; storage: Storage } {
  const memory = new MemoryStorage({
    bounds: { ...MEMORY_BOUNDS, ...options },
    now: clock.now,
    isOnline: (userId) => hub.isOnline(userId),
  });
  if (metrics === undefined) return { memory, storage: memory };
  const { elapsed } = clock;
  const storage = timedStorage(memory, { counts: metrics.storage, elapsed });
  return { memory, storage };
}

interface PushParts {
  readonly views: Views;
  readonly slices: Slices;
  readonly events: Events;
  readonly privatePush: PrivatePush;
  readonly chatroomPush: ChatroomPush;
}

function createPush(
  options: Options,
  hub: Hub,
  { clock, log, metrics }: Surroundings,
): PushParts {
  const { maxOutboundBytes } = options;
  const counts = metrics?.pushes;
  const views = new Views({ sequence: options.enableMessageSequence });
  const slices = new Slices({
    clock,
    limit: options.messagePushConcurrencyLimit,
    onFault: (fault) =>
      log.error("push failed", { fault: describeFault(fault) }),
  });
  return {
    views,
    slices,
    events: new Events({ hub, slices, clock, maxOutboundBytes, counts }),
    privatePush: new PrivatePush({ hub, views, maxOutboundBytes, counts }),
    chatroomPush: new ChatroomPush({
      hub,
      views,
      slices,
      clock,
      counts,
      count: options.messagePushCount,
      duration: options.messagePushDuration,
      backlog: options.pushBacklog,
    }),
  };
}

function createRules(
  options: Options,
  { storage, hub, push, clock }: {
    storage: Storage;
    hub: Hub;
    push: PushParts;
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
    users: new Users({ ...options, storage, hub, auth, now, terms }),
    chatrooms: new Chatrooms({ storage, hub, events: push.events }),
    messages: new Messages(parts),
    conversations: new Conversations(parts),
    sync: new Sync(parts),
    readMarks: new ReadMarks(parts),
    recalls: new Recalls(parts),
  };
}

function createGateway(
  options: Options,
  { rules, origins }: { rules: Rules; origins: Origins },
  surroundings: Surroundings,
): Gateway {
  const { clock, log, metrics, tracing } = surroundings;
  const dispatch = createDispatch(options, rules, surroundings);
  return new Gateway({
    ...options,
    dispatch: tracing === undefined ? dispatch : new TracedDispatch({
      dispatch,
      tracing,
      nameOf: (op) => OP_NAMES.get(op) ?? "unknown",
    }),
    tracing,
    users: rules.users,
    clock,
    log,
    metrics,
    defaultCodec: DEFAULT_ENCODINGS[options.messageProtocol],
    allowsOrigin: (origin) => origins.allowsSocket(origin),
  });
}

function createDispatch(
  options: Options,
  rules: Rules,
  { clock, log, metrics }: Surroundings,
): Dispatch {
  const { now, elapsed } = clock;
  return new Dispatch({
    ...rules,
    now,
    elapsed,
    sequence: options.enableMessageSequence,
    log,
    report: (faultId, fault, { id: connection, login, trace }) =>
      log.error("fault", {
        faultId,
        connection,
        user: login?.userId,
        trace,
        fault: describeFault(fault),
      }),
    watch: metrics && new RequestWatch({
      counts: metrics.requests,
      elapsed,
      log: options.logLevel === "debug" ? log : undefined,
    }),
  });
}

function createApi(
  options: Options,
  rules: Rules,
  { surroundings, isStopping, ...shown }:
    & Pick<OperatorSources, "stats" | "profiler">
    & { surroundings: Surroundings; isStopping: () => boolean },
): Api {
  const { version, commit = UNKNOWN_COMMIT, metrics } = surroundings;
  const build = { version, commit, deno: Deno.version.deno };
  const problem = () => isStopping() ? "going away" : undefined;
  const readiness = [{ name: "server", problem }];
  const otherThreads = () => Promise.resolve([]);
  return new Api({
    routes: createRoutes({ ...rules, ...build, readiness }),
    operatorRoutes: createOperatorRoutes({
      ...shown,
      build,
      metrics,
      otherThreads,
    }),
    tokensProve: options.authSecret !== undefined,
    authenticate: (token) => rules.users.authenticate(token),
    bodyLimit: options.maxFrameSize,
  });
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
