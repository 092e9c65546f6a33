import { attempt } from "../base/attempt.ts";
import { type Close, GOING_AWAY } from "../base/close_codes.ts";
import type { Clock, Timer } from "../base/clock.ts";
import { describeFault, ReplyError } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics/metrics.ts";
import type { Codec } from "../protocol/codec.ts";
import type { Hub } from "../push/hub.ts";
import type { SpanParent, Tracing } from "../observe/tracing.ts";
import { SocketConnection } from "./connection.ts";
import type { Core } from "./core.ts";
import { overdue, type Patience, sweepInterval } from "./deadlines.ts";
import type { Dispatch } from "./dispatch.ts";
import type {
  Admission,
  EngineSocket,
  SocketEvents,
  Upgrade,
} from "./engine.ts";
import {
  checkHandshake,
  type HandshakeRequest,
  negotiate,
} from "./handshake.ts";
import type { RequestLoopOptions } from "./request_loop.ts";
import { RequestTurns } from "./request_turns.ts";
import type { SocketCount } from "./socket_count.ts";
import { SocketPlace } from "./socket_place.ts";
import { TurnEnd } from "./turn_end.ts";
import type { Unread } from "./unread.ts";

/** What {@linkcode Gateway} needs. */
export interface GatewayOptions extends Patience {
  readonly dispatch: Pick<Dispatch, "handle">;
  /** As in {@linkcode RequestLoopOptions}. */
  readonly overlaps?: RequestLoopOptions["overlaps"];
  readonly core: Core;
  /** Holds the gateway's connections. */
  readonly hub: Hub<SocketConnection>;
  /**
   * Counts the sockets that are not closed yet, also those of closed
   * connections that do not read.
   */
  readonly sockets: SocketCount;
  /**
   * Counts the unread bytes of closed connections whose sockets have not ended.
   */
  readonly unread: Unread;
  readonly clock: Clock;
  readonly log: Log;
  /** For clients that ask for no encoding. */
  readonly defaultCodec: Codec;
  /** Bytes. */
  readonly maxFrameSize: number;
  /** Sockets, logged in or not; one more is refused with 503. */
  readonly maxConnections: number;
  /**
   * Counts a new socket of an address; returns 0, or after how many milliseconds
   * it may be opened. Undefined: there is no such limit.
   */
  readonly countSocket?:
    | ((address: string) => Promise<number> | number)
    | undefined;
  /** Tells whether pages of an origin may connect to a host of ours. */
  readonly allowsOrigin: (origin: string, host: string | null) => boolean;
  /** Prefix of its connections' names in the log. */
  readonly name?: string | undefined;
  readonly metrics?: Metrics | undefined;
  readonly tracing?: Tracing | undefined;
}

/** The sender of a request for a socket. */
export interface SocketCaller {
  /** The trace id of the upgrade. */
  readonly trace: string;
  /** The client's IP address, where it is known. */
  readonly client: string | undefined;
}

/** What is known about a socket when it is admitted. */
interface Admitted {
  readonly codec: Codec;
  readonly caller: SocketCaller;
  readonly span: SpanParent | undefined;
  /** Its place among the sockets. */
  readonly place: SocketPlace;
}

/** What a gateway holds now. */
export interface GatewayLoad {
  /** Sockets that their engine still holds. */
  readonly sockets: number;
  /** Connections to which something can still be sent. */
  readonly connections: number;
  /** Requests behind another one of their connection. */
  readonly requests_waiting: number;
  /** Bytes written to connections that have not left the process. */
  readonly buffered_bytes: number;
  /** The most of them of one connection. */
  readonly fullest_bytes: number;
  /** As `buffered_bytes`, of closed connections whose sockets have not ended. */
  readonly unread_bytes: number;
}

/** The sockets: admits them, watches their deadlines and closes them. */
export class Gateway {
  /** Shared with whatever else is done at the end of a turn. */
  readonly turnEnd: TurnEnd;
  #options: GatewayOptions;
  #hub: Hub<SocketConnection>;
  #turns: RequestTurns;
  /** Connections that the core has been notified about as not reading. */
  #stuck = new Set<number>();
  #lastId = 0;
  #sweep: Timer | undefined;
  #draining = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#hub = options.hub;
    const { clock } = options;
    this.#turns = new RequestTurns(clock);
    const onFault = (fault: unknown) => this.#logFault(fault);
    this.turnEnd = new TurnEnd({ clock, onFault });
  }

  /** The current sizes; reads each connection. */
  load(): GatewayLoad {
    let waiting = 0;
    let buffered = 0;
    let fullest = 0;
    for (const connection of this.#hub.connections()) {
      waiting += connection.waiting;
      const { bufferedBytes } = connection;
      buffered += bufferedBytes;
      fullest = Math.max(fullest, bufferedBytes);
    }
    return {
      sockets: this.#options.sockets.own,
      connections: this.#hub.size,
      requests_waiting: waiting,
      buffered_bytes: buffered,
      fullest_bytes: fullest,
      unread_bytes: this.#options.unread.bytes,
    };
  }

  /**
   * Admits a request for a WebSocket, and has its engine upgrade it.
   *
   * @throws {ReplyError} 400, 403, 405, 426, 503
   */
  upgrade(
    request: HandshakeRequest,
    caller: SocketCaller,
    upgrade: Upgrade,
  ): Promise<Response> | Response {
    const admission = this.admit(request, caller);
    const { countSocket } = this.#options;
    const { client } = caller;
    if (countSocket === undefined || client === undefined) {
      return carryOut(upgrade, admission);
    }
    return upgradeCounted(upgrade, admission, () => countSocket(client));
  }

  /**
   * Decides whether a request for a WebSocket may become a connection.
   *
   * @throws {ReplyError} 400, 403, 405, 426, 503
   */
  admit(request: HandshakeRequest, caller: SocketCaller): Admission {
    checkHandshake(request);
    this.#requireAdmittable(request.headers);
    const { defaultCodec, sockets, tracing } = this.#options;
    const subprotocol = negotiate(request);
    const codec = subprotocol?.codec ?? defaultCodec;
    const place = new SocketPlace(sockets);
    const admitted = { codec, caller, span: tracing?.current(), place };
    return {
      subprotocol: subprotocol?.name,
      open: (socket) => this.#serve(socket, admitted),
      abandon: () => place.free(),
    };
  }

  /** Serves an open socket until it ends. */
  #serve(socket: EngineSocket, admitted: Admitted): SocketEvents {
    const { place } = admitted;
    place.keep();
    const connection = this.#connect(socket, admitted);
    this.#hub.add(connection);
    this.#armSweep();
    // It was admitted before the drain began.
    if (this.#draining) this.#close(connection, GOING_AWAY);
    return {
      received: (frame, at) => connection.receive(frame, at),
      refused: (close) => connection.refuse(close),
      closed: () => connection.gone(),
      ended: () => {
        this.#options.unread.remove(connection.id);
        place.free();
      },
    };
  }

  #connect(
    socket: EngineSocket,
    { codec, caller: { trace, client }, span }: Admitted,
  ): SocketConnection {
    const { dispatch, overlaps, clock, maxFrameSize, log } = this.#options;
    const { metrics, name = "" } = this.#options;
    const number = ++this.#lastId;
    const id = `${name}c${number}`;
    const connection: SocketConnection = new SocketConnection({
      id: number,
      socket,
      origin: { id, trace, client, span },
      codec,
      dispatch,
      overlaps,
      clock,
      turns: this.#turns,
      turnEnd: this.turnEnd,
      maxFrameSize,
      counts: metrics?.connections,
      onFault: (fault) => this.#logFault(fault),
      onGone: (close) => this.#forget(connection, close),
      onMalformed: () => metrics && metrics.requests.malformed++,
    });
    if (metrics !== undefined) metrics.connections.opened++;
    const encoding = codec.name;
    log.debug("connected", { connection: id, client, encoding, trace });
    return connection;
  }

  #logFault(fault: unknown): void {
    this.#options.log.error("reply failed", { fault: describeFault(fault) });
  }

  /** Answers the requests that have come in, and admits no further socket. */
  async drain(): Promise<void> {
    this.#draining = true;
    const connections = [...this.#hub.connections()];
    await Promise.all(connections.map((connection) => connection.idle()));
  }

  /** Closes all connections at once. */
  closeAll(): void {
    this.#draining = true;
    for (const each of [...this.#hub.connections()]) {
      this.#close(each, GOING_AWAY);
    }
    this.#options.clock.cancel(this.#sweep);
  }

  #requireAdmittable(headers: Pick<Headers, "get">): void {
    const { allowsOrigin, maxConnections, sockets, unread } = this.#options;
    if (this.#draining) throw new ReplyError(503, "the server is going away");
    const origin = headers.get("origin");
    if (origin !== null && !allowsOrigin(origin, headers.get("host"))) {
      throw new ReplyError(403, "origin: not allowed here");
    }
    if (sockets.total >= maxConnections) {
      throw new ReplyError(503, "as many connections as there may be");
    }
    unread.requireRoom();
  }

  #forget(connection: SocketConnection, close: Close | undefined): void {
    this.#options.metrics?.connections.closed(close?.code ?? "peer");
    this.#logEnd(connection, close);
    this.#hub.remove(connection);
    this.#stuck.delete(connection.id);
    this.#noteUnread(connection);
    this.#options.core.gone(connection.id);
  }

  #noteUnread({ id, bufferedBytes: bytes, peer }: SocketConnection): void {
    if (bytes === 0) return;
    this.#options.unread.add(id, { userId: peer.lastUser ?? "", bytes });
  }

  /**
   * Logs the end of a connection that the service closed because of an error or
   * a limit.
   */
  #logEnd({ peer }: SocketConnection, close: Close | undefined): void {
    const { log } = this.#options;
    const usual = close === undefined || close === GOING_AWAY;
    log[usual ? "debug" : "info"]("disconnected", {
      connection: peer.id,
      user: peer.login?.userId,
      client: peer.client,
      code: close?.code,
      reason: close?.reason ?? "by the peer",
      trace: peer.trace,
    });
  }

  #armSweep(): void {
    if (this.#sweep !== undefined || this.#hub.size === 0) return;
    const { clock } = this.#options;
    this.#sweep = clock.after(sweepInterval(this.#options), () => {
      this.#sweep = undefined;
      this.#closeOverdue();
      this.#armSweep();
    });
  }

  #closeOverdue(): void {
    const elapsed = this.#options.clock.elapsed();
    for (const connection of [...this.#hub.connections()]) {
      this.#checkStuck(connection);
      const close: Close | undefined = overdue(
        connection.peer,
        elapsed,
        this.#options,
      );
      if (close !== undefined) this.#close(connection, close);
    }
  }

  #checkStuck(connection: SocketConnection): void {
    const { id, stuck } = connection;
    if (stuck === this.#stuck.has(id)) return;
    if (stuck) this.#stuck.add(id);
    else this.#stuck.delete(id);
    this.#options.core.stuck(id, stuck);
  }

  /**
   * A connection that cannot be closed must not keep the others from being
   * closed or checked.
   */
  #close(connection: SocketConnection, close: Close): void {
    attempt(() => connection.close(close), (fault) => {
      const { log } = this.#options;
      log.error("close failed", { fault: describeFault(fault) });
    });
  }
}

function carryOut(upgrade: Upgrade, admission: Admission): Response {
  try {
    return upgrade(admission);
  } catch (fault) {
    admission.abandon();
    throw fault;
  }
}

/** @throws {ReplyError} 503 when its address opens too many */
async function upgradeCounted(
  upgrade: Upgrade,
  admission: Admission,
  count: () => Promise<number> | number,
): Promise<Response> {
  try {
    const wait = await count();
    if (wait > 0) throw tooManySockets(wait);
  } catch (fault) {
    admission.abandon();
    throw fault;
  }
  return carryOut(upgrade, admission);
}

function tooManySockets(wait: number): ReplyError {
  const retry_after = Math.ceil(wait);
  const message = "too many new connections from one address";
  return new ReplyError(503, message, { retry_after });
}
