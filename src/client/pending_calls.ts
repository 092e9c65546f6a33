import type { Identity } from "./credentials.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { limit, type LimitOptions, type Limits } from "./limit.ts";
import type { LoggedIn } from "./online_period.ts";

/** A call that waits: for a login where it has an identity, else to connect. */
export interface Caller {
  readonly identity: Identity | undefined;
}

/** What a {@linkcode PendingCalls} needs. */
export type PendingCallsOptions = Pick<LimitOptions, "clock" | "obstacle">;

/**
 * What calls wait for from the first of them on until the client stops: a
 * connection, a login. Each waits as long as it says itself.
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

  /** Does anybody wait? */
  get hasCallers(): boolean {
    return this.#callers.size > 0;
  }

  /** The credentials of the first who waits for a login. */
  get identity(): Identity | undefined {
    for (const { identity } of this.#callers) if (identity) return identity;
    return undefined;
  }

  /**
   * What a promise settles to, unless the caller gives up or they are ended
   * before. `onGivenUp` is called in the very turn in which the caller gives up,
   * when it is none of {@linkcode hasCallers} any more.
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

  /** Refuses all who wait. */
  end(error: unknown): void {
    this.#callers.clear();
    for (const each of [this.#over, this.opened, this.online]) {
      each.reject(error);
    }
  }
}

/** Nobody has to look at how it ends. */
function quiet<T>(): Deferred<T> {
  const quiet = deferred<T>();
  quiet.promise.catch(() => {});
  return quiet;
}
