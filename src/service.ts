import { Api } from "./api/api.ts";
import { Origins } from "./api/origins.ts";
import { createRoutes } from "./api/routes.ts";
import { Auth } from "./chat/auth.ts";
import { Chatrooms } from "./chat/chatrooms.ts";
import { Conversations } from "./chat/conversations.ts";
import { Messages } from "./chat/messages.ts";
import { ReadMarks } from "./chat/read_marks.ts";
import { Recalls } from "./chat/recalls.ts";
import { Sync } from "./chat/sync.ts";
import { Users } from "./chat/users.ts";
import type { Clock } from "./clock.ts";
import { describeFault, type FaultReporter } from "./errors.ts";
import { Dispatch } from "./gateway/dispatch.ts";
import { Gateway } from "./gateway/gateway.ts";
import { createHandler, type Handler } from "./handler.ts";
import type { Log } from "./log.ts";
import type { Options } from "./options.ts";
import { DEFAULT_ENCODINGS } from "./protocol/encodings.ts";
import { Views } from "./protocol/views.ts";
import { ChatroomPush } from "./push/chatroom.ts";
import { Events } from "./push/events.ts";
import { Hub } from "./push/hub.ts";
import { PrivatePush } from "./push/private.ts";
import { Slices } from "./push/slices.ts";
import { MEMORY_BOUNDS, MemoryStorage } from "./storage/memory.ts";

/** Milliseconds between two looks for what has been idle for too long. */
const IDLE_SWEEP = 60_000;

/** What {@linkcode createService} needs beside the options. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
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
  { clock, log, version }: Surroundings,
): Service {
  const now = clock.now;
  const report: FaultReporter = (faultId, fault) =>
    log.error("fault", { faultId, fault: describeFault(fault) });
  const hub = new Hub();
  const storage = new MemoryStorage({
    bounds: { ...MEMORY_BOUNDS, ...options },
    now,
    isOnline: (userId) => hub.isOnline(userId),
  });
  const push = createPush(options, { hub, clock, log });
  const auth = new Auth({
    secret: options.authSecret,
    tokenExpiry: options.tokenExpiry,
    now,
  });
  const users = new Users({
    storage,
    hub,
    auth,
    now,
    maxConnectionsPerUser: options.maxConnectionsPerUser,
    terms: {
      heartbeatInterval: options.heartbeatInterval,
      sequence: options.enableMessageSequence,
      pushCount: options.messagePushCount,
      pushDuration: options.messagePushDuration,
    },
  });
  const rules = {
    users,
    chatrooms: new Chatrooms({ storage, hub, events: push.events }),
    messages: new Messages({ ...options, ...push, storage }),
    conversations: new Conversations({ storage, views: push.views }),
    sync: new Sync({ ...options, ...push, storage }),
    readMarks: new ReadMarks({ ...options, ...push, storage }),
    recalls: new Recalls({ ...options, ...push, storage }),
  };
  const origins = new Origins(options.allowOrigin);
  const gateway = new Gateway({
    ...options,
    dispatch: new Dispatch({ ...rules, now, report, log }),
    users,
    clock,
    log,
    defaultCodec: DEFAULT_ENCODINGS[options.messageProtocol],
    allowsOrigin: (origin) => origins.allowsSocket(origin),
  });
  let ready = true;
  const api = new Api({
    routes: createRoutes({
      ...rules,
      version,
      notReady: () => ready ? undefined : "the server is going away",
    }),
    authenticate: (token) => users.authenticate(token),
    bodyLimit: options.maxFrameSize,
  });
  const stopSweep = every(clock, IDLE_SWEEP, () => storage.forgetIdle());
  const handler = createHandler({
    gateway,
    api,
    origins,
    traceHeader: options.traceHeader,
    log,
    now: () => performance.now(),
  });
  return {
    gateway,
    handler,
    async drain() {
      ready = false;
      await Promise.all([gateway.drain(), handler.drain()]);
    },
    close() {
      ready = false;
      gateway.closeAll();
      push.chatroomPush.stop();
      stopSweep();
    },
  };
}

interface PushParts {
  readonly views: Views;
  readonly events: Events;
  readonly privatePush: PrivatePush;
  readonly chatroomPush: ChatroomPush;
}

function createPush(
  options: Options,
  { hub, clock, log }: { hub: Hub; clock: Clock; log: Log },
): PushParts {
  const { maxOutboundBytes } = options;
  const views = new Views({ sequence: options.enableMessageSequence });
  const slices = new Slices({
    clock,
    limit: options.messagePushConcurrencyLimit,
    onFault: (fault) =>
      log.error("push failed", { fault: describeFault(fault) }),
  });
  return {
    views,
    events: new Events({ hub, slices, clock, maxOutboundBytes }),
    privatePush: new PrivatePush({ hub, views, maxOutboundBytes }),
    chatroomPush: new ChatroomPush({
      hub,
      views,
      slices,
      clock,
      count: options.messagePushCount,
      duration: options.messagePushDuration,
      backlog: options.pushBacklog,
    }),
  };
}

function every(clock: Clock, interval: number, run: () => void): () => void {
  let timer = clock.after(interval, tick);
  function tick() {
    run();
    timer = clock.after(interval, tick);
  }
  return () => clock.cancel(timer);
}
