import { type Credentials, Identity } from "./credentials.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { toError } from "./emitter.ts";
import { GimReplyError } from "./errors.ts";
import { limit } from "./limit.ts";
import { BROKEN, Link, type LinkEnd } from "./link.ts";
import { OPERATION_CODES } from "./operation_codes.ts";
import type { CallOptions, Requests } from "./requests.ts";
import type { Settings } from "./settings.ts";
import { sleep } from "./sleep.ts";
import type { State, StateName } from "./state.ts";
import { closedBy, closedWith, judge, type Verdict } from "./verdict.ts";
import { type LoggedIn, type Visit, visit } from "./visit.ts";
import type { WireFrame } from "./wire_codec.ts";

/** Milliseconds online after which earlier failures are forgotten. */
const STABLE = 5000;
const NORMAL = 1000;
/** What the service itself closes with when a token has expired. */
const EXPIRED = 4401;
const NO_VISIT: Visit = { refusal: undefined, online: 0 };

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

/** What is waited for. */
class Hope {
  readonly opened = quiet<void>();
  readonly online = quiet<LoggedIn>();
  readonly identity = quiet<Identity>();
}

async function both(one: Promise<void>, other: Promise<void>): Promise<void> {
  await one;
  await other;
}

/** Nobody has to look at how it ends. */
function quiet<T>(): Deferred<T> {
  const hope = deferred<T>();
  hope.promise.catch(() => {});
  return hope;
}

/** Gets a user online and keeps them there: one loop, one socket at a time. */
export class Connector {
  #options: ConnectorOptions;
  #state: StateName = "idle";
  #hope = new Hope();
  #stop: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();
  #identity: Identity | undefined;
  /** Of a login that is to follow upon the one that counts. */
  #next: Identity | undefined;
  #link: Link | undefined;
  /** Settles when every socket before is closed. */
  #closing: Promise<void> = Promise.resolve();
  #wasOnline = false;
  #stoppedBy: Error | undefined;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  get state(): StateName {
    return this.#state;
  }

  /** The id of the user who is logged in, or is to be. */
  get userId(): string | undefined {
    return this.#identity?.credentials.id;
  }

  /** Has the login succeeded, be it on an earlier connection? */
  get wasOnline(): boolean {
    return this.#wasOnline;
  }

  /** Why it does not try any more, until it is told to again. */
  get stoppedBy(): Error | undefined {
    return this.#stoppedBy;
  }

  /** Connects, without a login; settles when the socket is open. */
  connect(): Promise<void> {
    this.#start();
    return this.#hope.opened.promise;
  }

  /** Connects where that is still to be done, and logs in, be it again. */
  login(
    credentials: Credentials,
    options: CallOptions & { timeout: number },
  ): Promise<LoggedIn> {
    const identity = new Identity(credentials);
    if (this.#identity !== undefined) return this.#again(identity, options);
    this.#identity = identity;
    this.#hope.identity.resolve(this.#identity);
    this.#start();
    return this.#hope.online.promise;
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
   * Settles when the socket is closed.
   */
  async halt(error: Error, state: "idle" | "closed"): Promise<void> {
    const { opened, online } = this.#hope;
    this.#hope = new Hope();
    this.#identity = undefined;
    this.#next = undefined;
    this.#wasOnline = false;
    this.#stoppedBy = undefined;
    this.#stop?.abort(error);
    this.#stop = undefined;
    this.#options.requests.fail(closedBy(error));
    opened.reject(error);
    online.reject(error);
    if (this.#state !== state) this.#become({ state, error });
    await this.#loop;
  }

  /** One that fails changes nothing: the login before it goes on. */
  async #again(
    identity: Identity,
    { timeout, signal }: CallOptions & { timeout: number },
  ): Promise<LoggedIn> {
    const { requests, settings: { surroundings } } = this.#options;
    const over = new AbortController();
    const ask = async () => {
      await this.#hope.online.promise;
      const body = await identity.login(over.signal);
      return requests.call("login", body, { timeout, signal: over.signal });
    };
    const ends = [this.#stop?.signal, signal].flatMap((each) => each ?? []);
    this.#next = identity;
    try {
      const limits = { timeout, signal: AbortSignal.any(ends) };
      const loggedIn = await limit(ask(), limits, surroundings.clock);
      this.#identity = identity;
      return loggedIn;
    } finally {
      over.abort();
      if (this.#next === identity) this.#next = undefined;
    }
  }

  /** The next attempt comes with another token than the last. */
  #renew(): void {
    if (this.#next === undefined) return this.#identity?.renew();
    this.#identity = this.#next;
  }

  #start(): void {
    if (this.#stop !== undefined) return;
    this.#stop = new AbortController();
    this.#stoppedBy = undefined;
    const { signal } = this.#stop;
    this.#loop = this.#loop.then(async () => {
      await this.#run(signal);
      await this.#closing;
    });
  }

  async #run(stop: AbortSignal): Promise<void> {
    const { clock } = this.#options.settings.surroundings;
    let failures = 0;
    while (!stop.aborted) {
      this.#become({ state: "connecting" });
      const attempt = await this.#attempt(stop);
      if (stop.aborted) return;
      if (attempt.online >= STABLE) failures = 0;
      const verdict = this.#judge(attempt, failures++);
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
    const error = closedBy(reason);
    if (this.#wasOnline) this.#options.onStop(error);
    // Not awaited: it waits for the very loop that calls this.
    this.halt(reason, "idle");
    // A listener may have begun anew.
    if (this.#stop === undefined) this.#stoppedBy = error;
  }

  #judge(attempt: Attempt, failures: number): Verdict {
    const { end, opened, refusal } = attempt;
    if (opened && this.#identity === undefined) {
      return { action: "stop", error: closedWith(end) };
    }
    if (refusal !== undefined) {
      const error = toError(refusal);
      const isFirst = !this.#wasOnline && !(refusal instanceof GimReplyError);
      // Who calls login wants to know at once that their function fails.
      if (isFirst) return { action: "stop", error };
      this.#options.onError(error);
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
    const cut = () => link.close({ code: NORMAL, reason: "" });
    stop.addEventListener("abort", cut);
    if (stop.aborted) cut();
    const opened = await link.opened;
    const identity = opened && await this.#attend(link);
    const freshToken = identity ? identity.isStale : false;
    const { refusal, online } = identity
      ? await this.#visit(link, identity)
      : NO_VISIT;
    if (refusal !== undefined || online === 0) {
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
    return await Promise.race([this.#hope.identity.promise, left]);
  }

  #visit(link: Link, identity: Identity): Promise<Visit> {
    const { requests, settings, onOnline } = this.#options;
    return visit(link, {
      identity,
      requests,
      settings,
      onOnline: (loggedIn) => {
        this.#wasOnline = true;
        onOnline(loggedIn);
        this.#become({ state: "online" });
        this.#hope.online.resolve(loggedIn);
      },
    });
  }

  #become(state: State): void {
    this.#state = state.state;
    this.#options.onState(state);
  }
}
