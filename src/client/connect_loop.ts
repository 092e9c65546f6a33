import { Account } from "./account.ts";
import { attempt } from "./attempt.ts";
import type { Identity } from "./credentials.ts";
import { toError } from "./emitter.ts";
import { GimError } from "./errors.ts";
import type { PendingCalls } from "./pending_calls.ts";
import { BROKEN, Link, type LinkEnd } from "./link.ts";
import type { Requests } from "./requests.ts";
import type { Settings } from "./settings.ts";
import { sleep } from "./sleep.ts";
import type { State } from "./state.ts";
import {
  type Attempt,
  count,
  decideReconnect,
  failureOf,
} from "./reconnect_policy.ts";
import type { LoggedIn } from "./online_period.ts";
import type { WireFrame } from "./wire_codec.ts";

/** The close code of the service when a token has expired. */
const EXPIRED = 4401;
/** What the service closes with when a frame is over its limit. */
const FRAME_TOO_BIG = 1009;
/** The caller who wanted this login has given up while others still wait. */
const GIVEN_UP: LinkEnd = { code: BROKEN, reason: "login given up" };

/** What a {@linkcode ConnectLoop} needs. */
export interface ConnectLoopOptions {
  readonly url: string;
  readonly settings: Settings;
  readonly requests: Requests;
  /** The calls that wait for this loop. */
  readonly pending: PendingCalls;
  readonly onState: (state: State) => void;
  readonly onOnline: (loggedIn: LoggedIn) => void;
  readonly onFrame: (frame: WireFrame) => void;
  readonly onError: (error: Error) => void;
  /** Called when it does not go on by itself; it must be stopped then. */
  readonly onEnd: (error: Error) => void;
}

/** Gets one user online and keeps them online, one socket after the other. */
export class ConnectLoop {
  readonly account = new Account();
  readonly pending: PendingCalls;
  #options: ConnectLoopOptions;
  #stop = new AbortController();
  #ended: Promise<void> | undefined;
  #link: Link | undefined;
  #wasOnline = false;
  #joins = true;
  /** The failure of the last attempt, if it failed. */
  #failure: Error | undefined;
  /** Settles when all earlier sockets are closed. */
  #closing: Promise<void> = Promise.resolve();

  constructor(options: ConnectLoopOptions) {
    this.#options = options;
    this.pending = options.pending;
  }

  /** Has it been online? Then it goes on even if no call waits. */
  get wasOnline(): boolean {
    return this.#wasOnline;
  }

  /** Why it is not online: the last failure, or what has not happened yet. */
  get obstacle(): Error {
    return this.#failure ?? new GimError(this.#lack);
  }

  get #lack(): string {
    if (!this.#link?.isOpen) return "the socket is not open yet";
    return this.account.identity?.isFetching
      ? "there is no token yet"
      : "the login has no reply yet";
  }

  /**
   * Starts when the loop before is over; does nothing if it has started. The
   * returned promise settles when it was stopped and its sockets are closed.
   */
  start(before: Promise<void>): Promise<void> {
    return this.#ended ??= before.then(() => this.#run())
      .then(() => this.#closing);
  }

  /** Ends it for good. */
  stop(error: Error): void {
    this.#stop.abort(error);
  }

  /**
   * The service no longer accepts the login: connects again with a new token.
   * Returns false if there can be no new one.
   */
  renewLogin(): boolean {
    if (!this.account.identity?.canRenew) return false;
    this.#link?.close({ code: EXPIRED, reason: "a call was refused with 401" });
    return this.#link !== undefined;
  }

  /** Goes on without a login if nobody waits for it any more. */
  letGo(identity: Identity | undefined): void {
    if (identity === undefined || identity !== this.account.identity) return;
    this.account.set(this.pending.identity);
    if (this.#link?.isOpen) this.#link.close(GIVEN_UP);
  }

  async #run(): Promise<void> {
    const { signal: stop } = this.#stop;
    const { settings, onState, onError, onEnd } = this.#options;
    let failures = { all: 0, offline: 0 };
    while (!stop.aborted) {
      onState({ state: "connecting" });
      if (stop.aborted) return;
      const attempt = await this.#attempt(stop);
      if (stop.aborted) return;
      // For those who still wait this was no failure.
      if (attempt.end === GIVEN_UP) continue;
      if (this.#joinedTooMuch(attempt.end)) continue;
      failures = count(failures, attempt);
      this.#failure = failureOf(attempt);
      const { wasOnline, account } = this;
      // Before the first login the refusal rejects the login itself, or is the
      // cause of its timeout.
      const isNews = wasOnline && attempt.refusal !== undefined;
      if (isNews) onError(toError(attempt.refusal));
      // A listener of the error may have stopped the client.
      if (stop.aborted) return;
      const all = { attempt, failures, wasOnline, account };
      const decision = decideReconnect(all, settings);
      if (decision instanceof Error) return onEnd(decision);
      if (decision.renew) account.renew();
      const retryIn = Math.round(decision.pause);
      onState({ state: "waiting", ...attempt.end, retryIn });
      await sleep(settings.environment.clock, decision.pause, stop);
    }
  }

  /** The service takes less than a frame of several requests: each alone, then. */
  #joinedTooMuch({ code }: LinkEnd): boolean {
    if (code !== FRAME_TOO_BIG || !this.#link?.hasJoined) return false;
    this.#joins = false;
    return true;
  }

  async #attempt(stop: AbortSignal): Promise<Attempt> {
    const { requests, onFrame } = this.#options;
    const link = new Link({
      ...this.#options,
      joins: this.#joins,
      onFrame: (frame) =>
        frame.kind === "reply" ? requests.receive(frame) : onFrame(frame),
    });
    this.#link = link;
    const outcome = await attempt(link, {
      ...this.#options,
      account: this.account,
      stop,
      onOnline: (loggedIn) => this.#online(loggedIn),
    });
    // Not awaited: closing a dead socket must not delay the next attempt.
    const closed = link.close(outcome.end);
    this.#closing = this.#closing.then(() => closed);
    return outcome;
  }

  #online(loggedIn: LoggedIn): void {
    const { pending, onOnline, onState } = this.#options;
    this.#wasOnline = true;
    this.#failure = undefined;
    pending.online.resolve(loggedIn);
    onOnline(loggedIn);
    onState({ state: "online" });
  }
}
