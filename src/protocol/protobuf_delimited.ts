import {
  type Codec,
  type Encoded,
  type EnvelopeReader,
  MalformedFrame,
  type Part,
  type Push,
  type Reply,
} from "./codec.ts";
import { protobuf, pushFrame, replyFrame } from "./protobuf.ts";
import { messagesFrame } from "./protobuf_push.ts";
import { readVarint, varintSize, writeVarint } from "./varint.ts";

const NO_ENVELOPE =
  "malformed frame: expected at least one ClientFrame after its length";
const WRONG_LENGTH =
  "malformed frame: length: expected a varint, and as many bytes behind it";

/**
 * Like `gim.proto`, with any number of envelopes in a frame, each after its
 * length as a varint. An encoded reply or push already has its length.
 */
export const protobufDelimited: Codec = {
  ...protobuf,
  name: "gim.proto.delimited",
  envelopes: {
    between: 0,
    read: (frame) => new DelimitedReader(frame as Uint8Array),
    join: concatenated,
  },
  encodeReply: (reply: Reply) => replyFrame(reply).ldelim().finish(),
  encodePush: (push: Push) => pushFrame(push).ldelim().finish(),
  encodeItems: (session, items) => delimited(messagesFrame(session, items)),
};

/** The delimited parts of a frame, up to a wrong length. */
class DelimitedReader implements EnvelopeReader {
  #bytes: Uint8Array;
  #at = 0;
  #isEmpty: boolean;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#isEmpty = bytes.length === 0;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length && !this.#isEmpty;
  }

  next(): Part {
    if (this.#isEmpty) {
      this.#isEmpty = false;
      return new MalformedFrame(NO_ENVELOPE);
    }
    const length = readVarint(this.#bytes, this.#at);
    const left = this.#bytes.length - (length?.end ?? 0);
    if (length === undefined || length.value > left) {
      // After a wrong length the next part cannot be found.
      this.#at = this.#bytes.length;
      return new MalformedFrame(WRONG_LENGTH);
    }
    this.#at = length.end + length.value;
    return this.#bytes.subarray(length.end, this.#at);
  }
}

function delimited(frame: Uint8Array): Encoded {
  const { length } = frame;
  const whole = new Uint8Array(varintSize(length) + length);
  whole.set(frame, writeVarint(whole, 0, length));
  return whole;
}

function concatenated(encoded: readonly Encoded[]): Encoded {
  let length = 0;
  for (const each of encoded) length += each.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const each of encoded) {
    whole.set(each as Uint8Array, at);
    at += each.length;
  }
  return whole;
}
