import type { Clock } from "../base/clock.ts";
import { tooManyRequests } from "../base/errors.ts";
import { Pace } from "../base/pace.ts";
import { type Rate, TokenBuckets } from "../base/token_buckets.ts";
import type { Priority } from "../domain/extras.ts";
import type { CountedAs } from "../protocol/operations.ts";

/** Most buckets that are kept of each limit. */
export const MAX_BUCKETS = 200_000;
/**
 * Refusals of one user's requests that are told at once, and then in a second:
 * who is refused and asks on all the same would otherwise take whatever the
 * thread has to give.
 */
export const REFUSALS: Rate = { perSecond: 100, burst: 100 };
/**
 * Requests of one connection that no limit counts, of which as many are carried
 * out at once, and then in a second.
 */
export const UNCOUNTED: Rate = { perSecond: 500, burst: 1000 };

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
  readonly clock: Pick<Clock, "coarse" | "after" | "cancel">;
  /** Called for each use that is over a limit. */
  readonly onRefused?: ((limit: Limit) => void) | undefined;
}

/**
 * Rate limits: of each user's requests, over all connections at this node and
 * HTTP, of each chatroom's messages, and of each address's new sockets. Nothing
 * else counts these. A user's request counts once, before it is carried out,
 * even if it is then refused for another reason.
 *
 * Nobody gets many answers by asking without end: over a limit a user's refusals
 * come at a pace, and so does, on each connection, what is not counted.
 */
export class RateLimits {
  #options: RateLimitsOptions;
  #buckets: Readonly<Record<Limit, TokenBuckets>>;
  #refusals: Pace<string>;
  #uncounted: Pace<object>;

  constructor(options: RateLimitsOptions) {
    this.#options = options;
    const { clock } = options;
    this.#refusals = new Pace({ ...REFUSALS, clock });
    this.#uncounted = new Pace({ ...UNCOUNTED, clock });
    const { send, request, room, connect } = options.rates;
    this.#buckets = {
      send: bucketsOf(send),
      request: bucketsOf(request),
      room: bucketsOf(room),
      connect: bucketsOf(connect),
    };
  }

  /**
   * Counts a request. Returns undefined if it may be carried out, or a promise
   * that rejects with the refusal when it is time to tell it.
   *
   * @throws {ReplyError} 429 when the user has asked too often
   */
  count(userId: string, countedAs: CountedAs): Promise<void> | undefined {
    if (countedAs === "nothing") return undefined;
    const wait = this.#take(countedAs, userId);
    if (wait === 0) return undefined;
    const refuse = (waited: number) => {
      throw this.#tooMany(countedAs, wait - waited, "of yours");
    };
    const time = this.#refusals.step(userId);
    if (time === undefined) return refuse(0);
    const { clock } = this.#options;
    const since = clock.coarse();
    return time.then(() => refuse(clock.coarse() - since));
  }

  /**
   * A request that no limit counts: a login, a heartbeat, or of a connection
   * without a login. Returns undefined if it may be carried out, or a promise
   * that settles when it may.
   */
  pass(connection: object): Promise<void> | undefined {
    return this.#uncounted.step(connection);
  }

  /** Tells every refusal at once, from now on. */
  end(): void {
    this.#refusals.end();
    this.#uncounted.end();
  }

  /**
   * Counts a message to a chatroom, before it is stored. One of a high priority
   * is never refused, and one of a low priority first: half of what the
   * chatroom may have at once is left to the others.
   *
   * @throws {ReplyError} 429 when the chatroom has had too many
   */
  countMessage(chatroomId: string, priority?: Priority): void {
    if (priority === "high") return this.#takeAnyhow(chatroomId);
    const { burst } = this.#options.rates.room;
    const left = priority === "low" ? Math.floor(burst / 2) : 0;
    const wait = this.#take("room", chatroomId, left);
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

  #takeAnyhow(chatroomId: string): void {
    const now = this.#options.clock.coarse();
    this.#buckets.room.takeAhead(chatroomId, now);
  }

  #take(limit: Limit, key: string, left = 0): number {
    const { clock, onRefused } = this.#options;
    const wait = this.#buckets[limit].take(key, clock.coarse(), left);
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
