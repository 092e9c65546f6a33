import type { Codec, Encoded, Push } from "../protocol/codec.ts";
import { PerEncoding } from "./per_encoding.ts";

/**
 * One push for many receivers, encoded once per encoding that one of them
 * speaks, and only then.
 */
export class SharedFrame {
  #push: Push;
  #encoded: PerEncoding<Encoded>;

  /**
   * `onFault` is called once per encoding that fails, not once per receiver.
   */
  constructor(push: Push, onFault: (fault: unknown) => void) {
    this.#push = push;
    this.#encoded = new PerEncoding(onFault);
  }

  /**
   * The bytes for receivers that speak `codec`; undefined if encoding failed.
   */
  encodedBy({ encodePush }: Codec): Encoded | undefined {
    return this.#encoded.get(encodePush, () => encodePush(this.#push));
  }
}
