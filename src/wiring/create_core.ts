import type { Auth } from "../auth/auth.ts";
import { Access } from "../chat/access.ts";
import type { AdminRules } from "../chat/admin_rules.ts";
import { Announcements } from "../chat/announcements.ts";
import { Blocks } from "../chat/blocks.ts";
import { Chatrooms } from "../chat/chatrooms.ts";
import { Conversations } from "../chat/conversations.ts";
import { Departures } from "../chat/departures.ts";
import { Erasure } from "../chat/erasure.ts";
import { Edits } from "../chat/edits.ts";
import { Messages } from "../chat/messages.ts";
import { Passwords } from "../chat/passwords.ts";
import { ReadMarks } from "../chat/read_marks.ts";
import type { Rules } from "../chat/rules.ts";
import { Reactions } from "../chat/reactions.ts";
import { Recalls } from "../chat/recalls.ts";
import { RateLimits } from "../chat/rate_limits.ts";
import { RoomAdmin } from "../chat/room_admin.ts";
import { RoomMembers } from "../chat/room_members.ts";
import { RoomSettings } from "../chat/room_settings.ts";
import { Sanctions } from "../chat/sanctions.ts";
import { ServiceMessages } from "../chat/service_messages.ts";
import { Sync } from "../chat/sync.ts";
import { UserAdmin } from "../chat/user_admin.ts";
import { UserExport } from "../chat/user_export.ts";
import { UserStandings } from "../chat/user_standings.ts";
import { Signals } from "../chat/signals.ts";
import { Users } from "../chat/users.ts";
import { Watches } from "../chat/watches.ts";
import { CREATOR } from "../domain/rank.ts";
import type { Rate } from "../base/token_buckets.ts";
import type { Clock } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import type { BeforeSend } from "../hooks/before_send.ts";
import type { Hooks } from "../hooks/hooks.ts";
import { createAuth } from "./create_auth.ts";
import { createHooks } from "./create_hooks.ts";
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
import { RoomChanges } from "../push/room_changes.ts";
import { RoomSemaphore } from "../push/room_semaphore.ts";
import { Presence } from "../push/presence.ts";
import { PrivatePush } from "../push/private.ts";
import type { Administration } from "../storage/administration.ts";
import type { OnHeir } from "../storage/governance.ts";
import type { Storage } from "../storage/storage.ts";

/** The rules, and the parts that they use. */
export interface CoreParts {
  readonly auth: Auth;
  readonly presence: Presence;
  readonly storage: StorageParts;
  readonly push: PushParts;
  readonly nodes: NodesParts;
  readonly rules: Rules;
  /** Undefined if there is no back end to tell or to ask. */
  readonly hooks: Hooks | undefined;
  /** What the server API asks for. */
  readonly adminRules: AdminRules;
}

/** The parts that push to this node's users. */
export interface PushParts {
  readonly local: News;
  readonly views: Views;
  readonly semaphore: RoomSemaphore;
  readonly events: Events;
  readonly privatePush: PrivatePush;
  readonly chatroomPush: ChatroomPush;
  readonly roomChanges: RoomChanges;
}

/** What {@linkcode createCore} needs beside the options. */
export interface CoreEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: Metrics | undefined;
  readonly program?: ProgramModules | undefined;
  readonly version?: string | undefined;
}

/** Builds everything that exists once for all threads, except the addresses. */
export function createCore(
  options: Options,
  environment: CoreEnvironment,
): CoreParts {
  const { clock } = environment;
  const presence = new Presence(clock);
  // What forgets users is built before what tells of it.
  const told: { news?: News } = {};
  const onHeir: OnHeir = (heir) =>
    clock.nextTurn(() => told.news?.ranked({ ...heir, rank: CREATOR }));
  const storage = createStorage(options, { ...environment, presence, onHeir });
  const push = createPush(options, presence, environment);
  const nodes = createNodes(options, {
    ...environment,
    storage,
    presence,
    push,
  });
  const hooks = createHooks(options, {
    ...environment,
    presence,
    views: push.views,
    privatePush: push.privatePush,
    storage,
    now: nodes.now,
  });
  nodes.many?.watchErased((userId) => hooks?.forgetHere(userId));
  const news = hooks?.newsOver(nodes.news) ?? nodes.news;
  told.news = news;
  const { administration } = storage;
  const { nodes: all, now } = nodes;
  const parts: RulesParts = {
    auth: createAuth(options, { ...environment, now }),
    access: new Access({ administration, nodes: all, now }),
    limits: createLimits(options, environment),
    presence,
    now,
    nodes: all,
    storage: storage.storage,
    administration,
    views: push.views,
    news,
    beforeSend: hooks?.beforeSend,
    clock,
  };
  const rules = createRules(options, parts);
  const adminRules = createAdminRules(options, { parts, rules, hooks });
  const { auth } = parts;
  return { auth, presence, storage, push, nodes, rules, adminRules, hooks };
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
  const roomChanges = new RoomChanges({
    presence,
    events,
    clock,
    duration: options.messagePushDuration,
  });
  const strategies = { events, privatePush, chatroomPush, roomChanges };
  return { ...strategies, views, semaphore, local: new LocalPush(strategies) };
}

/** Milliseconds between looks at who is online on other nodes. */
const WATCH_PAUSE = 1000;

/** What all rules stand on. */
interface RulesParts {
  readonly auth: Auth;
  readonly access: Access;
  readonly administration: Administration;
  readonly limits: RateLimits;
  readonly storage: Storage;
  readonly presence: Presence;
  readonly views: Views;
  readonly news: News;
  readonly nodes: Nodes;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly beforeSend: BeforeSend | undefined;
  readonly clock: Clock;
}

function createRoomAdmin(parts: RulesParts, rules: Rules): RoomAdmin {
  return new RoomAdmin({
    storage: parts.storage,
    administration: parts.administration,
    nodes: parts.nodes,
    views: parts.views,
    news: parts.news,
    roomSettings: rules.roomSettings,
    roomMembers: rules.roomMembers,
    departures: new Departures(parts),
  });
}

function createErasure(
  parts: RulesParts,
  { chatrooms, users }: Rules,
  hooks: Hooks | undefined,
): Erasure {
  return new Erasure({
    storage: parts.storage,
    administration: parts.administration,
    nodes: parts.nodes,
    news: parts.news,
    chatrooms,
    users,
    clock: parts.clock,
    forgetEvents: hooks && ((userId) => hooks.forget(userId)),
  });
}

function createAdminRules(
  { maxContentSize }: Options,
  { parts, rules, hooks }: {
    parts: RulesParts;
    rules: Rules;
    hooks: Hooks | undefined;
  },
): AdminRules {
  const { users, messages } = rules;
  return {
    access: parts.access,
    messages: new ServiceMessages({ storage: parts.storage, messages }),
    rooms: createRoomAdmin(parts, rules),
    users: new UserAdmin({
      storage: parts.storage,
      administration: parts.administration,
      nodes: parts.nodes,
      auth: parts.auth,
      access: parts.access,
      users,
      now: parts.now,
    }),
    standings: new UserStandings({
      storage: parts.storage,
      administration: parts.administration,
      views: parts.views,
    }),
    erasure: createErasure(parts, rules, hooks),
    exports: new UserExport({
      storage: parts.storage,
      administration: parts.administration,
      views: parts.views,
      clock: parts.clock,
      now: parts.now,
    }),
    announcements: new Announcements({
      nodes: parts.nodes,
      now: parts.now,
      maxContentSize,
    }),
  };
}

function createRules(options: Options, parts: RulesParts): Rules {
  const { storage, views, news, nodes, now } = parts;
  const { maxContentSize, recallWindow, editWindow } = options;
  return {
    limits: parts.limits,
    users: createUsers(options, parts),
    ...createRoomRules(options, parts),
    messages: new Messages({
      storage,
      nodes,
      views,
      news,
      now,
      maxContentSize,
      limits: parts.limits,
      beforeSend: parts.beforeSend,
    }),
    conversations: new Conversations({ storage, views }),
    sync: new Sync({ storage, views }),
    readMarks: new ReadMarks({ storage, news }),
    recalls: new Recalls({ storage, views, news, recallWindow }),
    edits: new Edits({
      storage,
      views,
      news,
      maxContentSize,
      editWindow,
      beforeSend: parts.beforeSend,
    }),
    reactions: new Reactions({ storage, news }),
    signals: new Signals({ storage, news }),
    watches: createWatches(options, parts),
  };
}

function createWatches(
  { offlineDelay: delay, storage: kind }: Options,
  { storage, presence, nodes, now, clock }: RulesParts,
): Watches {
  const pause = kind === "redis" ? WATCH_PAUSE : undefined;
  const shared = { presence, nodes, storage, clock, now };
  return new Watches({ ...shared, delay, pause });
}

function createRoomRules(options: Options, parts: RulesParts) {
  const { storage, presence, views, news, nodes, now } = parts;
  const shared = { storage, presence, views, news, nodes, now };
  const passwords = new Passwords();
  const departures = new Departures(shared);
  const { maxMembers, roomCreation } = options;
  const joinsCreate = roomCreation === "users";
  return {
    chatrooms: new Chatrooms({ ...shared, passwords, joinsCreate }),
    roomSettings: new RoomSettings({ ...shared, passwords, maxMembers }),
    roomMembers: new RoomMembers({ ...shared, departures }),
    sanctions: new Sanctions({ ...shared, departures }),
    blocks: new Blocks({ storage }),
  };
}

function createUsers(
  options: Options,
  { auth, access, storage, presence, nodes, now }: RulesParts,
): Users {
  return new Users({
    storage,
    access,
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
