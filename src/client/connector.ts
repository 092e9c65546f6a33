import { type Credentials, Identity } from "./credentials.ts";
import { deferred } from "./deferred.ts";
import { toError } from "./emitter.ts";
import { GimClosedError, GimError, GimReplyError } from "./errors.ts";
import { type Caller, Hope } from "./hope.ts";
import type { Limits } from "./limit.ts";
import { BROKEN, Link, type LinkEnd } from "./link.ts";
import { OPERATION_CODES } from "./operation_codes.ts";
import type { Requests } from "./requests.ts";
import type { Settings } from "./settings.ts";
import { sleep } from "./sleep.ts";
import type { State, StateName } from "./state.ts";
import {
  closedBy,
  closedWith,
  failureOf,
  type Failures,
  judge,
  type Verdict,
} from "./verdict.ts";
import { type LoggedIn, type Visit, visit } from "./visit.ts";
import type { WireFrame } from "./wire_codec.ts";

/** Milliseconds online after which earlier failures are forgotten. */
const STABLE = 5000;
const NORMAL = 1000;
/** What the service itself closes with when a token has expired. */
const EXPIRED = 4401;

/** What a {@linkcode Connector} needs. */
export interface ConnectorOptions {
  readonly url: string;
  readonly settings: Settings;
  readonly requests: Requests;
  readonly onState: (state: State) => void;
  readonly onOnline: (loggedIn: LoggedIn) => void;
  readonly onFrame: (frame: WireFrame) => void;
  readonly onError: (error: Error) => void;
  /** It was online, and does not come back by itself. */
  readonly onStop: (error: Error) => void;
}

/** How one socket was used. */
interface Attempt extends Visit {
  readonly end: LinkEnd;
  readonly opened: boolean;
  readonly freshToken: boolean;
}

/** Counts one that has ended among those before it. */
function count(failures: Failures, { online }: Attempt): void {
  const isStable = online !== undefined && online >= STABLE;
  failures.all = isStable ? 1 : failures.all + 1;
  failures.vain = online === undefined ? failures.vain + 1 : 0;
}

async function both(one: Promise<void>, other: Promise<void>): Promise<void> {
  await one;
  await other;
}

/** Gets a user online and keeps them there: one loop, one socket at a time. */
export class Connector {
  #options: ConnectorOptions;
  #state: StateName = "idle";
  #hope: Hope;
  /** Who is to log in, for a connection that is open already. */
  #comes = deferred<Identity>();
  #stop: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();
  #identity: Identity | undefined;
  /** Of a login that is to follow upon the one that counts. */
  #next: Identity | undefined;
  #link: Link | undefined;
  /** Did who began with the link give up, while others go on? */
  #isGivenUp = false;
  /** Settles when every socket before is closed. */
  #closing: Promise<void> = Promise.resolve();
  #wasOnline = false;
  /** Of the last attempt, where it has failed. */
  #failure: Error | undefined;
  #stoppedBy = new GimClosedError("nobody is logged in");

  constructor(options: ConnectorOptions) {
    this.#options = options;
    this.#hope = this.#createHope();
  }

  get state(): StateName {
    return this.#state;
  }

  /** The id of the user who is logged in, or is to be. */
  get userId(): string | undefined {
    return this.#identity?.credentials.id;
  }

  /** Why nobody is logged in, nor about to be; undefined where somebody is. */
  get stoppedBy(): GimClosedError | undefined {
    return this.#identity === undefined ? this.#stoppedBy : undefined;
  }

  /** Why it is not online: what failed last, or what has yet to happen. */
  get obstacle(): Error | undefined {
    if (this.#state === "online") return undefined;
    return this.#failure ?? new GimError(this.#lack);
  }

  get #lack(): string {
    if (!this.#link?.isOpen) return "the socket is not open yet";
    return this.#identity?.isFetching
      ? "there is no token yet"
      : "the login has no reply yet";
  }

  /** Connects, without a login; settles when the socket is open. */
  connect(limits: Limits): Promise<void> {
    this.#start();
    return this.#wait(this.#hope.opened.promise, undefined, limits);
  }

  /** Connects where that is still to be done, and logs in, be it again. */
  login(credentials: Credentials, limits: Limits): Promise<LoggedIn> {
    const identity = new Identity(credentials);
    if (this.#identity !== undefined) return this.#again(identity, limits);
    this.#identity = identity;
    this.#comes.resolve(identity);
    this.#start();
    return this.#wait(this.#hope.online.promise, identity, limits);
  }

  /**
   * The service no longer takes the login: connects again with a new token.
   * Returns false where there is no other to be had.
   */
  renewLogin(): boolean {
    if (!this.#identity?.canRenew || this.#link === undefined) return false;
    this.#link.close({ code: EXPIRED, reason: "a call was refused with 401" });
    return true;
  }

  /**
   * Lets the connection go, and refuses everything that waits with the error.
   * Settles when the socket is closed. Who is `closed` stays so.
   */
  async halt(error: Error, state: "idle" | "closed"): Promise<void> {
    if (this.#state !== "closed") this.#halt(error, state);
    await this.#loop;
  }

  #halt(error: Error, state: "idle" | "closed"): void {
    const hope = this.#hope;
    this.#hope = this.#createHope();
    this.#comes = deferred();
    this.#identity = undefined;
    this.#next = undefined;
    this.#wasOnline = false;
    this.#failure = undefined;
    this.#stoppedBy = closedBy(error);
    this.#stop?.abort(error);
    this.#stop = undefined;
    this.#options.requests.fail(this.#stoppedBy);
    hope.end(error);
    if (this.#state !== state) this.#become({ state, error });
  }

  #createHope(): Hope {
    const { clock } = this.#options.settings.surroundings;
    return new Hope({ clock, obstacle: () => this.obstacle });
  }

  #wait<T>(
    promise: Promise<T>,
    identity: Identity | undefined,
    limits: Limits,
  ): Promise<T> {
    const caller = { identity, promise };
    return this.#hope.wait(caller, limits, (error) => {
      this.#letGo(caller, toError(error));
    });
  }

  /** What nobody waits for any more is not tried, nor with whose credentials. */
  #letGo({ identity }: Caller, error: Error): void {
    if (this.#wasOnline) return;
    // Not awaited: a call ends in time, whatever the socket does.
    if (!this.#hope.hasCallers) return void this.halt(error, "idle");
    if (identity === undefined || identity !== this.#identity) return;
    this.#identity = this.#hope.identity;
    this.#comes = deferred();
    if (this.#link?.isOpen !== true) return;
    this.#isGivenUp = true;
    this.#link.close({ code: BROKEN, reason: "login given up" });
  }

  /** One that fails changes nothing: the login before it goes on. */
  async #again(identity: Identity, limits: Limits): Promise<LoggedIn> {
    const over = new AbortController();
    const stop = this.#stop;
    this.#next = identity;
    try {
      const asked = this.#askAgain(identity, limits.timeout, over.signal);
      const loggedIn = await this.#wait(asked, identity, limits);
      // Who was sent away meanwhile is nobody's user any more.
      if (this.#stop === stop) this.#identity = identity;
      return loggedIn;
    } finally {
      over.abort();
      if (this.#next === identity) this.#next = undefined;
    }
  }

  async #askAgain(
    identity: Identity,
    timeout: number,
    signal: AbortSignal,
  ): Promise<LoggedIn> {
    const loggedIn = await this.#hope.online.promise;
    // The login before it was given up or refused, and this took its place.
    if (this.#identity === identity) return loggedIn;
    const body = await identity.login(signal);
    return this.#options.requests.call("login", body, { timeout, signal });
  }

  /** The next attempt comes with another token than the last. */
  #renew(): void {
    if (this.#next === undefined) return this.#identity?.renew();
    this.#identity = this.#next;
  }

  #start(): void {
    if (this.#stop !== undefined) return;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#loop = this.#loop.then(async () => {
      await this.#run(signal);
      await this.#closing;
    });
  }

  async #run(stop: AbortSignal): Promise<void> {
    const { clock } = this.#options.settings.surroundings;
    const failures = { all: 0, vain: 0 };
    while (!stop.aborted) {
      this.#become({ state: "connecting" });
      if (stop.aborted) return;
      const attempt = await this.#attempt(stop);
      if (stop.aborted) return;
      // That is no failure of those who go on waiting.
      if (this.#isGivenUp) continue;
      this.#failure = failureOf(attempt);
      count(failures, attempt);
      const verdict = this.#judge(attempt, failures);
      // A listener that is told of the refusal may end it.
      if (stop.aborted) return;
      if (verdict.action === "stop") {
        return this.#giveUp(verdict.error);
      }
      if (verdict.renew) this.#renew();
      const retryIn = Math.round(verdict.pause);
      this.#become({ state: "waiting", ...attempt.end, retryIn });
      await sleep(clock, verdict.pause, stop);
    }
  }

  #giveUp(reason: Error): void {
    if (this.#wasOnline) this.#options.onStop(closedBy(reason));
    // Not awaited: it waits for the very loop that calls this.
    this.halt(reason, "idle");
  }

  #judge(attempt: Attempt, failures: Failures): Verdict {
    const { end, opened, refusal } = attempt;
    if (opened && this.#identity === undefined) {
      return { action: "stop", error: closedWith(end) };
    }
    if (refusal !== undefined) {
      const error = toError(refusal);
      // A first login is refused by it, or has it as the cause of its timeout.
      if (this.#wasOnline) this.#options.onError(error);
      // Who calls login wants to know at once that their function fails, or
      // that there can be no socket.
      else if (!(refusal instanceof GimReplyError)) {
        return { action: "stop", error };
      }
    }
    const { usesToken = false, canRenew = false } = this.#identity ?? {};
    const isReplaced = ![undefined, this.#identity].includes(this.#next);
    const all = isReplaced
      ? { ...attempt, usesToken: true, canRenew: true, freshToken: false }
      : { ...attempt, usesToken, canRenew };
    return judge(all, failures, this.#options.settings);
  }

  /** One socket, from opening it to its end. */
  async #attempt(
    stop: AbortSignal,
  ): Promise<Attempt> {
    const link = this.#createLink();
    this.#link = link;
    this.#isGivenUp = false;
    const cut = () => link.close({ code: NORMAL, reason: "" });
    stop.addEventListener("abort", cut);
    const opened = await link.opened && link.isOpen;
    const identity = opened && await this.#attend(link);
    const freshToken = identity ? identity.isStale : false;
    const { refusal, online } = identity
      ? await this.#visit(link, identity)
      : { refusal: link.failure, online: undefined };
    if (online === undefined) {
      link.close({ code: BROKEN, reason: "no login" });
    }
    const end = await link.ended;
    stop.removeEventListener("abort", cut);
    // Not awaited: a dead one must not hold up the way back.
    this.#closing = both(this.#closing, link.close(end));
    return { end, opened, refusal, online, freshToken };
  }

  #createLink(): Link {
    const { url, settings, requests, onFrame, onError } = this.#options;
    const { codec, surroundings, connectTimeout: timeout } = settings;
    return new Link({
      ...{ url, codec, surroundings, timeout, onError },
      maxSize: settings.maxFrameSize,
      onFrame: (frame) =>
        frame.kind === "reply" ? requests.receive(frame) : onFrame(frame),
    });
  }

  /** The link is open: waits until there is somebody to log in, or its end. */
  async #attend(link: Link): Promise<Identity | undefined> {
    const { requests } = this.#options;
    requests.attach((name, seq, body) =>
      link.send(OPERATION_CODES[name], seq, body)
    );
    link.ended.then(() => requests.detach());
    this.#hope.opened.resolve();
    if (this.#identity !== undefined) return this.#identity;
    this.#become({ state: "open" });
    const left = link.ended.then(() => undefined);
    return await Promise.race([this.#comes.promise, left]);
  }

  #visit(link: Link, identity: Identity): Promise<Visit> {
    const { requests, settings, onOnline } = this.#options;
    return visit(link, {
      identity,
      requests,
      settings,
      onOnline: (loggedIn) => {
        this.#wasOnline = true;
        this.#failure = undefined;
        this.#hope.online.resolve(loggedIn);
        onOnline(loggedIn);
        this.#become({ state: "online" });
      },
    });
  }

  #become(state: State): void {
    this.#state = state.state;
    this.#options.onState(state);
  }
}
