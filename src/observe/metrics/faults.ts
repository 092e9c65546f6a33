import type { Samples } from "./samples.ts";

/** The codes that say that it is not the client's doing. */
const FAULTS = [500, 503];

/** Replies that tell of a fault; each code is told from the start. */
export class Faults {
  #via: "socket" | "http";
  #counts = new Map(FAULTS.map((code) => [code, 0]));

  /** @param via what the replies go over */
  constructor(via: "socket" | "http") {
    this.#via = via;
  }

  /** Looks whether so many replies with a code are faults. */
  add(code: number, count: number): void {
    const known = this.#counts.get(code);
    if (known !== undefined) this.#counts.set(code, known + count);
  }

  /** Adds what was found to a scrape. */
  collect(samples: Samples): void {
    for (const [code, count] of this.#counts) {
      samples.add("gim_faults_total", count, { code, via: this.#via });
    }
  }
}
