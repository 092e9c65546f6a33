import { flush } from "./flush.ts";

/** What tokens are signed and checked by. */
const WATCHED = ["importKey", "sign", "verify"] as const;

type Call = (...args: unknown[]) => Promise<unknown>;

/**
 * Counts the calls of Web Crypto under way. They are the only thing in the
 * service that may take real time: a simulation waits for them with its clock
 * held still, so that it does not matter how long they take.
 */
export class CryptoWatch implements Disposable {
  #originals = new Map<string, Call>();
  #underWay = 0;

  constructor() {
    const methods = SubtleCrypto.prototype as unknown as Record<string, Call>;
    for (const name of WATCHED) {
      const original = methods[name] as Call;
      this.#originals.set(name, original);
      const count = (call: () => Promise<unknown>) => this.#count(call);
      methods[name] = function (this: unknown, ...args) {
        return count(() => original.apply(this, args));
      };
    }
  }

  /** Settles when no call is under way, nor one that follows from it. */
  settle = async (): Promise<void> => {
    while (this.#underWay > 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      await flush();
    }
  };

  [Symbol.dispose](): void {
    Object.assign(
      SubtleCrypto.prototype,
      Object.fromEntries(this.#originals),
    );
  }

  async #count(call: () => Promise<unknown>): Promise<unknown> {
    this.#underWay++;
    try {
      return await call();
    } finally {
      this.#underWay--;
    }
  }
}
