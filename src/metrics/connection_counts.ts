import type { Samples } from "./samples.ts";

/** The close code of a slow consumer. */
const SLOW_CONSUMER = 4413;

/** What is counted of connections. */
export class ConnectionCounts {
  opened = 0;
  #closed = new Map<number | "peer", number>([["peer", 0]]);

  /** @param code ours; `peer` where the other end closed, or the transport broke */
  closed(code: number | "peer"): void {
    this.#closed.set(code, (this.#closed.get(code) ?? 0) + 1);
  }

  /** Adds what was counted to a scrape. */
  collect(samples: Samples): void {
    samples.add("gim_connections_opened_total", this.opened);
    const slow = this.#closed.get(SLOW_CONSUMER) ?? 0;
    samples.add("gim_slow_consumers_closed_total", slow);
    for (const [code, count] of this.#closed) {
      samples.add("gim_connections_closed_total", count, { code });
    }
  }
}
