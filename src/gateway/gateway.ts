import { type Close, GOING_AWAY } from "../close_codes.ts";
import type { Clock, Timer } from "../clock.ts";
import { describeFault, ReplyError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Codec } from "../protocol/codec.ts";
import type { Hub } from "../push/hub.ts";
import { type Socket, SocketConnection } from "./connection.ts";
import type { Core } from "./core.ts";
import { overdue, type Patience, sweepInterval } from "./deadlines.ts";
import type { Dispatch } from "./dispatch.ts";
import { checkHandshake, negotiate } from "./handshake.ts";
import type { SocketCount } from "./socket_count.ts";

/** Seconds without a sign of life after which the runtime asks, and gives up. */
const PING_TIMEOUT = 60;

/** What {@linkcode Gateway} needs. */
export interface GatewayOptions extends Patience {
  readonly dispatch: Dispatch;
  readonly core: Core;
  readonly hub: Hub;
  /** Where it keeps its connections, by their numbers. */
  readonly connections: Map<number, SocketConnection>;
  /** Sockets that are not closed yet, forgotten ones that do not read too. */
  readonly sockets: SocketCount;
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
}

/** A socket with the events that a connection lives on. */
export interface AttendedSocket extends Socket {
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
}

/** The sockets: lets them in, watches their deadlines, sends them away. */
export class Gateway {
  #options: GatewayOptions;
  #connections: Map<number, SocketConnection>;
  #lastId = 0;
  #sweep: Timer | undefined;
  #draining = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#connections = options.connections;
  }

  /**
   * Turns a request for a WebSocket into a connection.
   *
   * @throws {ReplyError} 400, 403, 405, 426, 503
   */
  upgrade(request: Request): Response {
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
    this.attend(socket, subprotocol?.codec ?? this.#options.defaultCodec);
    return response;
  }

  /**
   * Serves a socket until it ends: the way in for whatever is not a request of
   * the runtime, which has to call the socket's handlers.
   */
  attend(socket: AttendedSocket, codec: Codec): void {
    const { dispatch, clock, maxFrameSize, log, sockets } = this.#options;
    const connection = new SocketConnection({
      id: ++this.#lastId,
      socket,
      codec,
      dispatch,
      clock,
      maxFrameSize,
      onFault: (fault) =>
        log.error("reply failed", { fault: describeFault(fault) }),
      onGone: () => this.#forget(connection),
    });
    sockets.add(+1);
    this.#connections.set(connection.id, connection);
    this.#armSweep();
    socket.onmessage = ({ data }) => connection.receive(toData(data));
    let ended = false;
    socket.onclose = socket.onerror = () => {
      // Both may come, and `close` twice; a failed upgrade has only `error`.
      connection.gone();
      if (!ended) sockets.add(-1);
      ended = true;
    };
  }

  /** Answers what has come in, then sends everybody away; for good. */
  async drain(): Promise<void> {
    this.#draining = true;
    const connections = [...this.#connections.values()];
    await Promise.all(connections.map((connection) => connection.idle()));
    this.closeAll();
  }

  /** Sends everybody away at once. */
  closeAll(): void {
    this.#draining = true;
    for (const each of [...this.#connections.values()]) each.close(GOING_AWAY);
    this.#options.clock.cancel(this.#sweep);
  }

  #requireWelcome(origin: string | null): void {
    const { allowsOrigin, maxConnections, sockets } = this.#options;
    if (this.#draining) throw new ReplyError(503, "the server is going away");
    if (origin !== null && !allowsOrigin(origin)) {
      throw new ReplyError(403, "origin: not allowed here");
    }
    if (sockets.total >= maxConnections) {
      throw new ReplyError(503, "as many connections as there may be");
    }
  }

  #forget(connection: SocketConnection): void {
    this.#connections.delete(connection.id);
    this.#options.hub.remove(connection);
    this.#options.core.gone(connection.id);
  }

  #armSweep(): void {
    if (this.#sweep !== undefined || this.#connections.size === 0) return;
    const { clock } = this.#options;
    this.#sweep = clock.after(sweepInterval(this.#options), () => {
      this.#sweep = undefined;
      this.#closeOverdue();
      this.#armSweep();
    });
  }

  #closeOverdue(): void {
    const { clock } = this.#options;
    const time = { now: clock.now(), elapsed: clock.elapsed() };
    for (const connection of [...this.#connections.values()]) {
      const close: Close | undefined = overdue(
        connection.peer,
        time,
        this.#options,
      );
      if (close !== undefined) connection.close(close);
    }
  }
}

function toData(data: unknown): string | Uint8Array {
  return typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
}
