import { GimClient } from "../../src/client/client.ts";
import { OPERATION_CODES } from "../../src/client/operation_codes.ts";
import type { ClientOptions } from "../../src/client/settings.ts";
import type {
  ClientSocket,
  Environment,
} from "../../src/client/environment.ts";
import type { OperationName } from "../../src/protocol/operations.ts";
import { FakeClock } from "./fake_clock.ts";
import { flush } from "./promises.ts";

/** A request as a fake socket took it. */
export interface Asked {
  readonly name: OperationName;
  readonly seq: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers a request: with data, with a failure, or not at all. */
export type Answer = (asked: Asked) =>
  | object
  | {
    readonly code: number;
    readonly msg: string;
    readonly data?: { readonly retry_after: number };
  }
  | undefined;

/** The answer of a test that calls {@linkcode FakeSocket.reply} by itself. */
export const BY_HAND = {};

const NAMES = new Map(
  Object.entries(OPERATION_CODES).map(([name, op]) => [op, name]),
);
const OPEN = 1;
const CLOSED = 3;

/** A socket whose other end is the test. */
export class FakeSocket implements ClientSocket {
  readyState = 0;
  /** What the other end chooses. */
  protocol: string;
  binaryType: BinaryType = "blob";
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  readonly asked: Asked[] = [];
  /** What was sent, each with one request or several lines. */
  readonly frames: string[] = [];
  /** Does the other end answer a close? */
  answersClose = true;
  /**
   * The user's name at the first login, which no second login on the connection
   * changes.
   */
  userName: unknown;
  #answer: Answer;

  constructor(answer: Answer, protocol = "gim.json") {
    this.#answer = answer;
    this.protocol = protocol;
  }

  /** The names of the requests, in their order. */
  get names(): OperationName[] {
    return this.asked.map(({ name }) => name);
  }

  send(data: string | Uint8Array): void {
    this.frames.push(data as string);
    for (const line of (data as string).split("\n")) this.#take(line);
  }

  #take(line: string): void {
    const { op, seq, body } = JSON.parse(line);
    const asked = { name: NAMES.get(op) as OperationName, seq, body };
    this.asked.push(asked);
    const answer = this.#answer(asked);
    if (answer !== undefined && answer !== BY_HAND) this.reply(asked, answer);
  }

  close(): void {
    if (this.answersClose) this.end(1000);
  }

  /** The handshake succeeds. */
  open(): void {
    this.readyState = OPEN;
    this.onopen?.(new Event("open"));
  }

  /** The handshake fails, and nothing follows, as in Node 22. */
  fail(message?: string): void {
    const event = message === undefined
      ? new Event("error")
      : new ErrorEvent("error", { message });
    this.onerror?.(event);
  }

  /** The connection ends. */
  end(code: number, reason = ""): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.onclose?.(new CloseEvent("close", { code, reason }));
  }

  /** Answers a request. */
  reply({ name, seq }: Asked, answer: object): void {
    const body = "code" in answer
      ? { data: null, ...answer }
      : { code: 0, msg: "ok", data: answer };
    this.frame(OPERATION_CODES[name] + 1, body, seq);
  }

  /** Sends a frame, whatever it is. */
  frame(op: number, body: unknown, seq = 0): void {
    const data = JSON.stringify({ op, seq, body });
    this.onmessage?.(new MessageEvent("message", { data }));
  }
}

/** What a {@linkcode FakeNetwork} is like. */
export interface NetworkOptions {
  /** Are sockets opened by themselves? */
  readonly opens?: boolean;
  readonly sequence?: boolean;
  /** The subprotocol that sockets choose; `gim.json` by default. */
  readonly protocol?: string;
  /** Answers before the defaults do. */
  readonly answer?: Answer;
}

/** Sockets and time for one client, both in the hands of the test. */
export class FakeNetwork {
  readonly clock = new FakeClock(0);
  readonly sockets: FakeSocket[] = [];
  /** The subprotocols that were offered for each. */
  readonly offered: string[][] = [];
  /** The next random numbers; 0.5 if there are none. */
  readonly chances: number[] = [];
  opens: boolean;
  #options: NetworkOptions;
  #ids = 0;

  constructor(options: NetworkOptions = {}) {
    this.#options = options;
    this.opens = options.opens ?? true;
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("there is no socket yet");
    return socket;
  }

  /** The client's environment in place of the platform. */
  get environment(): Environment {
    return {
      clock: this.clock,
      random: () => this.chances.shift() ?? 0.5,
      createSocket: (_, offered) => {
        this.offered.push(offered);
        return this.#createSocket();
      },
      createRequestId: () => `request-${++this.#ids}`,
    };
  }

  /** A client that lives here. */
  client(options: ClientOptions = {}): GimClient {
    const { environment } = this;
    return new GimClient("ws://fake/ws", { ...options, environment });
  }

  /** Lets time pass, and runs everything that waits for it. */
  async pass(ms: number): Promise<void> {
    await flush();
    this.clock.advance(ms);
    await flush();
  }

  #createSocket(): FakeSocket {
    const { protocol } = this.#options;
    const socket = new FakeSocket((asked) => this.#answer(asked), protocol);
    this.sockets.push(socket);
    if (this.opens) queueMicrotask(() => socket.open());
    return socket;
  }

  #answer(asked: Asked): object | undefined {
    const { answer, sequence = false } = this.#options;
    const given = answer?.(asked);
    if (given !== undefined) return given;
    if (asked.name === "sessions") return { items: [] };
    if (asked.name === "heartbeat") return { server_time: 0 };
    if (asked.name !== "login") return undefined;
    const name = this.socket.userName ??= asked.body.name ?? "Ann";
    return {
      user: { id: asked.body.id, name },
      token: "issued",
      expires_at: 0,
      server_time: 0,
      heartbeat_interval: 60_000,
      sequence,
      push_count: 10,
      push_duration: 1000,
    };
  }
}
