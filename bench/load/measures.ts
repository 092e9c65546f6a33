/** What a round may measure, in the order of the sheet's columns. */
export const MEASURES = {
  connections: { title: "connections", digits: 0 },
  /** Per second: acknowledged private messages, or messages to a chatroom. */
  sends: { title: "sends/s", digits: 0 },
  /** Messages at a receiver, per second. */
  deliveries: { title: "deliveries/s", digits: 0 },
  /** Milliseconds from sending to arriving, or until one is back. */
  p50: { title: "p50 ms", digits: 2 },
  p99: { title: "p99 ms", digits: 2 },
  p999: { title: "p99.9 ms", digits: 2 },
  /**
   * Microseconds of the server's CPU for one delivery, or for one returning
   * client.
   */
  cpu: { title: "CPU µs", digits: 2 },
  /** The same of its Redis. */
  redis: { title: "Redis µs", digits: 2 },
  /** KiB of the server's resident memory above that at its start. */
  memory: { title: "KiB/conn", digits: 1 },
  /** Percent of the deliveries due that did not come in time. */
  lost: { title: "lost %", digits: 2 },
  /** Messages that arrived before an earlier one of their sender, or twice. */
  misordered: { title: "misordered", digits: 0 },
  /** Percent of a core. */
  server: { title: "server %", digits: 0 },
  generator: { title: "generator %", digits: 0 },
} as const;

export type Measure = keyof typeof MEASURES;

/** The result of one round; what it does not measure is absent. */
export type Round = { readonly [M in Measure]?: number };
