import type { Close } from "../base/close_codes.ts";
import type { Encoded } from "../protocol/codec.ts";

/** An open socket, as a connection uses it. */
export interface EngineSocket {
  /**
   * Bytes that were sent and have not left the process; after the end, what was
   * left of them then.
   */
  readonly bufferedBytes: number;
  /** Has the peer taken nothing for a while of what waits for it? */
  readonly stuck: boolean;
  /** Sends a frame; once it ends, nothing. */
  send(frame: Encoded): void;
  /**
   * Tells the peer why it ends, and takes no notice of what still comes in. How
   * long what is unsent is kept then depends on the engine: it says `ended`.
   */
  close(close: Close): void;
  /** Calls once, later, when at most so many bytes are unsent, or it ends. */
  onDrain(bytes: number, run: () => void): void;
}

/** What an open socket tells. */
export interface SocketEvents {
  /** A frame has come in, when the clock's `elapsed` was `at`. */
  received(frame: string | Uint8Array, at: number): void;
  /**
   * What comes in is no frame, or too much of one: nothing follows it. The close
   * is due in its turn, after the answers to what came before.
   */
  refused(close: Close): void;
  /** The peer has ended it, or the network; may come more than once. */
  closed(): void;
  /** The engine holds nothing of it any more; comes once, and last. */
  ended(): void;
}

/** A request for a WebSocket that has been let in, and holds a place. */
export interface Admission {
  /** What the answer says was chosen; undefined says nothing. */
  readonly subprotocol: string | undefined;
  /** The socket is open, and served from now on. */
  open(socket: EngineSocket): SocketEvents;
  /** It will not open: the place is free. Should it open all the same, it counts. */
  abandon(): void;
}

/**
 * Upgrades the request that it came with. The response, whose status is 101, is
 * what is answered; headers may be added to it.
 */
export type Upgrade = (admission: Admission) => Response;

/** How a request came in at an engine. */
export interface EngineArrival {
  /** The IP address at the other end. */
  readonly remoteHost: string;
  /** To be called for one that asks for a WebSocket and is let in. */
  readonly upgrade: Upgrade;
}

/** A request's headers to read, by names in any case. */
export interface EngineHeaders extends Iterable<[name: string, value: string]> {
  get(name: string): string | null;
  has(name: string): boolean;
}

/** A request as an engine has it: a `Request`, or what can do as much. */
export interface EngineRequest {
  /** As it was written: case tells methods apart. */
  readonly method: string;
  /** The target, and before it the host that is asked for. */
  readonly url: string;
  readonly headers: EngineHeaders;
  /** Aborts when the client goes away before it is answered. */
  readonly signal: AbortSignal;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | null;
}

/** Why an engine could make no request of what came in. */
export type Unreadable = "malformed" | "late" | "too large";

/** What answers whatever comes in. */
export interface RequestHandler {
  /** Answers a request; never rejects. */
  handle(request: EngineRequest, arrival: EngineArrival): Promise<Response>;
  /** The answer to what is no request. */
  refuse(why: Unreadable): Response;
}

/** What an engine is to bind. */
export interface Endpoint {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** May others bind it too? The kernel then spreads connections over all. */
  readonly reusePort: boolean;
}

/** What is bound to an address until it ends. */
export interface Binding {
  readonly address: { readonly host: string; readonly port: number };
  /** Settles when it has ended, asked for or not. */
  readonly finished: Promise<void>;
  /** Accepts no more; settles when every request and socket has ended. */
  shutdown(): Promise<void>;
  /** Cuts whatever is still there. */
  abort(): void;
}

/** Somebody else has the address. */
export class AddressInUse extends Error {
  override readonly name = "AddressInUse";
}

/**
 * What touches a runtime's listeners and sockets, and works round what they lack.
 * Who may come in is decided before, and alike for every engine.
 */
export interface Engine {
  /**
   * Binds an address.
   *
   * @throws {AddressInUse}
   */
  listen(endpoint: Endpoint, handler: RequestHandler): Promise<Binding>;
}
