import type { Log } from "../observe/log.ts";
import type {
  OpCounts,
  RequestCounts,
} from "../observe/metrics/request_counts.ts";
import type { Peer } from "./peer.ts";

/** What {@linkcode RequestWatch} needs. */
export interface RequestWatchOptions {
  readonly counts: RequestCounts;
  /** Milliseconds since a fixed point. */
  readonly elapsed: () => number;
  /** Gets a line for each request; undefined where nobody would read it. */
  readonly log: Pick<Log, "debug"> | undefined;
}

/** A request that is being answered. */
export interface WatchedRequest {
  readonly counts: OpCounts;
  /** The clock's `elapsed` when it was taken up. */
  readonly since: number;
}

/** Looks on while the requests of sockets are answered. */
export class RequestWatch {
  #options: RequestWatchOptions;

  constructor(options: RequestWatchOptions) {
    this.#options = options;
  }

  /** A request is taken up. */
  begin(op: number): WatchedRequest {
    const counts = this.#options.counts.of(op);
    counts.received++;
    return { counts, since: this.#options.elapsed() };
  }

  /** It is answered; 0, or a code of the reply table. */
  end({ counts, since }: WatchedRequest, code: number, peer: Peer): void {
    const ms = this.#options.elapsed() - since;
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
