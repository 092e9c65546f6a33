import type { Close } from "../../src/base/close_codes.ts";
import type { Codec, Encoded } from "../../src/protocol/codec.ts";
import { jsonWithObjectBodies } from "../../src/protocol/json.ts";
import type { PushedSession } from "../../src/protocol/responses.ts";
import type { Connection } from "../../src/push/hub.ts";

/** The default codec of fake connections. */
export const OBJECTS: Codec = jsonWithObjectBodies;

/** A frame as a client reads it. */
export interface Received {
  readonly op: number;
  readonly seq: number;
  // deno-lint-ignore no-explicit-any -- a test names what it expects
  readonly body: any;
}

let lastId = 0;

/** A connection that keeps what it is sent. */
export class FakeConnection implements Connection {
  readonly id = ++lastId;
  readonly codec: Codec;
  readonly frames: Encoded[] = [];
  readonly closes: Close[] = [];
  open = true;
  bufferedBytes = 0;
  userId: string | undefined;
  /** Called at the first close, when the gateway removes a connection. */
  onClose: () => void = () => {};

  constructor(codec: Codec = OBJECTS) {
    this.codec = codec;
  }

  admit(userId: string): void {
    this.userId = userId;
  }

  dismiss(): void {
    this.userId = undefined;
  }

  get roughlyBufferedBytes(): number {
    return this.bufferedBytes;
  }

  deliver(session: PushedSession, items: readonly Encoded[]): number {
    this.send(this.codec.encodeItems(session, items));
    return 1;
  }

  send(frame: Encoded): void {
    if (this.open) this.frames.push(frame);
  }

  close(close: Close): void {
    if (!this.open) return;
    this.open = false;
    this.closes.push(close);
    this.onClose();
  }

  /** What has arrived since the last call. */
  take(): Received[] {
    return this.frames.splice(0).map((frame) => JSON.parse(String(frame)));
  }
}
