import { assertEquals } from "@std/assert";
// @ts-types="@types/ws"
import { WebSocket } from "ws";
import { type Closed, MAX_PAYLOAD, within } from "./client.ts";
import { ProtoFrames, type ReceivedFrame } from "./proto_frames.ts";

/** Milliseconds after which waiting for something fails. */
const PATIENCE = 30_000;

const frames = new ProtoFrames();

/**
 * A client of the protobuf encoding that has only `gim.proto`, a public
 * protobuf library and a public WebSocket library.
 */
export class ProtoClient implements AsyncDisposable {
  #socket: WebSocket;
  #seq = 0;
  #arrived: (() => void) | undefined;
  /** Frames that nobody has taken yet, in their order. */
  readonly inbox: ReceivedFrame[] = [];
  /** Settles when the connection has ended. */
  readonly closed: Promise<Closed>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    const { promise, resolve } = Promise.withResolvers<Closed>();
    this.closed = promise;
    socket.on("message", (data, isBinary) => {
      assertEquals(isBinary, true, "a text frame came");
      this.inbox.push(frames.decode(data as Uint8Array));
      this.#arrived?.();
    });
    socket.on("close", (code, reason) => {
      resolve({ code, reason: reason.toString() });
    });
    socket.on("error", () => {});
  }

  /** Opens a connection, offering these subprotocols. */
  static async connect(
    url: string,
    protocols: readonly string[] = ["gim.proto"],
  ): Promise<ProtoClient> {
    const socket = new WebSocket(`${url}/ws`, [...protocols], {
      maxPayload: MAX_PAYLOAD,
    });
    const client = new ProtoClient(socket);
    const opened = Promise.withResolvers<void>();
    socket.once("open", () => opened.resolve());
    socket.once("error", opened.reject);
    await opened.promise;
    return client;
  }

  /** Opens a connection and logs in. */
  static async login(url: string, id: string): Promise<ProtoClient> {
    const client = await ProtoClient.connect(url);
    await client.ask(101, { id });
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

  /** Sends a request and waits for its reply. */
  async request(op: number, body: object = {}): Promise<ReceivedFrame> {
    const seq = ++this.#seq;
    this.send(frames.encode(op, seq, body));
    return await this.next((frame) => frame.seq === seq);
  }

  /** The body of a request's reply, which has to be a success. */
  async ask(op: number, body: object = {}): Promise<Fields> {
    const reply = await this.request(op, body);
    assertEquals([reply.op, reply.code, reply.msg], [op + 1, 0, "ok"]);
    return reply.body as Fields;
  }

  /** Takes the first frame that fits out of the inbox, now or when it comes. */
  async next(
    wants: (frame: ReceivedFrame) => boolean = () => true,
  ): Promise<ReceivedFrame> {
    for (;;) {
      const index = this.inbox.findIndex(wants);
      if (index >= 0) return this.inbox.splice(index, 1)[0]!;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#arrived = resolve;
      await within(PATIENCE, promise, "no such frame came");
    }
  }

  /** The body of the next push of this kind. */
  async push(op: number): Promise<Fields> {
    const frame = await this.next((each) => each.op === op);
    assertEquals([frame.seq, frame.code, frame.msg], [0, 0, ""]);
    return frame.body as Fields;
  }

  /** How the service ended the connection. */
  ended(): Promise<Closed> {
    return within(PATIENCE, this.closed, "the connection is still open");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate();
    await this.closed;
  }
}

// deno-lint-ignore no-explicit-any -- a test names what it expects
export type Fields = Record<string, any>;
