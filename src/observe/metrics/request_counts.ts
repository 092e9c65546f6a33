import { Durations } from "./durations.ts";
import { Faults } from "./faults.ts";
import type { Samples } from "./samples.ts";

/** The name of all unknown ops. */
const UNKNOWN = "unknown";
/** The op of a login. */
const LOGIN = "login";
/** The code of a login without a good token; it has a series from the start. */
const NO_TOKEN = 401;

/** Counts of one op. */
export class OpCounts {
  readonly name: string;
  /** Requests that were begun. */
  received = 0;
  #fulfilled = new Durations();
  #refused = new Map<number, Durations>();

  constructor(name: string) {
    this.name = name;
  }

  /** @param code 0, or one of the reply codes @param ms milliseconds */
  answered(code: number, ms: number): void {
    if (code === 0) return this.#fulfilled.observe(ms);
    const known = this.#refused.get(code) ?? new Durations();
    this.#refused.set(code, known);
    known.observe(ms);
  }

  /** The durations by reply code: of 0, and of those that have occurred. */
  *byCode(): Generator<[number, Durations]> {
    yield [0, this.#fulfilled];
    yield* this.#refused;
  }
}

/** Counts of requests over sockets. */
export class RequestCounts {
  /** Frames that were not a request. */
  malformed = 0;
  #unknown = new OpCounts(UNKNOWN);
  #ops: ReadonlyMap<number, OpCounts>;

  constructor(ops: Iterable<{ readonly op: number; readonly name: string }>) {
    this.#ops = new Map(
      [...ops].map(({ op, name }) => [op, new OpCounts(name)]),
    );
  }

  /** The counts of an op; all unknown ops share one. */
  of(op: number): OpCounts {
    return this.#ops.get(op) ?? this.#unknown;
  }

  /** Adds the counts to a scrape. */
  collect(samples: Samples): void {
    const faults = new Faults("socket");
    samples.add("gim_logins_total", 0, { code: NO_TOKEN });
    for (const counts of [...this.#ops.values(), this.#unknown]) {
      const { name: op, received } = counts;
      let sent = 0;
      for (const [code, durations] of counts.byCode()) {
        const labels = { op, code };
        samples.addDurations("gim_request_duration_seconds", durations, labels);
        sent += durations.count;
        faults.add(code, durations.count);
        if (op !== LOGIN) continue;
        samples.add("gim_logins_total", durations.count, { code });
      }
      samples.add("gim_frames_received_total", received, { op });
      samples.add("gim_frames_sent_total", sent, { op });
    }
    faults.collect(samples);
    const malformed = { op: "malformed" };
    samples.add("gim_frames_received_total", this.malformed, malformed);
    samples.add("gim_frames_sent_total", this.malformed, malformed);
  }
}
