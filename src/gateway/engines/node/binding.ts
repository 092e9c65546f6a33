import { createServer, type IncomingMessage } from "node:http";
import type { Server as HttpServer, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Server as TlsServer } from "node:https";
import { type AddressInfo, Server as NetServer, type Socket } from "node:net";
import type { Clock } from "../../../base/clock.ts";
import {
  AddressInUse,
  type Binding,
  type Endpoint,
  type EngineCertificate,
} from "../../engine.ts";
import { DescriptorWatch } from "./descriptor_watch.ts";
import type { TurnEnd } from "../../turn_end.ts";
import { asksForWebSocket } from "./upgrade.ts";

/** Milliseconds from the connection for a request's headers. */
export const HEADERS_TIMEOUT = 10_000;
/** Most bytes of them, including the request line. */
export const MAX_HEADERS = 16 * 1024;
/**
 * Milliseconds for a whole request. Reading a body has a shorter limit of its
 * own; this one is for bodies that nobody reads.
 */
const REQUEST_TIMEOUT = 45_000;
/**
 * Milliseconds between two requests of a connection; proxies keep theirs for a
 * minute.
 */
const KEEP_ALIVE = 65_000;
/** Milliseconds between two checks for connections that take too long. */
const CHECK = 500;

/** Most connections that wait to be accepted. */
const BACKLOG = 511;
const SETTINGS = {
  headersTimeout: HEADERS_TIMEOUT,
  requestTimeout: REQUEST_TIMEOUT,
  keepAliveTimeout: KEEP_ALIVE,
  connectionsCheckingInterval: CHECK,
  maxHeaderSize: MAX_HEADERS,
  // A request without a host is for the address of the connection.
  requireHostHeader: false,
  shouldUpgradeCallback: asksForWebSocket,
};

/** Takes what arrives at an address. */
export interface Incoming {
  request(message: IncomingMessage, out: ServerResponse): void;
  /** A request that sends its body only when asked. */
  waitingRequest(message: IncomingMessage, out: ServerResponse): void;
  /** From now on the transport belongs to whoever takes it. */
  upgrade(message: IncomingMessage, transport: Socket, head: Uint8Array): void;
  /** A request that cannot be read. */
  unreadable(fault: Error & { code?: string }, transport: Socket): void;
}

/** Node's handle of a listening socket. */
interface ListeningHandle {
  listen(backlog: number): number;
}

/** What {@linkcode NodeBinding.open} needs. */
export interface NodeBindingOptions {
  readonly endpoint: Endpoint;
  readonly incoming: Incoming;
  readonly clock: Pick<Clock, "after" | "cancel">;
  readonly turnEnd: TurnEnd;
  /** Undefined: no TLS. */
  readonly certificate?: EngineCertificate | undefined;
}

/** A server of `node:http` that is bound to an address. */
export class NodeBinding implements Binding {
  readonly address: Binding["address"];
  readonly finished: Promise<void>;
  #server: HttpServer;
  #transports = new Set<Socket>();
  #watch: DescriptorWatch;

  private constructor(
    server: HttpServer,
    { endpoint, clock, turnEnd }: NodeBindingOptions,
  ) {
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.address = { host: endpoint.host, port };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.finished = promise;
    promise.catch(() => {});
    this.#watch = new DescriptorWatch({
      clock,
      turnEnd,
      resume: () => resumeAccepting(server),
      onExhausted: (fault) => {
        reject(fault);
        // Not the server's own method, which would end quiet connections.
        NetServer.prototype.close.call(server);
      },
    });
    server.on("error", reject);
    server.on("close", () => {
      this.#watch.stop();
      resolve();
    });
    server.on("connection", (transport: Socket) => this.#take(transport));
    server.on("secureConnection", (transport: Socket) => this.#keep(transport));
  }

  /** Binds. @throws {AddressInUse} */
  static async open(options: NodeBindingOptions): Promise<NodeBinding> {
    const server = create(options);
    await listening(server, options.endpoint);
    return new NodeBinding(server, options);
  }

  async shutdown(): Promise<void> {
    this.#watch.stop();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    // The server ends connections that are quiet between two requests, but not
    // those before their first.
    for (const transport of this.#transports) {
      if (transport.bytesRead === 0) transport.destroy();
    }
    await promise;
  }

  abort(): void {
    this.#watch.stop();
    this.#server.close();
    for (const transport of this.#transports) transport.destroy();
  }

  /** Shows this certificate from the next handshake on; needs TLS. */
  renew(certificate: EngineCertificate): void {
    (this.#server as TlsServer).setSecureContext(certificate);
  }

  #take(transport: Socket): void {
    this.#watch.taken();
    this.#keep(transport);
  }

  #keep(transport: Socket): void {
    this.#transports.add(transport);
    transport.on("close", () => this.#transports.delete(transport));
  }
}

function create({ incoming, certificate }: NodeBindingOptions): HttpServer {
  const server = certificate === undefined
    ? createServer(SETTINGS)
    : createTlsServer(tlsSettings(certificate));
  // Otherwise headers after the thousandth would silently be dropped.
  server.maxHeadersCount = 0;
  server.on("request", (message, out) => incoming.request(message, out));
  server.on("checkExpectation", (message, out) => {
    incoming.request(message, out);
  });
  server.on("checkContinue", (message, out) => {
    incoming.waitingRequest(message, out);
  });
  for (const event of ["upgrade", "connect"]) {
    server.on(event, (message, transport, head) => {
      incoming.upgrade(message, transport, head);
    });
  }
  const established = new WeakSet<object>();
  server.on("secureConnection", (transport) => established.add(transport));
  server.on("clientError", (fault, transport) => {
    const isPlain = certificate === undefined;
    if (isPlain || established.has(transport)) {
      incoming.unreadable(fault, transport as Socket);
    } else transport.destroy();
  });
  return server;
}

function tlsSettings(certificate: EngineCertificate) {
  return {
    ...SETTINGS,
    ...certificate,
    ALPNProtocols: ["http/1.1"],
    handshakeTimeout: HEADERS_TIMEOUT,
  };
}

/**
 * Makes the listener accept again. The runtime does so when it is told to
 * listen once more on the same handle; before it had this handle it resumed by
 * itself.
 */
function resumeAccepting(server: HttpServer): void {
  const { _handle: handle } = server as { _handle?: ListeningHandle };
  if (handle?.constructor.name === "TCPWrap") handle.listen(BACKLOG);
}

/** Settles when it listens. @throws {AddressInUse} */
async function listening(
  server: HttpServer,
  endpoint: Endpoint,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ ...endpoint, backlog: BACKLOG }, resolve);
  try {
    await promise;
  } catch (fault) {
    const { code } = fault as { code?: string };
    if (code !== "EADDRINUSE") throw fault;
    throw new AddressInUse("the address is in use", { cause: fault });
  } finally {
    server.off("error", reject);
  }
}
