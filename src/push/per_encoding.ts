/**
 * What is encoded once for all receivers that speak alike. Encodings that share
 * the function that encodes it share the result too.
 */
export class PerEncoding<Result> {
  #onFault: (fault: unknown) => void;
  /** The first encoding that was asked for, as most things have but one. */
  #first: unknown;
  #result: Result | undefined;
  #others: Map<unknown, Result | undefined> | undefined;

  /** `onFault` is told once of an encoding that fails, not per receiver. */
  constructor(onFault: (fault: unknown) => void) {
    this.#onFault = onFault;
  }

  /** What `encode` returned the first time; undefined where it threw. */
  get(encoding: object, encode: () => Result): Result | undefined {
    if (this.#first === encoding) return this.#result;
    if (this.#first === undefined) {
      this.#first = encoding;
      return this.#result = this.#attempt(encode);
    }
    const others = this.#others ??= new Map();
    if (!others.has(encoding)) others.set(encoding, this.#attempt(encode));
    return others.get(encoding);
  }

  #attempt(encode: () => Result): Result | undefined {
    try {
      return encode();
    } catch (fault) {
      this.#onFault(fault);
      return undefined;
    }
  }
}
