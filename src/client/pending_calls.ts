import type { Identity } from "./credentials.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { limit, type LimitOptions, type Limits } from "./limit.ts";
import type { LoggedIn } from "./online_period.ts";

/**
 * A call that waits: for a login if it has an identity, otherwise to connect.
 */
export interface Caller {
  readonly identity: Identity | undefined;
}

/** What a {@linkcode PendingCalls} needs. */
export type PendingCallsOptions = Pick<LimitOptions, "clock" | "obstacle">;

/**
 * The calls that wait for a connection or a login, until the client stops. Each
 * has its own limits.
 */
export class PendingCalls {
  readonly opened = quiet<void>();
  readonly online = quiet<LoggedIn>();
  #over = quiet<never>();
  #callers = new Set<Caller>();
  #options: PendingCallsOptions;

  constructor(options: PendingCallsOptions) {
    this.#options = options;
  }

  /** Does any call wait? */
  get hasCallers(): boolean {
    return this.#callers.size > 0;
  }

  /** The credentials of the first call that waits for a login. */
  get identity(): Identity | undefined {
    for (const { identity } of this.#callers) if (identity) return identity;
    return undefined;
  }

  /**
   * The result of a promise, unless the caller gives up or all calls are ended
   * first. `onGivenUp` is called in the same turn in which the caller gives up,
   * when {@linkcode hasCallers} no longer counts it.
   */
  wait<T>(
    caller: Caller & { readonly promise: Promise<T> },
    limits: Limits,
    onGivenUp: (error: unknown) => void,
  ): Promise<T> {
    const callers = this.#callers.add(caller);
    const either = Promise.race([caller.promise, this.#over.promise]);
    const waiting = limit(either, limits, {
      ...this.#options,
      onGivenUp: (error) => callers.delete(caller) && onGivenUp(error),
    });
    const leave = () => callers.delete(caller);
    waiting.then(leave, leave);
    return waiting;
  }

  /** Rejects all waiting calls. */
  end(error: unknown): void {
    this.#callers.clear();
    for (const each of [this.#over, this.opened, this.online]) {
      each.reject(error);
    }
  }
}

/** A rejection that nobody handles is no fault. */
function quiet<T>(): Deferred<T> {
  const quiet = deferred<T>();
  quiet.promise.catch(() => {});
  return quiet;
}
