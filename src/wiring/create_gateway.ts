import { Origins } from "../api/origins.ts";
import { TrustedProxies } from "../api/trusted_proxies.ts";
import type { Clock } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import type { SocketConnection } from "../gateway/connection.ts";
import type { Core } from "../gateway/core.ts";
import { Dispatch } from "../gateway/dispatch.ts";
import { Gateway, type GatewayOptions } from "../gateway/gateway.ts";
import { REPLY_BACKLOG } from "../gateway/request_loop.ts";
import { RequestWatch } from "../gateway/request_watch.ts";
import type { SocketCount } from "../gateway/socket_count.ts";
import { Unread } from "../gateway/unread.ts";
import { TracedDispatch } from "../gateway/traced_dispatch.ts";
import type { Log } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics/metrics.ts";
import type { Options } from "../options/options.ts";
import { DEFAULT_ENCODINGS } from "../protocol/encodings.ts";
import { FRAME_LIMIT } from "../protocol/frame_limit.ts";
import { OPERATIONS } from "../protocol/operations.ts";
import { Hub } from "../push/hub.ts";
import { HubCommands } from "../push/hub_commands.ts";
import type { GatewayCommands } from "../push/gateway_commands.ts";
import { TurnScheduler } from "../push/turn_scheduler.ts";
import type { Tracing } from "../observe/tracing.ts";

const OP_NAMES: ReadonlyMap<number, string> = new Map(
  Object.values(OPERATIONS).map(({ op, name }) => [op, name]),
);

/** Events under way at a time; with one, they arrive in their order. */
const BROADCASTS = 1;

/** Where a request comes from: its page, and its address. */
export interface Senders {
  readonly origins: Origins;
  readonly proxies: TrustedProxies;
}

/**
 * Reads which pages may call and which proxies are trusted from the options.
 */
export function createSenders(
  { allowOrigin, trustedProxies, pages }: Options,
): Senders {
  return {
    origins: new Origins(allowOrigin, pages),
    proxies: new TrustedProxies(trustedProxies),
  };
}

/**
 * Most unread bytes of one user's closed sockets, as a number of full
 * connections: who is cut off again and again can come back.
 */
const UNREAD_OF_USER = 4;
/** The same for all closed sockets of one thread. */
const UNREAD = 64;

/** The core's way into a gateway: its commands, and its connections. */
export interface HubParts {
  readonly hub: Hub<SocketConnection>;
  /** The core calls these. */
  readonly commands: GatewayCommands;
  /** How many pushes and events to chatrooms are under way. */
  readonly scheduler: Pick<TurnScheduler, "active" | "waiting">;
}

/** Builds the part of a gateway that carries out the core's commands. */
export function createHub(
  options: Options,
  { clock, log, metrics }: Pick<GatewayParts, "clock" | "log" | "metrics">,
): HubParts {
  const hub = new Hub<SocketConnection>();
  const onFault = (fault: unknown) =>
    log.error("push failed", { fault: describeFault(fault) });
  const scheduler = new TurnScheduler({ clock, onFault });
  const broadcasts = new TurnScheduler({ clock, onFault, limit: BROADCASTS });
  const commands = new HubCommands({
    hub,
    scheduler,
    broadcasts,
    maxOutboundBytes: options.maxOutboundBytes,
    backlog: options.pushBacklog,
    count: options.messagePushCount,
    counts: metrics?.pushes,
    onFault,
  });
  return { hub, commands, scheduler: sumOf([scheduler, broadcasts]) };
}

/** What {@linkcode createGateway} needs beside the options. */
export interface GatewayParts {
  /** Built by {@linkcode createHub}. */
  readonly hub: Hub<SocketConnection>;
  /** The core, which calls the hub's commands. */
  readonly core: Core;
  readonly origins: Origins;
  readonly sockets: SocketCount;
  /** Counts a new socket of an address, where that is limited. */
  readonly countSocket: NonNullable<GatewayOptions["countSocket"]>;
  readonly clock: Clock;
  readonly log: Log;
  /** Prefix of its connections' names in the log. */
  readonly name?: string;
  readonly metrics?: Metrics | undefined;
  readonly tracing?: Tracing | undefined;
}

/** Builds a gateway: everything one thread needs to hold sockets. */
export function createGateway(options: Options, parts: GatewayParts): Gateway {
  const { core, origins, tracing } = parts;
  // Pushes fill a connection up to the option, replies up to the backlog; one
  // reply comes on top.
  const full = Math.max(options.maxOutboundBytes, REPLY_BACKLOG) + FRAME_LIMIT;
  const unread = new Unread({
    perUser: UNREAD_OF_USER * full,
    total: UNREAD * full,
  });
  const dispatch = createDispatch(options, core, { ...parts, unread });
  return new Gateway({
    hub: parts.hub,
    core,
    sockets: parts.sockets,
    unread,
    clock: parts.clock,
    log: parts.log,
    name: parts.name,
    metrics: parts.metrics,
    tracing,
    loginTimeout: options.loginTimeout,
    heartbeatInterval: options.heartbeatInterval,
    maxFrameSize: options.maxFrameSize,
    maxConnections: options.maxConnections,
    countSocket: options.connectRate > 0 ? parts.countSocket : undefined,
    dispatch: tracing === undefined ? dispatch : new TracedDispatch({
      dispatch,
      tracing,
      nameOf: (op) => OP_NAMES.get(op) ?? "unknown",
    }),
    overlaps: overlapsOver(options),
    defaultCodec: DEFAULT_ENCODINGS[options.messageProtocol],
    allowsOrigin: (...asked) => origins.allowsSocket(...asked),
  });
}

/**
 * A file takes messages in the order in which they are handed to it, and stores
 * what comes together at once. What the back end is asked first is handed over
 * when it has answered, in any order.
 */
function overlapsOver(
  { storage, beforeSendUrl }: Options,
): GatewayOptions["overlaps"] {
  if (storage !== "disk" || beforeSendUrl !== undefined) return undefined;
  return (op) => op === OPERATIONS.send.op;
}

function sumOf(all: readonly TurnScheduler[]): HubParts["scheduler"] {
  return {
    get active() {
      return all.reduce((sum, { active }) => sum + active, 0);
    },
    get waiting() {
      return all.reduce((sum, { waiting }) => sum + waiting, 0);
    },
  };
}

function createDispatch(
  options: Options,
  core: Core,
  { clock, log, metrics, unread }: GatewayParts & { unread: Unread },
): Dispatch {
  return new Dispatch({
    core,
    clock,
    sequence: options.enableMessageSequence,
    log,
    requireRoomFor: (userId) => unread.requireRoomFor(userId),
    report: (faultId, fault, { id: connection, login, trace }) =>
      log.error("fault", {
        faultId,
        connection,
        user: login?.userId,
        trace,
        fault: describeFault(fault),
      }),
    refused: metrics?.refusals.refused,
    watch: metrics && new RequestWatch({
      counts: metrics.requests,
      clock,
      log: options.logLevel === "debug" ? log : undefined,
    }),
  });
}
