/** What a schedule came to. */
export interface Counts {
  /** Messages that somebody wanted to send. */
  sends: number;
  /** Sends made again after a reconnect. */
  retries: number;
  /** Messages that a device holds in the end. */
  deliveries: number;
  /** Connections cut. */
  kills: number;
  /** Times that the service was killed and started again. */
  restarts: number;
  /** Connections that the service closed 4413. */
  slowCloses: number;
  /** Syncs that brought a client on. */
  gaps: number;
  /** Messages that pushes to rooms left out. */
  missed: number;
  recalls: number;
  /** Messages edited, or reacted to. */
  updates: number;
  /** Members removed, banned or muted. */
  governed: number;
  /** Syncs answered `complete: false`. */
  evictions: number;
  /** Requests answered 503. */
  unavailable: number;
}

/** Nothing yet. */
export function noCounts(): Counts {
  return {
    sends: 0,
    retries: 0,
    deliveries: 0,
    kills: 0,
    restarts: 0,
    slowCloses: 0,
    gaps: 0,
    missed: 0,
    recalls: 0,
    updates: 0,
    governed: 0,
    evictions: 0,
    unavailable: 0,
  };
}

/** Adds what one schedule came to. */
export function addCounts(sum: Counts, more: Counts): void {
  for (const name of Object.keys(more) as (keyof Counts)[]) {
    sum[name] += more[name];
  }
}
