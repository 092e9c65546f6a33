import type { Close } from "../base/close_codes.ts";
import type { Encoded } from "../protocol/codec.ts";

/** An open socket, as a connection uses it. */
export interface EngineSocket {
  /**
   * Bytes that were sent and have not left the process; after the end, the last
   * such number.
   */
  readonly bufferedBytes: number;
  /** Has the peer read nothing for a while, although bytes wait for it? */
  readonly stuck: boolean;
  /** Sends a frame; does nothing after the end. */
  send(frame: Encoded): void;
  /**
   * A frame comes at the end of this turn. An engine that writes only then
   * writes to its sockets in the order in which this or `send` was first called:
   * what two peers are sent together also leaves together.
   */
  expect?(): void;
  /**
   * Sends a close frame and ignores what arrives from then on. How long unsent
   * bytes are kept depends on the engine; it calls `ended`.
   */
  close(close: Close): void;
  /**
   * Calls `run` once, later, when at most so many bytes are unsent, or the
   * socket ends.
   */
  onDrain(bytes: number, run: () => void): void;
}

/** The events of an open socket. */
export interface SocketEvents {
  /** A frame has arrived, when the clock's `elapsed` was `at`. */
  received(frame: string | Uint8Array, at: number): void;
  /**
   * The peer has sent no valid frame, or too large a one; nothing follows. The
   * connection has to close after answering what came before.
   */
  refused(close: Close): void;
  /**
   * The peer or the network has ended the socket; may be called more than once.
   */
  closed(): void;
  /** The engine holds nothing of the socket any more; called once, and last. */
  ended(): void;
}

/** A WebSocket request that was accepted, and is counted among the sockets. */
export interface Admission {
  /** The subprotocol in the answer; undefined for none. */
  readonly subprotocol: string | undefined;
  /** The socket is open; its events go to the returned object. */
  open(socket: EngineSocket): SocketEvents;
  /**
   * The socket will not open and no longer counts. If it opens all the same, it
   * counts again.
   */
  abandon(): void;
}

/**
 * Upgrades the request it belongs to. The returned response, with status 101,
 * is the answer; headers may be added to it.
 */
export type Upgrade = (admission: Admission) => Response;

/** How a request arrived at an engine. */
export interface EngineArrival {
  /** The IP address at the other end. */
  readonly remoteHost: string;
  /** To be called for a WebSocket request that is accepted. */
  readonly upgrade: Upgrade;
}

/** A request's headers; upper and lower case in names are the same. */
export interface EngineHeaders extends Iterable<[name: string, value: string]> {
  get(name: string): string | null;
  has(name: string): boolean;
}

/** A request as an engine has it: a `Request`, or something equivalent. */
export interface EngineRequest {
  /** As the client wrote it: methods are case-sensitive. */
  readonly method: string;
  /** The target, after the requested host. */
  readonly url: string;
  readonly headers: EngineHeaders;
  /** Aborts when the client disconnects before the answer. */
  readonly signal: AbortSignal;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | null;
}

/** Why an engine could not read a request. */
export type Unreadable = "malformed" | "late" | "too large";

/** Answers everything that arrives. */
export interface RequestHandler {
  /** Answers a request; never rejects. */
  handle(request: EngineRequest, arrival: EngineArrival): Promise<Response>;
  /** The answer to a request that could not be read. */
  refuse(why: Unreadable): Response;
}

/** What an engine has to bind. */
export interface Endpoint {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** May others bind it, too? Then the kernel spreads connections over all. */
  readonly reusePort: boolean;
}

/** What a server of TLS shows, and its private key, both in PEM. */
export interface EngineCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A bound address. */
export interface Binding {
  readonly address: { readonly host: string; readonly port: number };
  /** Settles when it has ended, asked or unasked. */
  readonly finished: Promise<void>;
  /**
   * Accepts no more connections; settles when every request and socket has
   * ended.
   */
  shutdown(): Promise<void>;
  /** Cuts off everything that is still open. */
  abort(): void;
}

/** The address is in use. */
export class AddressInUse extends Error {
  override readonly name = "AddressInUse";
}

/**
 * Everything that touches a runtime's listeners and sockets, and works round
 * what they lack. Which requests are accepted is decided elsewhere, in the same
 * way for every engine.
 */
export interface Engine {
  /**
   * Binds an address.
   *
   * @throws {AddressInUse}
   */
  listen(endpoint: Endpoint, handler: RequestHandler): Promise<Binding>;
  /**
   * Shows another certificate from the next handshake on; what is open stays
   * so. Absent where there is no TLS.
   */
  renew?(certificate: EngineCertificate): void;
}
