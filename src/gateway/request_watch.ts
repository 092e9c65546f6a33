import type { Clock } from "../base/clock.ts";
import type { Log } from "../observe/log.ts";
import type {
  OpCounts,
  RequestCounts,
} from "../observe/metrics/request_counts.ts";
import type { Peer } from "./peer.ts";

/** What {@linkcode RequestWatch} needs. */
export interface RequestWatchOptions {
  readonly counts: RequestCounts;
  readonly clock: Pick<Clock, "elapsed" | "coarse">;
  /** Gets a line for each request; undefined if these are not logged. */
  readonly log: Pick<Log, "debug"> | undefined;
}

/** A request under way. */
export interface WatchedRequest {
  readonly counts: OpCounts;
  /** The clock's `elapsed` when it was begun. */
  readonly since: number;
}

/** Counts, times and logs the requests of sockets. */
export class RequestWatch {
  #options: RequestWatchOptions;

  constructor(options: RequestWatchOptions) {
    this.#options = options;
  }

  /**
   * A request begins, just after its frame arrived or the one before it ended.
   */
  begin(op: number): WatchedRequest {
    const counts = this.#options.counts.of(op);
    counts.received++;
    return { counts, since: this.#options.clock.coarse() };
  }

  /** A request was answered, with 0 or a code of the reply table. */
  end({ counts, since }: WatchedRequest, code: number, peer: Peer): void {
    const ms = this.#options.clock.elapsed() - since;
    counts.answered(code, ms);
    this.#options.log?.debug("request", {
      connection: peer.id,
      user: peer.login?.userId,
      op: counts.name,
      code,
      ms,
      trace: peer.trace,
    });
  }
}
