/**
 * What is encoded once for all receivers that speak alike. Encodings that share
 * the function that encodes it share the result too.
 */
export class PerEncoding<Result> {
  #onFault: (fault: unknown) => void;
  #known = new Map<unknown, Result | undefined>();

  /** `onFault` is told once of an encoding that fails, not per receiver. */
  constructor(onFault: (fault: unknown) => void) {
    this.#onFault = onFault;
  }

  /** What `encode` returned the first time; undefined where it threw. */
  get(encoding: unknown, encode: () => Result): Result | undefined {
    const known = this.#known.get(encoding);
    if (known !== undefined || this.#known.has(encoding)) return known;
    const made = this.#attempt(encode);
    this.#known.set(encoding, made);
    return made;
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
