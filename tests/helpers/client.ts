import { assertEquals, assertNotEquals } from "@std/assert";
import { Buffer } from "node:buffer";
// @ts-types="@types/ws"
import { WebSocket } from "ws";
import {
  CHATROOM,
  type DataOf,
  type Envelope,
  type Event,
  type LoggedIn,
  OP,
  PRIVATE,
  PUSH,
  type Push,
  type Sent,
} from "./contract.ts";

/** Milliseconds after which waiting for something fails. */
const PATIENCE = 30_000;

/** No frame of the service is larger: a larger one would close the connection. */
export const MAX_PAYLOAD = 512 * 1024;

/** A frame from the service. */
export interface Frame {
  readonly op: number;
  readonly seq: number;
  /** Parsed, whichever encoding the connection speaks. */
  readonly body: unknown;
  /** As it came: a string on a connection without a subprotocol. */
  readonly rawBody: unknown;
  readonly keys: readonly string[];
}

/** How a connection ended. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

interface Waiter {
  readonly wants: (frame: Frame) => boolean;
  readonly resolve: (frame: Frame) => void;
}

/** How a client connects. */
export interface ConnectOptions {
  readonly path?: string;
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A client over a public WebSocket library, with an inbox one can wait on, for
 * tests whose subject is the wire itself: frames that an application does not
 * send (malformed ones, requests before the login, a second login, floods), how
 * replies, pushes and closes look, headers and addresses. What an application
 * can do is tested through the project's own client: by `ObservedClient` where
 * single pushes count, by `Application` where what the application gets does.
 */
export class TestClient implements AsyncDisposable {
  #socket: WebSocket;
  #waiters = new Set<Waiter>();
  #seq = 0;
  /** Frames that nobody has taken yet, in their order. */
  readonly inbox: Frame[] = [];
  /** Settles when the connection has ended. */
  readonly closed: Promise<Closed>;
  /** What the service answered at the upgrade. */
  readonly upgradeHeaders: Headers;

  private constructor(socket: WebSocket, upgradeHeaders: Headers) {
    this.#socket = socket;
    this.upgradeHeaders = upgradeHeaders;
    socket.on("message", (data) => this.#receive(String(data)));
    const { promise, resolve } = Promise.withResolvers<Closed>();
    this.closed = promise;
    socket.on("close", (code, reason) => {
      resolve({ code, reason: reason.toString() });
    });
    socket.on("error", () => {});
  }

  /** Opens a connection. */
  static connect(url: string, options: ConnectOptions = {}) {
    const { path = "/ws", protocols = [], headers = {} } = options;
    const { promise, resolve, reject } = Promise.withResolvers<TestClient>();
    const socket = new WebSocket(url + path, [...protocols], {
      headers,
      maxPayload: MAX_PAYLOAD,
      // The certificates of tests are nobody's.
      rejectUnauthorized: false,
    });
    const got = new Headers();
    socket.once("upgrade", (response) => {
      for (const [name, value] of Object.entries(response.headers)) {
        got.set(name, String(value));
      }
      resolve(new TestClient(socket, got));
    });
    socket.once("error", reject);
    return promise.then(async (client) => {
      await client.#opened();
      return client;
    });
  }

  /** Opens a connection and logs in. */
  static async login(
    url: string,
    id: string,
    options: ConnectOptions & { name?: string; token?: string } = {},
  ): Promise<TestClient> {
    const client = await TestClient.connect(url, options);
    const { name, token } = options;
    await client.ask(OP.login, { id, name, token });
    return client;
  }

  /** The subprotocol that was chosen, or "". */
  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Sends this text, or these bytes, as one frame. */
  send(data: string | Uint8Array): void {
    this.#socket.send(data);
  }

  /** Sends a WebSocket ping; settles when it is answered or the connection ends. */
  async ping(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#socket.once("pong", () => resolve());
    this.#socket.ping();
    await within(
      PATIENCE,
      Promise.race([promise, this.closed]),
      "no pong came",
    );
  }

  /** Sends a request as this connection's encoding writes it; returns its seq. */
  post(op: number, body?: unknown): number {
    const seq = ++this.#seq;
    const written = this.protocol === "gim.json" || body === undefined
      ? body
      : JSON.stringify(body);
    this.send(JSON.stringify({ op, seq, body: written }));
    return seq;
  }

  /** Sends a request and waits for its reply. */
  async request<Op extends number>(
    op: Op,
    body?: unknown,
  ): Promise<Envelope<Op extends keyof DataOf ? DataOf[Op] : unknown>> {
    return await this.reply(op, this.post(op, body)) as Envelope<
      Op extends keyof DataOf ? DataOf[Op] : unknown
    >;
  }

  /** Waits for the reply to a request that was sent. */
  async reply(op: number, seq: number): Promise<Envelope> {
    const frame = await this.next((each) =>
      each.op === op + 1 && each.seq === seq
    );
    return frame.body as Envelope;
  }

  /** The `data` of a request's reply, which has to be a success. */
  async ask<Op extends keyof DataOf>(
    op: Op,
    body?: unknown,
  ): Promise<DataOf[Op]> {
    const reply = await this.request(op, body);
    assertEquals([reply.code, reply.msg], [0, "ok"], `op ${op}`);
    return reply.data as DataOf[Op];
  }

  /** The `msg` of a request's reply, which has to be this failure. */
  async refused(code: number, op: number, body?: unknown): Promise<string> {
    const reply = await this.request(op, body);
    const asked = `op ${op} ${JSON.stringify(body)}: ${reply.msg}`;
    assertEquals([reply.code, reply.data], [code, null], asked);
    assertNotEquals(reply.msg, "");
    return reply.msg;
  }

  /** Logs in; returns what the service tells about that. */
  login(id: string, more: object = {}): Promise<LoggedIn> {
    return this.ask(OP.login, { id, ...more });
  }

  /** Sends a private message. */
  tell(targetId: string, content: string, more: object = {}): Promise<Sent> {
    const to = { type: PRIVATE, target_id: targetId, content };
    return this.ask(OP.send, { ...to, ...more });
  }

  /** Sends a message to a chatroom. */
  say(roomId: string, content: string, more: object = {}): Promise<Sent> {
    const to = { type: CHATROOM, target_id: roomId, content };
    return this.ask(OP.send, { ...to, ...more });
  }

  /** Takes the first frame that fits out of the inbox, now or when it comes. */
  next(
    wants: (frame: Frame) => boolean = () => true,
    timeout = PATIENCE,
  ): Promise<Frame> {
    const index = this.inbox.findIndex(wants);
    if (index >= 0) return Promise.resolve(this.inbox.splice(index, 1)[0]!);
    const { promise, resolve } = Promise.withResolvers<Frame>();
    const waiter = { wants, resolve };
    this.#waiters.add(waiter);
    const left = this.closed.then(({ code }): never => {
      throw new Error(`closed ${code} while a frame was awaited`);
    });
    return within(timeout, Promise.race([promise, left]), () => {
      const inbox = JSON.stringify(
        this.inbox.map(({ op, body }) => [op, body]),
      );
      return `no such frame came; the inbox holds ${inbox}`;
    }).finally(() => this.#waiters.delete(waiter));
  }

  /** The next push of messages. */
  async push(timeout?: number): Promise<Push> {
    const frame = await this.next(({ op }) => op === PUSH.messages, timeout);
    assertEquals(frame.seq, 0, "the seq of a push");
    return frame.body as Push;
  }

  /** The next event, of this kind if one is named. */
  async event(name?: string): Promise<Event> {
    const frame = await this.next(({ op, body }) =>
      op === PUSH.event && [undefined, (body as Event).event].includes(name)
    );
    assertEquals(frame.seq, 0, "the seq of a push");
    return frame.body as Event;
  }

  /**
   * What has come and nobody took. A heartbeat goes there and back before: what
   * the service had sent until then has come.
   */
  async unread(): Promise<Frame[]> {
    await this.request(OP.heartbeat);
    return this.inbox.splice(0);
  }

  /** How the service ended the connection. */
  ended(timeout = PATIENCE): Promise<Closed> {
    return within(timeout, this.closed, "the connection is still open");
  }

  /** Closes the connection and waits until that is done. */
  async close(): Promise<void> {
    this.#socket.close();
    await within(PATIENCE, this.closed, "the close was not answered");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate();
    await this.closed;
  }

  async #opened(): Promise<void> {
    if (this.#socket.readyState === WebSocket.OPEN) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#socket.once("open", () => resolve());
    await promise;
  }

  #receive(text: string): void {
    const { op, seq, body, ...rest } = JSON.parse(text);
    const frame: Frame = {
      op,
      seq,
      body: typeof body === "string" ? JSON.parse(body) : body,
      rawBody: body,
      keys: Object.keys(rest),
    };
    for (const waiter of this.#waiters) {
      if (!waiter.wants(frame)) continue;
      this.#waiters.delete(waiter);
      return waiter.resolve(frame);
    }
    this.inbox.push(frame);
  }
}

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** What a promise settles to, unless that takes longer than `ms`. */
export async function within<T>(
  ms: number,
  promise: Promise<T>,
  failure: string | (() => string),
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const message = typeof failure === "string" ? failure : failure();
    reject(new Error(`${message} (${ms} ms)`));
  }, ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Milliseconds that something takes, and what it gives. */
export async function timed<T>(
  run: () => Promise<T>,
): Promise<{ ms: number; result: T }> {
  const start = performance.now();
  const result = await run();
  return { ms: performance.now() - start, result };
}
