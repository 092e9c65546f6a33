import type { Clock } from "../base/clock.ts";
import { tooManyRequests } from "../base/errors.ts";
import { type Rate, TokenBuckets } from "../base/token_buckets.ts";
import type { CountedAs } from "../protocol/operations.ts";

/** Most buckets that are kept of each limit. */
export const MAX_BUCKETS = 200_000;

/** What each limit allows. */
export interface Rates {
  /** Sends of a user. */
  readonly send: Rate;
  /** All other requests of a user. */
  readonly request: Rate;
  /** The messages of a chatroom, of all senders. */
  readonly room: Rate;
  /** The new sockets of an IP address. */
  readonly connect: Rate;
}

/** The name of a limit. */
export type Limit = keyof Rates;

/** What {@linkcode RateLimits} needs. */
export interface RateLimitsOptions {
  readonly rates: Rates;
  readonly clock: Pick<Clock, "coarse">;
  /** Called for each use that is over a limit. */
  readonly onRefused?: ((limit: Limit) => void) | undefined;
}

/**
 * Rate limits: of each user's requests, over all connections at this node and
 * HTTP, of each chatroom's messages, and of each address's new sockets. Nothing
 * else counts these. A user's request counts once, before it is carried out,
 * even if it is then refused for another reason.
 */
export class RateLimits {
  #options: RateLimitsOptions;
  #buckets: Readonly<Record<Limit, TokenBuckets>>;

  constructor(options: RateLimitsOptions) {
    this.#options = options;
    const { send, request, room, connect } = options.rates;
    this.#buckets = {
      send: bucketsOf(send),
      request: bucketsOf(request),
      room: bucketsOf(room),
      connect: bucketsOf(connect),
    };
  }

  /**
   * Counts a request.
   *
   * @throws {ReplyError} 429 when the user has asked too often
   */
  count(userId: string, countedAs: CountedAs): void {
    if (countedAs === "nothing") return;
    const wait = this.#take(countedAs, userId);
    if (wait > 0) throw this.#tooMany(countedAs, wait, "of yours");
  }

  /**
   * Counts a message to a chatroom, before it is stored.
   *
   * @throws {ReplyError} 429 when the chatroom has had too many
   */
  countMessage(chatroomId: string): void {
    const wait = this.#take("room", chatroomId);
    if (wait > 0) throw this.#tooMany("room", wait, "in this chatroom");
  }

  /** Takes the count back, as the message was not stored. */
  uncountMessage(chatroomId: string): void {
    this.#buckets.room.putBack(chatroomId);
  }

  /** Is there a limit on messages of a chatroom? */
  get limitsChatrooms(): boolean {
    return isOn(this.#options.rates.room);
  }

  /** Is there a limit on new sockets of an address? */
  get limitsSockets(): boolean {
    return isOn(this.#options.rates.connect);
  }

  /**
   * Counts a new socket of an address; returns 0, or after how many
   * milliseconds it may open.
   */
  countSocket(address: string): number {
    return this.#take("connect", address);
  }

  /** How many buckets are kept of each limit. */
  kept(): Record<Limit, number> {
    const now = this.#options.clock.coarse();
    const { send, request, room, connect } = this.#buckets;
    return {
      send: send.size(now),
      request: request.size(now),
      room: room.size(now),
      connect: connect.size(now),
    };
  }

  #take(limit: Limit, key: string): number {
    const { clock, onRefused } = this.#options;
    const wait = this.#buckets[limit].take(key, clock.coarse());
    if (wait > 0) onRefused?.(limit);
    return wait;
  }

  #tooMany(limit: Limit, wait: number, where: string) {
    const { perSecond, burst } = this.#options.rates[limit];
    const what = limit === "request" ? "requests" : "messages";
    return tooManyRequests(
      `too many ${what} ${where}: expected at most ${perSecond} per second, ` +
        `${burst} at once`,
      wait,
      "rate",
    );
  }
}

function isOn({ perSecond, burst }: Rate): boolean {
  return perSecond > 0 && burst > 0;
}

function bucketsOf({ perSecond, burst }: Rate): TokenBuckets {
  return new TokenBuckets({ perSecond, burst, limit: MAX_BUCKETS });
}
