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
  /** Called when it was online and will not come back by itself. */
  readonly onStop: (error: Error) => void;
}

/**
 * Gets a user online for as long as a call wants it. Calls to connect or log in
 * wait for a {@linkcode ConnectLoop}; when the last of them gives up, the loop
 * is stopped.
 */
export class Connector {
  #options: ConnectorOptions;
  #state: StateName = "idle";
  /**
   * The current loop, which starts with the first call; each stop replaces it.
   */
  #loop: ConnectLoop;
  /** Settles when all earlier loops are over. */
  #over: Promise<void> = Promise.resolve();
  #stoppedBy = new GimClosedError("nobody is logged in");

  constructor(options: ConnectorOptions) {
    this.#options = options;
    this.#loop = this.#createLoop();
  }

  get state(): StateName {
    return this.#state;
  }

  /** The id of the user who is logged in or about to be. */
  get userId(): string | undefined {
    return this.#loop.account.identity?.credentials.id;
  }

  /** Why nobody is logged in or about to be; undefined if somebody is. */
  get stoppedBy(): GimClosedError | undefined {
    return this.#loop.account.identity ? undefined : this.#stoppedBy;
  }

  /** Why it is not online; undefined if it is. */
  get obstacle(): Error | undefined {
    return this.#state === "online" ? undefined : this.#loop.obstacle;
  }

  /** Connects, without a login; settles when the socket is open. */
  connect(limits: Limits): Promise<void> {
    this.#start();
    return this.#wait(this.#loop.pending.opened.promise, undefined, limits);
  }

  /** Connects if needed, and logs in, also a second time. */
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
   * Disconnects, and rejects everything that waits with the error. Settles when
   * the socket is closed. A `closed` client stays closed.
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
        // Not awaited: it waits for the loop that calls this.
        this.halt(error, "idle");
      },
    });
    return loop;
  }

  #start(): void {
    this.#over = this.#loop.start(this.#over);
  }

  /**
   * When nobody waits any more, no attempt is made, and no credentials are
   * used.
   */
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

  /** A second login that fails changes nothing: the first one stays. */
  async #again(identity: Identity, limits: Limits): Promise<LoggedIn> {
    const { account, pending } = this.#loop;
    const { requests } = this.#options;
    const over = new AbortController();
    const { signal } = over;
    account.propose(identity);
    const asked = pending.online.promise.then(async (loggedIn) => {
      // The first login was given up or refused, and this one replaced it.
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
