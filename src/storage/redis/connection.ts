import type { Clock, Timer } from "../../base/clock.ts";
import { ReplyError } from "../../base/errors.ts";
import { type Patience, within } from "../../base/within.ts";
import type { Log } from "../../observe/log.ts";
import { LOOK_KEY } from "./keys.ts";
import {
  isOurs,
  reasonOf,
  refusalWord,
  textOf,
  wasNotSent,
  withoutArguments,
} from "./redis_fault.ts";
import {
  type ClientOptions,
  openClient,
  type RedisClient,
} from "./open_client.ts";
import { keepConnecting } from "./keep_connecting.ts";
import { Punctuality } from "./punctuality.ts";
import { RefusalWatch } from "./refusal_watch.ts";
import { OutOfReach, Unsettled } from "../shared/out_of_reach.ts";
import { type Script, SCRIPTS } from "./scripts.ts";
import { UnreadableRecords } from "./unreadable_records.ts";

/** What {@linkcode RedisConnection} needs. */
export interface RedisConnectionOptions extends ClientOptions {
  readonly log: Log;
  readonly clock: Clock;
}

/** The commands that are used, the same for one server and for a Cluster. */
export interface RedisCommands {
  evalSha(sha: string, options: ScriptInput): Promise<unknown>;
  eval(text: string, options: ScriptInput): Promise<unknown>;
  hmGet(key: string, fields: string[]): Promise<(string | null)[]>;
  zRem(key: string, member: string): Promise<number>;
  zRange(key: string, start: number, stop: number): Promise<string[]>;
  zRangeWithScores(
    key: string,
    start: number,
    stop: number,
    options: { REV: true },
  ): Promise<{ value: string; score: number }[]>;
  zRandMemberCount(key: string, count: number): Promise<string[]>;
  hLen(key: string): Promise<number>;
  hGetAll(key: string): Promise<Record<string, string>>;
  hDel(key: string, fields: string[]): Promise<number>;
  publish(channel: string, message: string): Promise<number>;
  sPublish(channel: string, message: string): Promise<number>;
}

/** A call of a script for which several requests wait. */
export interface ScriptBatch {
  readonly keys: string[];
  readonly args: readonly (string | number)[];
  /** How many requests wait. */
  readonly requests: number;
}

/** The connection is there, but the settings are not compared yet. */
const UNMET = "settings not compared yet";
/** Milliseconds between two checks whether it answers in time again. */
const LOOK = 1000;
/** Most different reasons that are logged for one loss. */
const MAX_REASONS = 20;

interface ScriptInput {
  readonly keys: string[];
  readonly arguments: string[];
}

/**
 * The connection to Redis or to a Cluster. While it is open it reconnects by
 * itself; meanwhile requests are refused at once.
 */
export class RedisConnection {
  /** Logs records that GIM did not write. */
  readonly unreadable: UnreadableRecords;
  #client: RedisClient;
  /** Is it a Cluster, in which all keys of a command have to be in one slot? */
  readonly isCluster: boolean;
  #timeout: number;
  #log: Log;
  #reason: string | undefined = "not connected yet";
  /** The reasons that were logged since the connection was lost. */
  #loggedReasons = new Set<string>();
  #refusals: RefusalWatch;
  #clock: Clock;
  #punctuality: Punctuality;
  #looking: Timer | undefined;
  /** Why it may not be used yet; undefined if it may. */
  #barred: string | undefined;
  #greet: (() => void) | undefined;
  #tried = Promise.withResolvers<void>();
  #closed = false;
  #stopConnecting: () => void;

  constructor(options: RedisConnectionOptions) {
    this.isCluster = options.urls.length > 1;
    this.#timeout = options.timeout;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#punctuality = new Punctuality(options.clock.elapsed);
    this.unreadable = new UnreadableRecords(options.log);
    this.#refusals = new RefusalWatch({
      log: this.#log,
      clock: this.#clock,
      look: () => this.script(SCRIPTS.look, [LOOK_KEY], []),
    });
    this.#client = openClient(options);
    this.#client.on("error", (fault: unknown) => this.#lost(fault));
    this.#client.on("ready", () => this.#found());
    this.#stopConnecting = keepConnecting({
      client: this.#client,
      clock: this.#clock,
      onFound: () => this.#found(),
      onLost: (fault) => this.#lost(fault),
    });
  }

  /** Why Redis is out of reach; undefined if it is not. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Why Redis refuses commands, in a word; undefined if it does not. */
  get refusal(): string | undefined {
    return this.#refusals.word;
  }

  /**
   * Reports that Redis has been answering too late; undefined if it has not.
   */
  get lateness(): string | undefined {
    if (!this.#punctuality.isLate) return undefined;
    const { asked, late } = this.#punctuality.counts();
    return `${late} of ${asked} requests of the last 10 s had no answer within ${this.#timeout} ms`;
  }

  /** Why Redis is not used although it answers; undefined if it is used. */
  get barred(): string | undefined {
    return this.#barred;
  }

  /** Settles after the first attempt to connect, successful or not. */
  get tried(): Promise<void> {
    return this.#tried.promise;
  }

  /**
   * From now on, after each connect, `greet` is called and has to call
   * {@linkcode RedisConnection.admit}; until then requests are refused.
   */
  guard(greet: () => void): void {
    this.#greet = greet;
    this.#barred = UNMET;
  }

  /** Lets requests use it. */
  admit(): void {
    this.#barred = undefined;
  }

  /** Refuses everything except {@linkcode RedisConnection.introduce}. */
  bar(problem: string): void {
    this.#barred = problem;
  }

  /** Runs a script even while requests are refused. @throws {ReplyError} 503 */
  introduce<T>(
    script: Script,
    keys: string[],
    args: readonly (string | number)[],
  ): Promise<T> {
    return this.#answer(scripted<T>(script, keys, args));
  }

  /**
   * Runs commands; settles within the timeout.
   *
   * @param requests how many requests wait for the answer
   *
   * @throws {Unsettled} the commands had been sent and may have taken effect
   *
   * @throws {ReplyError} 503
   */
  async run<T>(
    work: (redis: RedisCommands) => Promise<T>,
    requests = 1,
  ): Promise<T> {
    if (this.#barred !== undefined) throw new OutOfReach();
    return await this.#answer(work, requests);
  }

  /** Runs a script, which is atomic. @throws {ReplyError} 503 */
  script<T>(
    script: Script,
    keys: string[],
    args: readonly (string | number)[],
  ): Promise<T> {
    return this.run(scripted<T>(script, keys, args));
  }

  /** Runs a script for several requests. @throws as `run` */
  batch<T>(
    script: Script,
    { keys, args, requests }: ScriptBatch,
  ): Promise<T> {
    return this.run(scripted<T>(script, keys, args), requests);
  }

  /**
   * The error for a fault that a script has caught, as `run` would throw it.
   */
  faultOf(error: string): unknown {
    return this.#refusal(new Error(error), 1);
  }

  /** Closes it when the open requests are answered or too late. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#refusals.stop();
    this.#stopConnecting();
    this.#clock.cancel(this.#looking);
    if (this.#reason !== undefined) return this.#client.destroy();
    const closed = this.#client.close().catch(() => {});
    await within(closed, this.#patience, () => this.#client.destroy());
  }

  get #patience(): Patience {
    return { ms: this.#timeout, clock: this.#clock };
  }

  async #answer<T>(
    work: (redis: RedisCommands) => Promise<T>,
    requests = 1,
  ): Promise<T> {
    try {
      const done = work(this.#client as unknown as RedisCommands);
      const answer = await within(done, this.#patience, this.#late);
      this.#note(true, requests);
      return answer;
    } catch (fault) {
      throw this.#refusal(fault, requests);
    }
  }

  #late = (): never => {
    throw new Error(`no answer within ${this.#timeout} ms`);
  };

  #found(): void {
    if (this.#reason === undefined || this.#closed) return;
    this.#reason = undefined;
    this.#loggedReasons.clear();
    this.#punctuality.forget();
    this.#log.info("redis reached");
    this.#tried.resolve();
    this.#greet?.();
  }

  #lost(fault: unknown): void {
    if (this.#closed) return;
    const reason = reasonOf(fault);
    this.#reason = reason;
    if (this.#greet !== undefined) this.bar(UNMET);
    this.#tried.resolve();
    // With several servers, each reports its own reason again and again.
    if (
      this.#loggedReasons.has(reason) ||
      this.#loggedReasons.size === MAX_REASONS
    ) return;
    this.#loggedReasons.add(reason);
    this.#log.warn("redis lost", { reason });
  }

  #refusal(fault: unknown, requests: number): unknown {
    if (fault instanceof ReplyError) return fault;
    const refusal = refusalWord(fault);
    if (refusal !== undefined) this.#refusals.note(refusal, reasonOf(fault));
    else if (isOurs(fault)) return withoutArguments(fault);
    this.#log.debug("storage out of reach", { reason: reasonOf(fault) });
    const wasSent = refusal === undefined && !wasNotSent(fault);
    if (!wasSent) return new OutOfReach();
    this.#note(false, requests);
    return new Unsettled();
  }

  /** When no requests come, as the node is not ready, it checks by itself. */
  #note(inTime: boolean, requests: number): void {
    const before = this.#punctuality.isLate;
    this.#punctuality.note(inTime, requests);
    const isLate = this.#punctuality.isLate;
    if (isLate === before || this.#closed) return;
    if (isLate) {
      this.#log.warn("redis answers too late", this.#punctuality.counts());
      this.#lookSoon();
    } else this.#log.info("redis answers in time again");
  }

  #lookSoon(): void {
    this.#clock.cancel(this.#looking);
    this.#looking = this.#clock.after(LOOK, async () => {
      await this.script(SCRIPTS.look, [LOOK_KEY], []).catch(() => {});
      if (this.#punctuality.isLate && !this.#closed) this.#lookSoon();
    });
  }
}

function scripted<T>(
  { sha, text }: Script,
  keys: string[],
  args: readonly (string | number)[],
): (redis: RedisCommands) => Promise<T> {
  const input = { keys, arguments: args.map(String) };
  return (redis) =>
    redis.evalSha(sha, input).catch((fault) => {
      if (!/^NOSCRIPT/.test(textOf(fault))) throw fault;
      return redis.eval(text, input);
    }) as Promise<T>;
}
