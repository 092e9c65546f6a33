import type { Auth } from "../auth/auth.ts";
import { Chatrooms } from "../chat/chatrooms.ts";
import { Conversations } from "../chat/conversations.ts";
import { Messages } from "../chat/messages.ts";
import { ReadMarks } from "../chat/read_marks.ts";
import type { Rules } from "../chat/rules.ts";
import { Recalls } from "../chat/recalls.ts";
import { RateLimits } from "../chat/rate_limits.ts";
import { Sync } from "../chat/sync.ts";
import { Users } from "../chat/users.ts";
import type { Rate } from "../base/token_buckets.ts";
import type { Clock } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import { createAuth } from "./create_auth.ts";
import { createNodes, type NodesParts } from "./create_nodes.ts";
import {
  createStorage,
  type ProgramModules,
  type StorageParts,
} from "./create_storage.ts";
import type { Log } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics/metrics.ts";
import type { Nodes } from "../nodes/nodes.ts";
import type { Options } from "../options/options.ts";
import { Views } from "../protocol/views.ts";
import { ChatroomPush } from "../push/chatroom.ts";
import { Events } from "../push/events.ts";
import { LocalPush } from "../push/local_push.ts";
import type { News } from "../push/news.ts";
import { RoomSemaphore } from "../push/room_semaphore.ts";
import { Presence } from "../push/presence.ts";
import { PrivatePush } from "../push/private.ts";
import type { Storage } from "../storage/storage.ts";

/** The rules, and the parts that they use. */
export interface CoreParts {
  readonly presence: Presence;
  readonly storage: StorageParts;
  readonly push: PushParts;
  readonly nodes: NodesParts;
  readonly rules: Rules;
}

/** The parts that push to this node's users. */
export interface PushParts {
  readonly local: News;
  readonly views: Views;
  readonly semaphore: RoomSemaphore;
  readonly events: Events;
  readonly privatePush: PrivatePush;
  readonly chatroomPush: ChatroomPush;
}

/** What {@linkcode createCore} needs beside the options. */
export interface CoreEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: Metrics | undefined;
  readonly program?: ProgramModules | undefined;
}

/** Builds everything that exists once for all threads, except the addresses. */
export function createCore(
  options: Options,
  environment: CoreEnvironment,
): CoreParts {
  const { clock } = environment;
  const presence = new Presence(clock);
  const storage = createStorage(options, { ...environment, presence });
  const push = createPush(options, presence, environment);
  const nodes = createNodes(options, {
    ...environment,
    storage,
    presence,
    push,
  });
  const rules = createRules(options, {
    auth: createAuth(options, { ...environment, now: nodes.now }),
    limits: createLimits(options, environment),
    presence,
    now: nodes.now,
    nodes: nodes.nodes,
    storage: storage.storage,
    views: push.views,
    news: nodes.news,
  });
  return { presence, storage, push, nodes, rules };
}

function createPush(
  options: Options,
  presence: Presence,
  { clock, log, metrics }: CoreEnvironment,
): PushParts {
  const views = new Views({ sequence: options.enableMessageSequence });
  const semaphore = new RoomSemaphore({
    limit: options.messagePushConcurrencyLimit,
    onFault: (fault) =>
      log.error("push failed", { fault: describeFault(fault) }),
  });
  const events = new Events({ presence, clock, counts: metrics?.pushes });
  const privatePush = new PrivatePush({ presence, views });
  const chatroomPush = new ChatroomPush({
    presence,
    views,
    semaphore,
    clock,
    count: options.messagePushCount,
    duration: options.messagePushDuration,
  });
  const strategies = { events, privatePush, chatroomPush };
  return { ...strategies, views, semaphore, local: new LocalPush(strategies) };
}

/** What all rules stand on. */
interface RulesParts {
  readonly auth: Auth;
  readonly limits: RateLimits;
  readonly storage: Storage;
  readonly presence: Presence;
  readonly views: Views;
  readonly news: News;
  readonly nodes: Nodes;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

function createRules(options: Options, parts: RulesParts): Rules {
  const { storage, presence, views, news, nodes, now } = parts;
  const { maxContentSize, recallWindow } = options;
  return {
    limits: parts.limits,
    users: createUsers(options, parts),
    chatrooms: new Chatrooms({ storage, presence, views, news, nodes }),
    messages: new Messages({
      storage,
      nodes,
      views,
      news,
      now,
      maxContentSize,
      limits: parts.limits,
    }),
    conversations: new Conversations({ storage, views }),
    sync: new Sync({ storage, views }),
    readMarks: new ReadMarks({ storage, news }),
    recalls: new Recalls({ storage, views, news, recallWindow }),
  };
}

function createUsers(
  options: Options,
  { auth, storage, presence, nodes, now }: RulesParts,
): Users {
  return new Users({
    storage,
    presence,
    nodes,
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
}

function createLimits(
  options: Options,
  { clock, metrics }: Pick<CoreEnvironment, "clock" | "metrics">,
): RateLimits {
  const { sendRate, sendBurst, requestRate, requestBurst } = options;
  return new RateLimits({
    rates: {
      send: { perSecond: sendRate, burst: sendBurst },
      request: { perSecond: requestRate, burst: requestBurst },
      room: oneSecondsWorth(options.roomRate),
      connect: oneSecondsWorth(options.connectRate),
    },
    clock,
    onRefused: metrics?.refusals.overLimit,
  });
}

/** One at least, as less than one would let nothing through. */
function oneSecondsWorth(perSecond: number): Rate {
  return { perSecond, burst: Math.max(1, Math.floor(perSecond)) };
}
