// @ts-types="@types/ws"
import { WebSocket } from "ws";
import type { Line, Link, LinkEvents } from "./transport.ts";

/** The connections of one device to a running service, one after another. */
export class RealLine implements Line {
  #url: () => string;
  #current: WebSocket | undefined;
  #gone: Promise<void>[] = [];

  /** `url` says where to, each time it connects. */
  constructor(url: () => string) {
    this.#url = url;
  }

  open(subprotocols: readonly string[], events: LinkEvents): Link {
    const socket = new WebSocket(this.#url(), [...subprotocols]);
    this.#current = socket;
    let wanted = true;
    socket.on("open", () => {
      if (wanted) events.opened(socket.protocol);
    });
    socket.on("message", (data, isBinary) => {
      if (!wanted) return;
      const bytes = data as Uint8Array;
      events.received(isBinary ? new Uint8Array(bytes) : String(data));
    });
    socket.on("error", () => {});
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gone.push(promise);
    socket.on("close", (code) => {
      resolve();
      if (wanted) events.closed(code);
    });
    return {
      send: (data) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(data);
      },
      end: () => {
        wanted = false;
        // One that is not open yet says so as an error, which nobody minds.
        socket.terminate();
      },
    };
  }

  /** Destroys the TCP connection without a close frame. */
  cut(): void {
    // One that reads nothing would not hear of its own end either.
    this.resume();
    this.#current?.terminate();
  }

  pause(): void {
    if (this.#current?.readyState === WebSocket.OPEN) this.#current.pause();
  }

  resume(): void {
    // The library cannot resume one that was cut while it was being opened.
    if (this.#current?.readyState === WebSocket.OPEN) this.#current.resume();
  }

  async gone(): Promise<void> {
    await Promise.all(this.#gone);
  }
}
