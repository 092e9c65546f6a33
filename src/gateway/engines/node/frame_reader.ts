import { Buffer } from "node:buffer";
// @ts-types="./ws.d.ts"
import { type Extensions, Receiver } from "ws";
import {
  type Close,
  FRAME_TOO_BIG,
  NO_FRAME,
  UNREADABLE_TEXT,
} from "../../../base/close_codes.ts";

/** Most fragments of one message. */
export const MAX_FRAGMENTS = 16_384;
/** Most pieces that are kept separately, however small they are. */
const FEW = 64;
/** Bytes of a piece that is worth an object of its own. */
const WORTHWHILE = 4096;

/** The close for each fault of the parser. */
const REFUSALS: ReadonlyMap<string | undefined, Close> = new Map([
  ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", FRAME_TOO_BIG],
  ["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", FRAME_TOO_BIG],
  ["WS_ERR_TOO_MANY_BUFFERED_PARTS", FRAME_TOO_BIG],
  ["ERR_BUFFER_TOO_LARGE", FRAME_TOO_BIG],
  ["WS_ERR_INVALID_UTF8", UNREADABLE_TEXT],
  ["Z_DATA_ERROR", UNREADABLE_TEXT],
  ["Z_BUF_ERROR", UNREADABLE_TEXT],
]);

/** The events of reading from a peer. */
export interface FrameEvents {
  message(frame: string | Uint8Array): void;
  ping(data: Uint8Array): void;
  /** A close frame, the last frame that is read; 1005 if it has no code. */
  closing(code: number): void;
  /**
   * The peer has sent no valid frame, or too large a one; nothing more is read.
   */
  refused(close: Close): void;
  /** It accepts more again, after it was full. */
  drained(): void;
}

/** What {@linkcode FrameReader} needs. */
export interface FrameReaderOptions {
  /** Most bytes of a message, all its fragments together. */
  readonly maxFrameSize: number;
  readonly extensions: Extensions;
  readonly events: FrameEvents;
}

/**
 * The parser of `ws`, such that a peer cannot make it hold much more than a
 * message's bytes: small pieces are joined, as each costs some hundred bytes
 * besides its content.
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

  /** Instead of listeners, of which every connection would have its own. */
  override emit(event: string | symbol, ...given: unknown[]): boolean {
    // After something is thrown through the parser, it would read no more.
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

/** The same bytes, in one piece if there are many small ones. */
function joined(pieces: Uint8Array[]): Uint8Array[] {
  if (pieces.length < FEW) return pieces;
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  if (bytes >= pieces.length * WORTHWHILE) return pieces;
  return [Buffer.concat(pieces, bytes)];
}
