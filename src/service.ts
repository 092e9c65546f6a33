import { Api } from "./api/api.ts";
import { Origins } from "./api/origins.ts";
import { createRoutes, type RoutesOptions } from "./api/routes.ts";
import { Auth } from "./chat/auth.ts";
import { Chatrooms } from "./chat/chatrooms.ts";
import { Conversations } from "./chat/conversations.ts";
import { Messages } from "./chat/messages.ts";
import { ReadMarks } from "./chat/read_marks.ts";
import type { Rules } from "./chat/rules.ts";
import { Recalls } from "./chat/recalls.ts";
import { Sync } from "./chat/sync.ts";
import { Users } from "./chat/users.ts";
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
import type { Options } from "./options.ts";
import type { Nodes } from "./nodes/nodes.ts";
import { Views } from "./protocol/views.ts";
import { ChatroomPush } from "./push/chatroom.ts";
import { Events } from "./push/events.ts";
import type { Outlet } from "./push/outlet.ts";
import { Places } from "./push/places.ts";
import { Presence } from "./push/presence.ts";
import { PrivatePush } from "./push/private.ts";
import type { Storage } from "./storage/storage.ts";

/** Milliseconds between two looks for what has been idle for too long. */
const IDLE_SWEEP = 60_000;

/** What {@linkcode createService} needs beside the options. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Counts the sockets of the gateway here, and of others beside it. */
  readonly sockets?: SocketCount;
}

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
  surroundings: Surroundings,
): Service {
  const { clock, version } = surroundings;
  const { storage, push, nodes, rules } = createCore(options, surroundings);
  const origins = new Origins(options.allowOrigin);
  const connect = (outlet: Outlet) =>
    new LocalCore({ rules, outlet, log: surroundings.log });
  const { sockets = new SocketCount() } = surroundings;
  const gateway = createGateway(options, {
    ...surroundings,
    connect,
    origins,
    sockets,
  });
  let stopping = false;
  const handler = createHandler({
    ...surroundings,
    gateway,
    api: createApi(options, {
      ...rules,
      version,
      notReady: () =>
        stopping ? "the server is going away" : storage.notReady(),
    }),
    origins,
    traceHeader: options.traceHeader,
    elapsed: clock.elapsed,
  });
  const stopSweep = every(clock, IDLE_SWEEP, () => storage.tend());
  return {
    gateway,
    sockets,
    handler,
    connect,
    async drain() {
      stopping = true;
      await Promise.all([gateway.drain(), handler.drain()]);
    },
    close() {
      stopping = true;
      gateway.closeAll();
      push.chatroomPush.stop();
      stopSweep();
      nodes.stop().finally(() => storage.close());
    },
  };
}

interface CoreParts {
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
  return { storage, push, nodes, rules };
}

function createApi(options: Options, routes: RoutesOptions): Api {
  return new Api({
    routes: createRoutes(routes),
    authenticate: (token) => routes.users.authenticate(token),
    sequence: options.enableMessageSequence,
    bodyLimit: options.maxFrameSize,
  });
}

interface PushParts {
  readonly views: Views;
  readonly events: Events;
  readonly privatePush: PrivatePush;
  readonly chatroomPush: ChatroomPush;
}

function createPush(
  options: Options,
  presence: Presence,
  { clock, log }: Surroundings,
): PushParts {
  const views = new Views({ sequence: options.enableMessageSequence });
  const places = new Places({
    limit: options.messagePushConcurrencyLimit,
    onFault: (fault) =>
      log.error("push failed", { fault: describeFault(fault) }),
  });
  return {
    views,
    events: new Events({ presence, clock }),
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
