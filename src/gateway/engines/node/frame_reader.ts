import { Buffer } from "node:buffer";
// @ts-types="./ws.d.ts"
import { type Extensions, Receiver } from "ws";
import {
  type Close,
  FRAME_TOO_BIG,
  NO_FRAME,
  UNREADABLE_TEXT,
} from "../../../base/close_codes.ts";

/** Fragments of one message. */
export const MAX_FRAGMENTS = 16_384;
/** Pieces that are kept one by one, however small they are. */
const FEW = 64;
/** Bytes of a piece from which on it is worth the object that it is. */
const WORTHWHILE = 4096;

/** What a peer is told of what it has sent, by the code of the fault. */
const REFUSALS: ReadonlyMap<string | undefined, Close> = new Map([
  ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", FRAME_TOO_BIG],
  ["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", FRAME_TOO_BIG],
  ["WS_ERR_TOO_MANY_BUFFERED_PARTS", FRAME_TOO_BIG],
  ["WS_ERR_INVALID_UTF8", UNREADABLE_TEXT],
  ["Z_DATA_ERROR", UNREADABLE_TEXT],
  ["Z_BUF_ERROR", UNREADABLE_TEXT],
]);

/** What is read of a peer. */
export interface FrameEvents {
  message(frame: string | Uint8Array): void;
  ping(data: Uint8Array): void;
  /** A close frame, the last that is read; 1005 stands for one without a code. */
  closing(code: number): void;
  /** What came is no frame, or too much; nothing is read any more. */
  refused(close: Close): void;
  /** It takes more again, after it had taken enough. */
  drained(): void;
}

/** What {@linkcode FrameReader} needs. */
export interface FrameReaderOptions {
  /** Bytes of a message, its fragments together. */
  readonly maxFrameSize: number;
  readonly extensions: Extensions;
  readonly events: FrameEvents;
}

/**
 * The parser of `ws`, which a peer cannot make keep more than a message's bytes:
 * what comes in small pieces is joined, as each piece costs some hundred bytes
 * beside what it brings.
 */
export class FrameReader extends Receiver {
  #events: FrameEvents;

  constructor({ maxFrameSize, extensions, events }: FrameReaderOptions) {
    super({
      isServer: true,
      maxPayload: maxFrameSize,
      maxFragments: MAX_FRAGMENTS,
      extensions,
    });
    this.#events = events;
  }

  /** In place of listeners, of which every connection would have its own. */
  override emit(event: string | symbol, ...given: unknown[]): boolean {
    // The parser would not read on after what is thrown through it.
    try {
      return this.#tell(event, given) || super.emit(event, ...given);
    } catch (fault) {
      reportError(fault);
      return true;
    }
  }

  #tell(event: string | symbol, [first, second]: unknown[]): boolean {
    const events = this.#events;
    switch (event) {
      case "message":
        events.message(second ? first as Buffer : String(first));
        return true;
      case "ping":
        events.ping(first as Buffer);
        return true;
      case "conclude":
        events.closing(first as number);
        return true;
      case "error":
        events.refused(refusalFor(first as { code?: string }));
        return true;
      case "drain":
        events.drained();
        return true;
      default:
        return event === "pong";
    }
  }

  override _write(
    chunk: Uint8Array,
    encoding: BufferEncoding,
    done: (fault?: Error | null) => void,
  ): void {
    this._buffers = joined(this._buffers);
    super._write(chunk, encoding, done);
  }

  protected override dataMessage(done: (fault?: Error) => void): void {
    this._fragments = joined(this._fragments);
    super.dataMessage(done);
  }
}

function refusalFor({ code }: { code?: string }): Close {
  return REFUSALS.get(code) ?? NO_FRAME;
}

/** The same bytes, in one piece where they are in many small ones. */
function joined(pieces: Uint8Array[]): Uint8Array[] {
  if (pieces.length < FEW) return pieces;
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  if (bytes >= pieces.length * WORTHWHILE) return pieces;
  return [Buffer.concat(pieces, bytes)];
}
