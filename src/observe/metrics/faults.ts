import type { Samples } from "./samples.ts";

/** The codes of failures that are not the client's fault. */
const FAULTS = [500, 503];

/**
 * Counts replies that report a fault; each code has a series from the start.
 */
export class Faults {
  #via: "socket" | "http";
  #counts = new Map(FAULTS.map((code) => [code, 0]));

  /** @param via the transport of the replies */
  constructor(via: "socket" | "http") {
    this.#via = via;
  }

  /** Counts so many replies with this code, if it is a fault's. */
  add(code: number, count: number): void {
    const known = this.#counts.get(code);
    if (known !== undefined) this.#counts.set(code, known + count);
  }

  /** Adds the counts to a scrape. */
  collect(samples: Samples): void {
    for (const [code, count] of this.#counts) {
      samples.add("gim_faults_total", count, { code, via: this.#via });
    }
  }
}
