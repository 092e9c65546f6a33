// @ts-types="@types/ws"
import { WebSocket } from "ws";
import { type Closed, MAX_PAYLOAD, within } from "./client.ts";
import { delimit, undelimit } from "./delimited.ts";
import { ProtoFrames } from "./proto_frames.ts";

/** Milliseconds after which waiting for something fails. */
const PATIENCE = 30_000;

const proto = new ProtoFrames();

/** A request, or anything else in its place in a frame. */
export type Part = readonly [op: number, seq: number, body?: object] | string;

/** An envelope from the service. */
export interface Envelope {
  /** 0 if the encoding does not say it, as for a failure in protobuf. */
  readonly op: number;
  readonly seq: number;
  /** Of a push 0, as of a success. */
  readonly code: number;
  // deno-lint-ignore no-explicit-any -- a test names what it expects
  readonly data: any;
}

/** How the two encodings with several envelopes in a frame are written. */
export interface Batching {
  readonly subprotocol: string;
  /** Of requests; a text stands for a part that is none. */
  frame(parts: readonly Part[]): string | Uint8Array;
  read(frame: Uint8Array): Envelope[];
}

export const LINES: Batching = {
  subprotocol: "gim.json.lines",
  frame: (parts) =>
    parts.map((part) => {
      if (typeof part === "string") return part;
      const [op, seq, body] = part;
      return JSON.stringify({ op, seq, body });
    }).join("\n"),
  read: (frame) =>
    new TextDecoder().decode(frame).split("\n").map((line) => {
      const { op, seq, body } = JSON.parse(line);
      if (op % 2 === 1) return { op, seq, code: 0, data: body };
      return { op, seq, code: body.code, data: body.data };
    }),
};

export const DELIMITED: Batching = {
  subprotocol: "gim.proto.delimited",
  frame: (parts) =>
    delimit(parts.map((part) => {
      if (typeof part === "string") return new TextEncoder().encode(part);
      const [op, seq, body] = part;
      return proto.encode(op, seq, body);
    })),
  read: (frame) =>
    undelimit(frame).map((each) => {
      const { op, seq, code, body } = proto.decode(each);
      return { op, seq, code, data: body };
    }),
};

/**
 * A client over a public WebSocket library that sends and gets several
 * envelopes in a frame, and keeps the frames apart.
 */
export class BatchClient implements AsyncDisposable {
  #socket: WebSocket;
  #batching: Batching;
  #arrived: (() => void) | undefined;
  /** Each frame that has arrived, as its envelopes. */
  readonly frames: Envelope[][] = [];
  /** Settles when the connection has ended. */
  readonly closed: Promise<Closed>;

  private constructor(socket: WebSocket, batching: Batching) {
    this.#socket = socket;
    this.#batching = batching;
    const { promise, resolve } = Promise.withResolvers<Closed>();
    this.closed = promise;
    socket.on("message", (data) => {
      this.frames.push(batching.read(data as Uint8Array));
      this.#arrived?.();
    });
    socket.on("close", (code, reason) => {
      resolve({ code, reason: reason.toString() });
      this.#arrived?.();
    });
    socket.on("error", () => {});
  }

  static async connect(url: string, batching: Batching): Promise<BatchClient> {
    const { subprotocol } = batching;
    const socket = new WebSocket(`${url}/ws`, [subprotocol], {
      maxPayload: MAX_PAYLOAD,
    });
    const client = new BatchClient(socket, batching);
    const opened = Promise.withResolvers<void>();
    socket.once("open", () => opened.resolve());
    socket.once("error", opened.reject);
    await opened.promise;
    return client;
  }

  /** Opens a connection and logs in. */
  static async login(
    url: string,
    id: string,
    batching: Batching,
  ): Promise<BatchClient> {
    const client = await BatchClient.connect(url, batching);
    client.send([101, 1, { id }]);
    await client.envelopes(1);
    client.frames.length = 0;
    return client;
  }

  /** The subprotocol that was chosen, or "". */
  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Sends one frame of these. */
  send(...parts: Part[]): void {
    this.sendFrame(this.#batching.frame(parts));
  }

  /** Sends this text, or these bytes, as one frame. */
  sendFrame(frame: string | Uint8Array): void {
    this.#socket.send(frame);
  }

  /** Waits for so many envelopes; returns all that have arrived, in order. */
  async envelopes(count: number): Promise<Envelope[]> {
    for (;;) {
      const all = this.frames.flat();
      if (all.length >= count) return all;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#arrived = resolve;
      const failure = () => `${this.frames.flat().length} of ${count} came`;
      await within(PATIENCE, promise, failure);
    }
  }

  /** The messages of so many that were pushed, and how many came in each push. */
  async messages(count: number) {
    for (let least = 1;; least++) {
      const all = await this.envelopes(least);
      const pushes = all.filter(({ op }) => op === 501);
      const items = pushes.flatMap(({ data }) => data.items);
      if (items.length < count) continue;
      return { items, sizes: pushes.map(({ data }) => data.items.length) };
    }
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
