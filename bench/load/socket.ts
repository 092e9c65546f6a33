import { frameAt, pongFrame } from "./frames.ts";

const FIRST_BUFFER = 4096;
const CLOSE = 8;
const PING = 9;
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** What a socket receives; nothing is copied or decoded for it. */
export interface Listener {
  /**
   * A whole message: the bytes from `start` to `end`, valid until it returns.
   */
  onMessage(bytes: Uint8Array, start: number, end: number): void;
  /** Called after all messages of one read. */
  onRead?(): void;
}

/** A client's WebSocket over plain TCP that costs as little as possible. */
export class LeanSocket {
  #connection: Deno.TcpConn;
  #listener: Listener = { onMessage: () => {} };
  #closing = false;
  /**
   * Bytes that arrived after the answer to the handshake; read once there is a
   * listener.
   */
  #greeting: Uint8Array<ArrayBuffer> | undefined;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /** Opens a WebSocket at a path of a server on this machine. */
  static async open(
    port: number,
    path: string,
    subprotocol?: string,
  ): Promise<LeanSocket> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    const socket = new LeanSocket(connection);
    socket.#greeting = await socket.#upgrade(port, path, subprotocol);
    return socket;
  }

  /** Sets the listener of everything from the greeting on. */
  listen(listener: Listener): void {
    this.#listener = listener;
    const greeting = this.#greeting;
    if (greeting === undefined) return;
    this.#greeting = undefined;
    this.#read(greeting).catch((fault) => {
      if (!this.#closing) throw fault;
    });
  }

  /** Writes whole frames; the bytes must not change until they are gone. */
  write(frames: Uint8Array): void {
    this.#connection.write(frames).then((written) => {
      if (written !== frames.length) throw new Error("a short write");
    }, (fault) => {
      if (!this.#closing) throw fault;
    });
  }

  /** Cuts the connection. */
  close(): void {
    this.#closing = true;
    this.#connection.close();
  }

  /** Returns the bytes after the answer. */
  async #upgrade(
    port: number,
    path: string,
    subprotocol: string | undefined,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const offer = subprotocol === undefined
      ? ""
      : `Sec-WebSocket-Protocol: ${subprotocol}\r\n`;
    this.write(
      new TextEncoder().encode(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
          "Upgrade: websocket\r\nConnection: Upgrade\r\n" +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n` +
          `${offer}\r\n`,
      ),
    );
    const buffer = new Uint8Array(FIRST_BUFFER);
    let held = 0;
    for (;;) {
      const count = await this.#connection.read(buffer.subarray(held));
      if (count === null) throw new Error("closed during the upgrade");
      held += count;
      // One character per byte, so that positions in the text are positions in
      // the buffer.
      const answer = new TextDecoder("latin1").decode(buffer.subarray(0, held));
      const end = answer.indexOf("\r\n\r\n");
      if (end < 0) continue;
      if (!answer.startsWith("HTTP/1.1 101 ")) {
        throw new Error(`not upgraded: ${answer.slice(0, 80)}`);
      }
      return buffer.slice(end + 4, held);
    }
  }

  async #read(greeting: Uint8Array<ArrayBuffer>): Promise<void> {
    // The caller sets its listener first.
    await Promise.resolve();
    let buffer = new Uint8Array(FIRST_BUFFER);
    buffer.set(greeting);
    let held = greeting.length;
    if (held > 0) {
      const rest = this.#take(buffer, held);
      buffer.copyWithin(0, rest, held);
      held -= rest;
    }
    for (;;) {
      const count = await this.#connection.read(buffer.subarray(held));
      if (count === null) break;
      const end = held + count;
      const rest = this.#take(buffer, end);
      held = end - rest;
      if (held > 0) buffer.copyWithin(0, rest, end);
      if (held === buffer.length) buffer = grown(buffer);
    }
    if (!this.#closing) throw new Error("the server closed a connection");
  }

  /** Returns where the first incomplete frame begins. */
  #take(buffer: Uint8Array, end: number): number {
    let at = 0;
    for (;;) {
      const frame = frameAt(buffer, at, end);
      if (frame === undefined) break;
      at = frame.end;
      if (frame.opcode === PING) {
        this.write(pongFrame(buffer.slice(frame.start, frame.end)));
      } else if (frame.opcode < CLOSE) {
        this.#listener.onMessage(buffer, frame.start, frame.end);
      }
    }
    this.#listener.onRead?.();
    return at;
  }
}

function grown(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(buffer.length * 4);
  larger.set(buffer);
  return larger;
}
