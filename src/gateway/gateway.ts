import { attempt } from "../base/attempt.ts";
import { type Close, GOING_AWAY } from "../base/close_codes.ts";
import type { Clock, Timer } from "../base/clock.ts";
import { describeFault, ReplyError } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics/metrics.ts";
import type { Codec } from "../protocol/codec.ts";
import type { Hub } from "../push/hub.ts";
import type { SpanParent, Tracing } from "../observe/tracing.ts";
import { type Socket, SocketConnection } from "./connection.ts";
import type { Core } from "./core.ts";
import { overdue, type Patience, sweepInterval } from "./deadlines.ts";
import type { Dispatch } from "./dispatch.ts";
import { DrainWatch } from "./drain_watch.ts";
import { checkHandshake, negotiate } from "./handshake.ts";
import { RequestTurns } from "./request_turns.ts";
import type { SocketCount } from "./socket_count.ts";
import { SocketEnd } from "./socket_end.ts";
import { SocketPlace } from "./socket_place.ts";
import type { Unread } from "./unread.ts";

/** Seconds without a sign of life after which the runtime asks, and gives up. */
const PING_TIMEOUT = 60;

/** What {@linkcode Gateway} needs. */
export interface GatewayOptions extends Patience {
  readonly dispatch: Pick<Dispatch, "handle">;
  readonly core: Core;
  /** Where it keeps its connections. */
  readonly hub: Hub<SocketConnection>;
  /** Sockets that are not closed yet, forgotten ones that do not read too. */
  readonly sockets: SocketCount;
  /** What those hold that are closed and have not ended. */
  readonly unread: Unread;
  readonly clock: Clock;
  readonly log: Log;
  /** What a client speaks that asks for nothing. */
  readonly defaultCodec: Codec;
  /** Bytes. */
  readonly maxFrameSize: number;
  /** Sockets, logged in or not; one more is refused with 503. */
  readonly maxConnections: number;
  /** Tells whether pages of an origin may connect. */
  readonly allowsOrigin: (origin: string) => boolean;
  /** What its connections are called in the log begins so. */
  readonly name?: string;
  readonly metrics?: Metrics | undefined;
  readonly tracing?: Tracing | undefined;
}

/** A socket with the events that a connection lives on. */
export interface AttendedSocket extends Socket {
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
}

/** Who asks for a socket. */
export interface SocketCaller {
  /** The trace id of the upgrade. */
  readonly trace: string;
  /** The client's IP address, where it is known. */
  readonly client: string | undefined;
}

const UNKNOWN_CALLER: SocketCaller = { trace: "", client: undefined };

/** How a socket came in. */
export interface Attendance {
  readonly caller?: SocketCaller;
  readonly span?: SpanParent | undefined;
  /** Its place among the sockets; a new one where none is given. */
  readonly place?: SocketPlace;
}

/** What a gateway holds now. */
export interface GatewayLoad {
  /** Those that the runtime still holds. */
  readonly sockets: number;
  /** Those that something can still be sent to. */
  readonly connections: number;
  /** Requests behind another one of their connection. */
  readonly requests_waiting: number;
  /** Bytes written to connections that have not left the process. */
  readonly buffered_bytes: number;
  /** The same of closed connections whose sockets have not ended. */
  readonly unread_bytes: number;
}

/** The sockets: lets them in, watches their deadlines, sends them away. */
export class Gateway {
  #options: GatewayOptions;
  #hub: Hub<SocketConnection>;
  #turns: RequestTurns;
  #drains: DrainWatch;
  /** Of the sockets that the runtime still holds. */
  #ends = new Set<SocketEnd>();
  /** Of which the core knows that they do not read. */
  #stuck = new Set<number>();
  #lastId = 0;
  #sweep: Timer | undefined;
  #draining = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#hub = options.hub;
    this.#turns = new RequestTurns(options.clock);
    this.#drains = new DrainWatch(options.clock);
  }

  /** How much there is of everything; looks at each connection. */
  load(): GatewayLoad {
    let waiting = 0;
    let buffered = 0;
    for (const connection of this.#hub.connections()) {
      waiting += connection.waiting;
      buffered += connection.bufferedBytes;
    }
    return {
      sockets: this.#options.sockets.own,
      connections: this.#hub.size,
      requests_waiting: waiting,
      buffered_bytes: buffered,
      unread_bytes: this.#options.unread.bytes,
    };
  }

  /**
   * Turns a request for a WebSocket into a connection.
   *
   * @throws {ReplyError} 400, 403, 405, 426, 503
   */
  upgrade(request: Request, caller: SocketCaller = UNKNOWN_CALLER): Response {
    checkHandshake(request);
    this.#requireWelcome(request.headers.get("origin"));
    const subprotocol = negotiate(request);
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: PING_TIMEOUT,
    });
    // Not by the option `protocol`: the runtime refuses a list without spaces.
    if (subprotocol !== undefined) {
      response.headers.set("sec-websocket-protocol", subprotocol.name);
    }
    const codec = subprotocol?.codec ?? this.#options.defaultCodec;
    const { sockets, clock, tracing } = this.#options;
    const place = new SocketPlace(sockets, clock);
    const span = tracing?.current();
    // One whose client has gone meanwhile never opens, nor ends.
    socket.onopen = () => this.attend(socket, codec, { caller, span, place });
    socket.onclose = socket.onerror = () => place.free();
    return response;
  }

  /**
   * Serves an open socket until it ends: the way in for whatever is not a
   * request of the runtime, which has to call the socket's handlers.
   */
  attend(
    socket: AttendedSocket,
    codec: Codec,
    { caller = UNKNOWN_CALLER, span, place = this.#place() }: Attendance = {},
  ): void {
    const { dispatch, clock, maxFrameSize, log } = this.#options;
    const { metrics, name = "" } = this.#options;
    const { trace, client } = caller;
    const number = ++this.#lastId;
    const id = `${name}c${number}`;
    const connection = new SocketConnection({
      id: number,
      socket,
      origin: { id, trace, client, span },
      codec,
      dispatch,
      clock,
      turns: this.#turns,
      drains: this.#drains,
      maxFrameSize,
      onFault: (fault) =>
        log.error("reply failed", { fault: describeFault(fault) }),
      onGone: (close) => this.#forget(connection, close),
      onMalformed: () => metrics && metrics.requests.malformed++,
    });
    if (metrics !== undefined) metrics.connections.opened++;
    const encoding = codec.name;
    log.debug("connected", { connection: id, client, encoding, trace });
    place.keep();
    this.#hub.add(connection);
    socket.onmessage = ({ data }) => connection.receive(toData(data));
    this.#watchEnd(socket, connection, place);
    this.#armSweep();
    // It was let in before that was decided.
    if (this.#draining) this.#close(connection, GOING_AWAY);
  }

  #place(): SocketPlace {
    return new SocketPlace(this.#options.sockets, this.#options.clock);
  }

  /** Answers what has come in, and lets nobody in any more. */
  async drain(): Promise<void> {
    this.#draining = true;
    const connections = [...this.#hub.connections()];
    await Promise.all(connections.map((connection) => connection.idle()));
  }

  /** Sends everybody away at once. */
  closeAll(): void {
    this.#draining = true;
    for (const each of [...this.#hub.connections()]) {
      this.#close(each, GOING_AWAY);
    }
    this.#options.clock.cancel(this.#sweep);
    this.#drains.stop();
  }

  /** A socket counts, with what it holds, until it has ended. */
  #watchEnd(
    socket: AttendedSocket,
    connection: SocketConnection,
    place: SocketPlace,
  ): void {
    const { clock, unread } = this.#options;
    const end = new SocketEnd({
      clock,
      hasUnread: () => connection.bufferedBytes > 0,
      onEnd: () => {
        this.#ends.delete(end);
        unread.remove(connection.id);
        place.free();
      },
    });
    this.#ends.add(end);
    socket.onclose = ({ code }) => {
      const isOurs = !connection.open;
      connection.gone();
      end.closed(code, { isOurs });
    };
    socket.onerror = (event) => {
      connection.gone();
      end.failed((event as ErrorEvent).message ?? "");
    };
  }

  #requireWelcome(origin: string | null): void {
    const { allowsOrigin, maxConnections, sockets, unread } = this.#options;
    if (this.#draining) throw new ReplyError(503, "the server is going away");
    if (origin !== null && !allowsOrigin(origin)) {
      throw new ReplyError(403, "origin: not allowed here");
    }
    if (sockets.total >= maxConnections) {
      throw new ReplyError(503, "as many connections as there may be");
    }
    unread.requireRoom();
  }

  #forget(connection: SocketConnection, close: Close | undefined): void {
    this.#options.metrics?.connections.closed(close?.code ?? "peer");
    this.#tellEnd(connection, close);
    this.#hub.remove(connection);
    this.#stuck.delete(connection.id);
    this.#noteUnread(connection);
    this.#options.core.gone(connection.id);
  }

  #noteUnread({ id, bufferedBytes: bytes, peer }: SocketConnection): void {
    if (bytes === 0) return;
    this.#options.unread.add(id, { userId: peer.lastUser ?? "", bytes });
  }

  /** That we sent somebody away is worth a line where that was not our wish. */
  #tellEnd({ peer }: SocketConnection, close: Close | undefined): void {
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
    if (this.#sweep !== undefined || this.#ends.size === 0) return;
    const { clock } = this.#options;
    this.#sweep = clock.after(sweepInterval(this.#options), () => {
      this.#sweep = undefined;
      this.#closeOverdue();
      for (const end of this.#ends) end.look();
      this.#armSweep();
    });
  }

  #closeOverdue(): void {
    const elapsed = this.#options.clock.elapsed();
    for (const connection of [...this.#hub.connections()]) {
      this.#look(connection);
      const close: Close | undefined = overdue(
        connection.peer,
        elapsed,
        this.#options,
      );
      if (close !== undefined) this.#close(connection, close);
    }
  }

  #look(connection: SocketConnection): void {
    connection.look();
    const { id, stuck } = connection;
    if (stuck === this.#stuck.has(id)) return;
    if (stuck) this.#stuck.add(id);
    else this.#stuck.delete(id);
    this.#options.core.stuck(id, stuck);
  }

  /** One that cannot be closed keeps nobody else, and no look, from its turn. */
  #close(connection: SocketConnection, close: Close): void {
    attempt(() => connection.close(close), (fault) => {
      const { log } = this.#options;
      log.error("close failed", { fault: describeFault(fault) });
    });
  }
}

function toData(data: unknown): string | Uint8Array {
  return typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
}
