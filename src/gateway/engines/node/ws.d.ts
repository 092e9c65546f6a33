/**
 * The parts of the package `ws` that are used one by one: what reads frames, and
 * what negotiates compression and undoes it. `@types/ws` knows the whole only.
 *
 * @module
 */

import { Writable } from "node:stream";

/**
 * Reads frames out of what is written to it, and tells them as events: `message`
 * with its bytes and whether it is binary, `ping` and `pong` with theirs,
 * `conclude` with the code of a close frame; beside those of a stream `error`
 * tells of what is no frame, by the fault's `code`.
 */
export class Receiver extends Writable {
  constructor(options: {
    readonly isServer: boolean;
    /** Bytes of a message, its fragments together. */
    readonly maxPayload: number;
    readonly maxFragments: number;
    readonly extensions: Extensions;
  });
  /** What came in and is not a whole frame yet. */
  protected _buffers: Uint8Array[];
  /** The fragments of a message that is not whole yet. */
  protected _fragments: Uint8Array[];
  /** A fragment has come in; the message is told when it is the last. */
  protected dataMessage(done: (fault?: Error) => void): void;
}

/** The extensions of one connection, by name. */
export interface Extensions {
  "permessage-deflate"?: PerMessageDeflate;
}

/** Compression as one connection has agreed on it. */
export class PerMessageDeflate {
  constructor(options: {
    readonly isServer: true;
    readonly serverNoContextTakeover: boolean;
    readonly clientNoContextTakeover: boolean;
    readonly serverMaxWindowBits: number;
    readonly maxPayload: number;
  });
  /**
   * Takes the first of the offers that it can; returns what was agreed on.
   *
   * @throws {Error} where none will do
   */
  accept(offers: readonly object[]): object;
  /** Lets go of what it holds of zlib. */
  cleanup(): void;
}

/** The header in which extensions are offered and agreed on. */
export const extension: {
  /** @throws {SyntaxError} */
  parse(header: string): Readonly<Record<string, readonly object[]>>;
  format(agreed: Readonly<Record<string, readonly object[]>>): string;
};
