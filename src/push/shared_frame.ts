import type { Codec, Encoded, Push } from "../protocol/codec.ts";

/**
 * One push for many receivers, encoded once per encoding that one of them
 * speaks, and only then.
 */
export class SharedFrame {
  #push: Push;
  #onFault: (fault: unknown) => void;
  #encoded = new Map<Codec, Encoded | undefined>();

  /**
   * `onFault` is called once per encoding that fails, not once per receiver.
   */
  constructor(push: Push, onFault: (fault: unknown) => void) {
    this.#push = push;
    this.#onFault = onFault;
  }

  /**
   * The bytes for receivers that speak `codec`; undefined if encoding failed.
   */
  encodedBy(codec: Codec): Encoded | undefined {
    const known = this.#encoded.get(codec);
    if (known !== undefined || this.#encoded.has(codec)) return known;
    const encoded = this.#encode(codec);
    this.#encoded.set(codec, encoded);
    return encoded;
  }

  #encode(codec: Codec): Encoded | undefined {
    try {
      return codec.encodePush(this.#push);
    } catch (fault) {
      this.#onFault(fault);
      return undefined;
    }
  }
}
