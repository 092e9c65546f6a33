import type { ClientSocket } from "../../src/client/environment.ts";
import type { Data, Link, Transport } from "./transport.ts";
import { envelopesOf, type Frame, parseFrame, parseRequest } from "./wire.ts";

/** Who is told what passes, each time before the client is. */
export interface Watcher {
  sent(frame: Frame): void;
  /** Returns whether the connection can still be relied on. */
  received(frame: Frame): boolean;
  /** The end, whoever brought it about. */
  closed(code: number): void;
}

/** The code of an end without a close frame. */
const BROKEN = 1006;

/** A connection as the client's socket, with somebody looking on. */
export class LinkSocket implements ClientSocket {
  readyState: number = WebSocket.CONNECTING;
  protocol = "";
  binaryType: BinaryType = "arraybuffer";
  onopen: ClientSocket["onopen"] = null;
  onmessage: ClientSocket["onmessage"] = null;
  onclose: ClientSocket["onclose"] = null;
  onerror: ClientSocket["onerror"] = null;
  #link: Link;
  #watcher: Watcher;

  constructor(
    transport: Transport,
    subprotocols: readonly string[],
    watcher: Watcher,
  ) {
    this.#watcher = watcher;
    this.#link = transport.open(subprotocols, {
      opened: (subprotocol) => this.#opened(subprotocol),
      received: (data) => this.#received(data),
      closed: (code) => this.#finish(code),
    });
  }

  send(data: Data): void {
    for (const each of envelopesOf(data, this.protocol)) {
      this.#watcher.sent(parseRequest(each));
    }
    this.#link.send(data);
  }

  /** Ends without a word to the service, as a process that is killed. */
  close(): void {
    this.#finish(BROKEN);
  }

  #opened(subprotocol: string): void {
    this.protocol = subprotocol;
    this.readyState = WebSocket.OPEN;
    this.onopen?.(new Event("open"));
  }

  #received(frame: Data): void {
    for (const each of envelopesOf(frame, this.protocol)) {
      if (!this.#watcher.received(parseFrame(each))) {
        return this.#finish(BROKEN);
      }
    }
    const data = typeof frame === "string"
      ? frame
      : new Uint8Array(frame).buffer;
    this.onmessage?.(new MessageEvent("message", { data }));
  }

  #finish(code: number): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.#link.end();
    this.#watcher.closed(code);
    const end = new CloseEvent("close", { code });
    queueMicrotask(() => this.onclose?.(end));
  }
}
