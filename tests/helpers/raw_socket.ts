import { Buffer } from "node:buffer";
import { within } from "./client.ts";

/** WebSocket opcodes, RFC 6455 section 5.2. */
export const OPCODE = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

const PATIENCE = 30_000;
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const MASK = Uint8Array.of(1, 2, 3, 4);

/** A frame as it stands on the wire. */
export interface RawFrame {
  readonly opcode: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** What one frame is written like. */
export interface FrameOptions {
  readonly opcode?: number;
  readonly final?: boolean;
  readonly masked?: boolean;
  /** Is it the first frame of a message that is compressed? */
  readonly compressed?: boolean;
}

/** How a connection ended: a close code, or "cut" without one. */
export type End = number | "cut";

/**
 * A WebSocket client by hand, for what a library does not do: sending broken
 * handshakes and frames, or never reading.
 */
export class RawSocket implements Disposable {
  #conn: Deno.TcpConn;
  #bytes = Buffer.alloc(0);
  /** The status line and the headers of the service's answer. */
  head = "";

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  /** Connects and sends nothing. */
  static async connect(address: string): Promise<RawSocket> {
    const { hostname, port } = new URL(`http://${address}`);
    return new RawSocket(await Deno.connect({ hostname, port: Number(port) }));
  }

  /** Connects and asks for a WebSocket, with these headers over the right ones. */
  static async upgrade(
    address: string,
    { target = "GET /ws", headers = {} }: {
      target?: string;
      headers?: Readonly<Record<string, string | undefined>>;
    } = {},
  ): Promise<RawSocket> {
    const socket = await RawSocket.connect(address);
    const all = {
      "Host": address,
      "Connection": "Upgrade",
      "Upgrade": "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": KEY,
      ...headers,
    };
    const lines = Object.entries(all)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${value}\r\n`);
    await socket.write(`${target} HTTP/1.1\r\n${lines.join("")}\r\n`);
    await within(PATIENCE, socket.#readHead(), "no answer to the upgrade");
    return socket;
  }

  /**
   * Begins a POST whose body is still to be written; settles when the service
   * waits for that.
   */
  static async post(
    address: string,
    path: string,
    { length, headers = [] }: {
      readonly length: number;
      readonly headers?: readonly string[];
    },
  ): Promise<RawSocket> {
    const socket = await RawSocket.connect(address);
    const lines = [
      `POST ${path} HTTP/1.1`,
      ...["Host: gim", "Connection: close", "Expect: 100-continue"],
      ...["Content-Type: application/json", `Content-Length: ${length}`],
      ...headers,
    ];
    await socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    await within(PATIENCE, socket.#readHead(), "the body is not waited for");
    if (socket.status !== 100) throw new Error(`refused: ${socket.head}`);
    return socket;
  }

  /** Opens a connection that is ready for frames and logged in. */
  static async login(address: string, id: string): Promise<RawSocket> {
    const socket = await RawSocket.upgrade(address);
    await socket.send(JSON.stringify({ op: 101, body: { id } }));
    await socket.next();
    return socket;
  }

  /** The status of the service's answer. */
  get status(): number {
    return Number(this.head.split(" ")[1]);
  }

  /** A header of the service's answer. */
  header(name: string): string | undefined {
    return new RegExp(`^${name}: *(.*?)\\r?$`, "mi").exec(this.head)?.[1];
  }

  /** Writes bytes as they are. */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = Buffer.from(data);
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#conn.write(bytes.subarray(sent));
    }
  }

  /** Sends one frame. */
  async send(data: string | Uint8Array, options?: FrameOptions): Promise<void> {
    await this.write(encodeFrame(data, options));
  }

  /** Closes this side for writing. */
  async endWriting(): Promise<void> {
    await this.#conn.closeWrite();
  }

  /** The next frame, or undefined when the connection has ended. */
  next(): Promise<RawFrame | undefined> {
    return within(PATIENCE, this.#readFrame(), "no frame came");
  }

  /** The next text frame, parsed. */
  async nextJson(): Promise<{ op: number; seq: number; body: string }> {
    const frame = await this.next();
    if (frame?.opcode !== OPCODE.text) {
      throw new Error(`expected a text frame, got ${frame?.opcode}`);
    }
    return JSON.parse(new TextDecoder().decode(frame.payload));
  }

  /** Reads to the end. */
  async end(timeout = PATIENCE): Promise<End> {
    return await within(timeout, this.#readToEnd(), "still open");
  }

  /** The body of the next response, whose head says how long it is. */
  async response(): Promise<string> {
    await within(PATIENCE, this.#readHead(), "no answer");
    const length = Number(this.header("content-length") ?? 0);
    await within(PATIENCE, this.#need(length), "no body");
    return this.#take(length).toString();
  }

  /** Everything up to the end, as text. */
  async text(): Promise<string> {
    while (await this.#fill());
    return this.#bytes.toString();
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }

  async #readToEnd(): Promise<End> {
    for (;;) {
      const frame = await this.#readFrame();
      if (frame === undefined) return "cut";
      if (frame.opcode !== OPCODE.close) continue;
      const view = new DataView(frame.payload.buffer, frame.payload.byteOffset);
      return frame.payload.length < 2 ? "cut" : view.getUint16(0);
    }
  }

  async #readHead(): Promise<void> {
    for (;;) {
      const end = this.#bytes.indexOf("\r\n\r\n");
      if (end >= 0) {
        this.head = this.#take(end + 4).toString();
        return;
      }
      if (!await this.#fill()) return;
    }
  }

  async #readFrame(): Promise<RawFrame | undefined> {
    if (!await this.#need(2)) return undefined;
    const opcode = this.#bytes[0]! & 15;
    const short = this.#bytes[1]! & 127;
    const extra = short === 127 ? 8 : short === 126 ? 2 : 0;
    if (!await this.#need(2 + extra)) return undefined;
    let length = short;
    if (extra === 2) length = this.#bytes.readUInt16BE(2);
    if (extra === 8) length = Number(this.#bytes.readBigUInt64BE(2));
    if (!await this.#need(2 + extra + length)) return undefined;
    this.#take(2 + extra);
    return { opcode, payload: new Uint8Array(this.#take(length)) };
  }

  async #need(count: number): Promise<boolean> {
    while (this.#bytes.length < count) if (!await this.#fill()) return false;
    return true;
  }

  #take(count: number): Buffer {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  async #fill(): Promise<boolean> {
    const chunk = new Uint8Array(64 * 1024);
    const count = await this.#conn.read(chunk).catch(() => null);
    if (count === null) return false;
    this.#bytes = Buffer.concat([this.#bytes, chunk.subarray(0, count)]);
    return true;
  }
}

/** Writes a frame as a client has to, RFC 6455. */
export function encodeFrame(
  data: string | Uint8Array,
  { opcode = OPCODE.text, final = true, masked = true, compressed = false }:
    FrameOptions = {},
): Uint8Array<ArrayBuffer> {
  const payload = Buffer.from(data);
  const first = (final ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode;
  const mask = masked ? 0x80 : 0;
  const { length } = payload;
  const header = length < 126
    ? Buffer.of(first, mask | length)
    : length < 65536
    ? Buffer.of(first, mask | 126, length >> 8, length & 255)
    : Buffer.alloc(10);
  if (length >= 65536) {
    header[0] = first;
    header[1] = mask | 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  if (!masked) return new Uint8Array(Buffer.concat([header, payload]));
  const hidden = payload.map((byte, index) => byte ^ MASK[index % 4]!);
  return new Uint8Array(Buffer.concat([header, MASK, hidden]));
}
