import type { Codec, Encoded, Push } from "../protocol/codec.ts";

/**
 * One push for many receivers: encoded once per encoding that a receiver
 * speaks, and not at all where nobody is here.
 */
export class SharedFrame {
  #push: Push;
  #encoded = new Map<Codec, Encoded>();

  constructor(push: Push) {
    this.#push = push;
  }

  /** The bytes for a receiver that speaks `codec`. */
  encodedBy(codec: Codec): Encoded {
    const known = this.#encoded.get(codec);
    if (known !== undefined) return known;
    const encoded = codec.encodePush(this.#push);
    this.#encoded.set(codec, encoded);
    return encoded;
  }
}
