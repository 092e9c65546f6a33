import type { Codec, Encoded } from "../protocol/codec.ts";
import type { MessagesPush, PushedSession } from "../protocol/responses.ts";
import { PerEncoding } from "./per_encoding.ts";

/**
 * Messages of one conversation for several connections: encoded once per
 * encoding, as items that may go in one push with others.
 */
export class SharedItems {
  readonly session: PushedSession;
  #push: MessagesPush;
  #encoded: PerEncoding<readonly Encoded[]>;

  /** `onFault` is told once of an encoding that fails, not per receiver. */
  constructor(push: MessagesPush, onFault: (fault: unknown) => void) {
    this.session = push.session;
    this.#push = push;
    this.#encoded = new PerEncoding(onFault);
  }

  /** The items for a receiver that speaks `codec`; undefined: there are none. */
  encodedBy({ encodeItem }: Codec): readonly Encoded[] | undefined {
    return this.#encoded.get(
      encodeItem,
      () => this.#push.items.map((item) => encodeItem(item)),
    );
  }
}
