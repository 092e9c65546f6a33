import {
  type Codec,
  type Encoded,
  type EnvelopeReader,
  MalformedFrame,
  type Part,
} from "./codec.ts";
import { jsonWithObjectBodies } from "./json.ts";

const LINE_END = "\n";
const LINE_END_CODE = LINE_END.charCodeAt(0);
const NO_ENVELOPE =
  'malformed frame: expected at least one line like {"op":105}';

/** Like `gim.json`, with any number of envelopes in a frame, one per line. */
export const jsonLines: Codec = {
  ...jsonWithObjectBodies,
  name: "gim.json.lines",
  envelopes: {
    between: LINE_END.length,
    read: (frame) => new LineReader(String(frame)),
    join: (encoded: readonly Encoded[]) => encoded.join(LINE_END),
  },
};

/** The lines of a frame; empty ones are skipped. */
class LineReader implements EnvelopeReader {
  #text: string;
  /** Where the next line begins. */
  #at: number;
  #isEmpty: boolean;

  constructor(text: string) {
    this.#text = text;
    this.#at = this.#skip(0);
    this.#isEmpty = this.#at === text.length;
  }

  get done(): boolean {
    return this.#at === this.#text.length && !this.#isEmpty;
  }

  next(): Part {
    if (this.#isEmpty) {
      this.#isEmpty = false;
      return new MalformedFrame(NO_ENVELOPE);
    }
    const start = this.#at;
    const found = this.#text.indexOf(LINE_END, start);
    const end = found < 0 ? this.#text.length : found;
    this.#at = this.#skip(end);
    return this.#text.slice(start, end);
  }

  #skip(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === LINE_END_CODE) at++;
    return at;
  }
}
