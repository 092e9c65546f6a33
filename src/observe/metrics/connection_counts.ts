import * as closeTable from "../../base/close_codes.ts";
import type { Samples } from "./samples.ts";

/**
 * Every way to end has a series from the start: Prometheus sees no rise in a
 * series that begins with its first event, so that event would go unnoticed.
 */
const ENDS = ["peer", ...Object.values(closeTable).map(({ code }) => code)]
  .map((code) => [code, 0] as [number | "peer", number]);

/** Counts of connections. */
export class ConnectionCounts {
  opened = 0;
  /** Frames of sockets, whichever number of envelopes is in each. */
  framesReceived = 0;
  framesSent = 0;
  #closed = new Map(ENDS);

  /** @param code ours; `peer` if the other end closed or the transport broke */
  closed(code: number | "peer"): void {
    this.#closed.set(code, (this.#closed.get(code) ?? 0) + 1);
  }

  /** Adds the counts to a scrape. */
  collect(samples: Samples): void {
    samples.add("gim_connections_opened_total", this.opened);
    samples.add("gim_socket_frames_received_total", this.framesReceived);
    samples.add("gim_socket_frames_sent_total", this.framesSent);
    const slow = this.#closed.get(closeTable.SLOW_CONSUMER.code) ?? 0;
    samples.add("gim_slow_consumers_closed_total", slow);
    for (const [code, count] of this.#closed) {
      samples.add("gim_connections_closed_total", count, { code });
    }
  }
}
