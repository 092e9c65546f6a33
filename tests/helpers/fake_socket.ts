import type { RuntimeSocket } from "../../src/gateway/engines/deno_socket.ts";

/** The runtime's socket as its engine sees it; keeps what it is sent. */
export class FakeSocket implements RuntimeSocket {
  readonly sent: (string | Uint8Array)[] = [];
  readonly closes: { code: number | undefined; reason: string | undefined }[] =
    [];
  bufferedAmount = 0;
  readyState: number = WebSocket.OPEN;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  readonly send: WebSocket["send"] = (data) => {
    // Like the runtime: too early is an error, too late does nothing.
    if (this.readyState === WebSocket.CONNECTING) {
      throw new DOMException("not open", "InvalidStateError");
    }
    if (this.readyState !== WebSocket.OPEN) return;
    this.sent.push(data as string | Uint8Array);
  };

  close(code?: number, reason?: string): void {
    this.closes.push({ code, reason });
    this.readyState = WebSocket.CLOSING;
  }

  /** The runtime has answered the upgrade. */
  open(): void {
    this.readyState = WebSocket.OPEN;
    this.onopen?.(new Event("open"));
  }

  /** A frame arrives. */
  receive(data: string | ArrayBuffer | Uint8Array): void {
    this.onmessage?.(new MessageEvent("message", { data }));
  }

  /** A JSON frame arrives. */
  request(op: number, body: unknown = undefined, seq = 0): void {
    this.receive(JSON.stringify({ op, seq, body }));
  }

  /** The transport ends, perhaps with an error before. */
  end({ error = false } = {}): void {
    this.readyState = WebSocket.CLOSED;
    if (error) this.onerror?.(new Event("error"));
    this.onclose?.(new CloseEvent("close"));
  }

  /** The frames since the last call, their bodies read. */
  take(): { op: number; seq: number; body: Record<string, unknown> }[] {
    return this.sent.splice(0).map((data) => {
      const { op, seq, body } = JSON.parse(String(data));
      return {
        op,
        seq,
        body: typeof body === "string" ? JSON.parse(body) : body,
      };
    });
  }
}
