import type { Clock } from "../base/clock.ts";
import { tooManyRequests } from "../base/errors.ts";
import { type Rate, TokenBuckets } from "../base/token_buckets.ts";
import type { CountedAs } from "../protocol/operations.ts";

/** Most buckets that are kept of each limit. */
export const MAX_BUCKETS = 200_000;

/** What {@linkcode RequestLimits} needs. */
export interface RequestLimitsOptions {
  /** What each user may send. */
  readonly sends: Rate;
  /** Everything else that each user may ask. */
  readonly requests: Rate;
  readonly clock: Pick<Clock, "coarse">;
  /** Called for each request that is over a limit. */
  readonly onRefused?: ((limit: Limited) => void) | undefined;
}

/** What counts against a limit. */
type Limited = Exclude<CountedAs, "nothing">;

interface Limit {
  readonly rate: Rate;
  readonly buckets: TokenBuckets;
}

/**
 * How often each user may ask, over all connections at this node and HTTP: the
 * one place where that is counted. A request counts once, before it is carried
 * out, and also where it is then refused for another reason.
 */
export class RequestLimits {
  #limits: Readonly<Record<Limited, Limit>>;
  #options: RequestLimitsOptions;

  constructor(options: RequestLimitsOptions) {
    this.#options = options;
    this.#limits = {
      send: toLimit(options.sends),
      request: toLimit(options.requests),
    };
  }

  /**
   * Counts a request.
   *
   * @throws {ReplyError} 429 when the user has asked too often
   */
  count(userId: string, countedAs: CountedAs): void {
    if (countedAs === "nothing") return;
    const { rate, buckets } = this.#limits[countedAs];
    const wait = buckets.take(userId, this.#options.clock.coarse());
    if (wait === 0) return;
    this.#options.onRefused?.(countedAs);
    throw tooManyRequests(
      `too many ${countedAs}s: expected at most ${rate.perSecond} per second, ` +
        `${rate.burst} at once`,
      wait,
      "rate",
    );
  }

  /** How many buckets are kept of each limit. */
  kept(): Record<Limited, number> {
    const now = this.#options.clock.coarse();
    return {
      send: this.#limits.send.buckets.size(now),
      request: this.#limits.request.buckets.size(now),
    };
  }
}

function toLimit(rate: Rate): Limit {
  const { perSecond, burst } = rate;
  const limit = MAX_BUCKETS;
  return { rate, buckets: new TokenBuckets({ perSecond, burst, limit }) };
}
