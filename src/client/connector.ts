import { ConnectLoop, type ConnectLoopOptions } from "./connect_loop.ts";
import { type Credentials, Identity } from "./credentials.ts";
import { toError } from "./emitter.ts";
import { GimClosedError } from "./errors.ts";
import { PendingCalls } from "./pending_calls.ts";
import type { Limits } from "./limit.ts";
import type { State, StateName } from "./state.ts";
import { closedBy } from "./reconnect_policy.ts";
import type { LoggedIn } from "./online_period.ts";

/** What a {@linkcode Connector} needs. */
export interface ConnectorOptions
  extends Omit<ConnectLoopOptions, "pending" | "onEnd"> {
  /** It was online, and does not come back by itself. */
  readonly onStop: (error: Error) => void;
}

/**
 * Gets a user online for as long as somebody wants it: each call to connect or
 * to log in waits for the loop that does so, and the last to give up stops it.
 */
export class Connector {
  #options: ConnectorOptions;
  #state: StateName = "idle";
  /** From a stop to the next: begins with the first call. */
  #loop: ConnectLoop;
  /** Settles when all that has begun is over. */
  #over: Promise<void> = Promise.resolve();
  #stoppedBy = new GimClosedError("nobody is logged in");

  constructor(options: ConnectorOptions) {
    this.#options = options;
    this.#loop = this.#createLoop();
  }

  get state(): StateName {
    return this.#state;
  }

  /** The id of the user who is logged in, or is to be. */
  get userId(): string | undefined {
    return this.#loop.account.identity?.credentials.id;
  }

  /** Why nobody is logged in, nor about to be; undefined where somebody is. */
  get stoppedBy(): GimClosedError | undefined {
    return this.#loop.account.identity ? undefined : this.#stoppedBy;
  }

  /** Why it is not online; undefined where it is. */
  get obstacle(): Error | undefined {
    return this.#state === "online" ? undefined : this.#loop.obstacle;
  }

  /** Connects, without a login; settles when the socket is open. */
  connect(limits: Limits): Promise<void> {
    this.#start();
    return this.#wait(this.#loop.pending.opened.promise, undefined, limits);
  }

  /** Connects where that is still to be done, and logs in, be it again. */
  login(credentials: Credentials, limits: Limits): Promise<LoggedIn> {
    const { account, pending } = this.#loop;
    const identity = new Identity(credentials);
    if (account.identity !== undefined) return this.#again(identity, limits);
    account.set(identity);
    this.#start();
    return this.#wait(pending.online.promise, identity, limits);
  }

  /** See {@linkcode ConnectLoop.renewLogin}. */
  renewLogin(): boolean {
    return this.#loop.renewLogin();
  }

  /**
   * Lets the connection go, and refuses everything that waits with the error.
   * Settles when the socket is closed. Who is `closed` stays so.
   */
  halt(error: Error, state: "idle" | "closed"): Promise<void> {
    if (this.#state === "closed") return this.#over;
    const loop = this.#loop;
    this.#loop = this.#createLoop();
    this.#stoppedBy = closedBy(error);
    loop.stop(error);
    this.#options.requests.fail(this.#stoppedBy);
    loop.pending.end(error);
    if (this.#state !== state) this.#become({ state, error });
    return this.#over;
  }

  #createLoop(): ConnectLoop {
    const { clock } = this.#options.settings.environment;
    const loop: ConnectLoop = new ConnectLoop({
      ...this.#options,
      pending: new PendingCalls({ clock, obstacle: () => this.obstacle }),
      onState: (state) => this.#become(state),
      onEnd: (error) => {
        if (loop.wasOnline) this.#options.onStop(closedBy(error));
        // Not awaited: it waits for the very loop that calls this.
        this.halt(error, "idle");
      },
    });
    return loop;
  }

  #start(): void {
    this.#over = this.#loop.start(this.#over);
  }

  /** What nobody waits for any more is not tried, nor with whose credentials. */
  #wait<T>(
    promise: Promise<T>,
    identity: Identity | undefined,
    limits: Limits,
  ): Promise<T> {
    const caller = { identity, promise };
    return this.#loop.pending.wait(caller, limits, (error) => {
      const { wasOnline, pending } = this.#loop;
      if (wasOnline) return;
      if (pending.hasCallers) this.#loop.letGo(identity);
      // Not awaited: a call ends in time, whatever the socket does.
      else this.halt(toError(error), "idle");
    });
  }

  /** One that fails changes nothing: the login before it goes on. */
  async #again(identity: Identity, limits: Limits): Promise<LoggedIn> {
    const { account, pending } = this.#loop;
    const { requests } = this.#options;
    const over = new AbortController();
    const { signal } = over;
    account.propose(identity);
    const asked = pending.online.promise.then(async (loggedIn) => {
      // The login before it was given up or refused, and this took its place.
      if (account.identity === identity) return loggedIn;
      const body = await identity.login(signal);
      const { timeout } = limits;
      return requests.call("login", body, { timeout, signal });
    });
    try {
      const loggedIn = await this.#wait(asked, identity, limits);
      account.set(identity);
      return loggedIn;
    } finally {
      over.abort();
      account.settle(identity);
    }
  }

  #become(state: State): void {
    this.#state = state.state;
    this.#options.onState(state);
  }
}
