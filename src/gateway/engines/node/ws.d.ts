/**
 * The parts of the package `ws` that are used separately: reading frames, and
 * negotiating compression. `@types/ws` describes the package as a
 * whole only.
 *
 * @module
 */

import { Writable } from "node:stream";

/**
 * Reads frames from what is written to it, and emits `message` with the bytes
 * and whether they are binary, `ping` and `pong` with theirs, and `conclude`
 * with the code of a close frame. `error`, besides a stream's errors, reports
 * invalid frames by the fault's `code`.
 */
export class Receiver extends Writable {
  constructor(options: {
    readonly isServer: boolean;
    /** Most bytes of a message, all its fragments together. */
    readonly maxPayload: number;
    readonly maxFragments: number;
    readonly extensions: Extensions;
  });
  /** Bytes that are not a whole frame yet. */
  protected _buffers: Uint8Array[];
  /** The fragments of an incomplete message. */
  protected _fragments: Uint8Array[];
  /** A fragment has arrived; after the last one the message is emitted. */
  protected dataMessage(done: (fault?: Error) => void): void;
}

/** The extensions of one connection, by name. */
export interface Extensions {
  "permessage-deflate"?: Decompression;
}

/** What a {@linkcode Receiver} needs of an extension. */
export interface Decompression {
  /** Tells `done`, after it has returned, what the fragment adds. */
  decompress(
    data: Uint8Array,
    isLast: boolean,
    done: (fault: Error | null, bytes?: Uint8Array) => void,
  ): void;
}

/** What both sides agree on. */
export class PerMessageDeflate {
  constructor(options: {
    readonly isServer: true;
    readonly serverNoContextTakeover: boolean;
    readonly clientNoContextTakeover: boolean;
    readonly serverMaxWindowBits: number;
    readonly maxPayload: number;
  });
  /**
   * Accepts the first acceptable offer; returns what was agreed on.
   *
   * @throws {Error} if none is acceptable
   */
  accept(offers: readonly object[]): object;
}

/** The header that offers and agrees on extensions. */
export const extension: {
  /** @throws {SyntaxError} */
  parse(header: string): Readonly<Record<string, readonly object[]>>;
  format(agreed: Readonly<Record<string, readonly object[]>>): string;
};
