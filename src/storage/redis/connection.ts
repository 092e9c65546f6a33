import type { Clock, Timer } from "../../base/clock.ts";
import { ReplyError } from "../../base/errors.ts";
import { answered } from "../../base/within.ts";
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
import { OpenRequests } from "./open_requests.ts";
import { keepConnecting } from "./keep_connecting.ts";
import { Punctuality } from "./punctuality.ts";
import { RefusalWatch } from "./refusal_watch.ts";
import { OutOfReach, Unsettled } from "../shared/out_of_reach.ts";
import { type Script, SCRIPTS, UNREADABLE } from "./scripts.ts";
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
  hScan(
    key: string,
    cursor: string,
    options: { COUNT: number },
  ): Promise<{
    cursor: string;
    entries: readonly { field: string; value: string }[];
  }>;
  hDel(key: string, fields: string[]): Promise<number>;
  del(keys: string[]): Promise<number>;
  publish(channel: string, message: string): Promise<number>;
  sPublish(channel: string, message: string): Promise<number>;
}

/** One server, with all keys or some of them. */
export interface KeyServer {
  scan(
    cursor: string,
    options: { MATCH: string; COUNT: number },
  ): Promise<{ cursor: string; keys: string[] }>;
  /** What a server says about itself, of one section. */
  info(section: "memory"): Promise<string>;
}

/** The servers of a Cluster, each with some of the keys. */
interface ClusterServers {
  readonly masters: readonly object[];
  nodeClient(master: object): Promise<KeyServer> | KeyServer;
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
/** Why a key cannot be read that another program has written. */
const OTHER_KIND = new Error("of another kind");
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
  #endClient: () => Promise<void>;
  #open = new OpenRequests();
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
  #onFound: (() => void) | undefined;
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
    const { client, end } = openClient(options);
    this.#client = client;
    this.#endClient = end;
    this.#client.on("error", (fault: unknown) => this.#lost(fault));
    this.#client.on("ready", () => this.#found());
    this.#client.on("node-ready", () => this.#onFound?.());
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

  /**
   * From now on `onFound` is called after each connect, to any server of a
   * Cluster, and before any request: the server may be another one than before,
   * and have less.
   */
  watch(onFound: () => void): void {
    this.#onFound = onFound;
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
    return this.#answer(this.#scripted<T>(script, keys, args));
  }

  /**
   * Runs commands; settles within the timeout, or a moment later.
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
    return this.run(this.#scripted<T>(script, keys, args));
  }

  /** Runs a script for several requests. @throws as `run` */
  batch<T>(
    script: Script,
    { keys, args, requests }: ScriptBatch,
  ): Promise<T> {
    return this.run(this.#scripted<T>(script, keys, args), requests);
  }

  #scripted<T>(
    { sha, text }: Script,
    keys: string[],
    args: readonly (string | number)[],
  ): (redis: RedisCommands) => Promise<T> {
    const input = { keys, arguments: args.map(String) };
    return async (redis) => {
      const answer = await redis.evalSha(sha, input).catch((fault) => {
        if (!/^NOSCRIPT/.test(textOf(fault))) throw fault;
        return redis.eval(text, input);
      });
      return this.#told<T>(answer);
    };
  }

  /** What a script answers, whatever else it tells; see `beside.lua`. */
  #told<T>(answer: unknown): T {
    if (!Array.isArray(answer) || answer[0] !== UNREADABLE) return answer as T;
    const [, keys, itself] = answer as [string, string[], T];
    for (const key of keys) this.unreadable.note(key, OTHER_KIND);
    return itself;
  }

  /** The servers that have keys, one after the other all of them. */
  async servers(): Promise<KeyServer[]> {
    if (!this.isCluster) return [this.#client as unknown as KeyServer];
    const cluster = this.#client as unknown as ClusterServers;
    return await Promise.all(
      cluster.masters.map((master) => cluster.nodeClient(master)),
    );
  }

  /**
   * The error for a fault that a script has caught, as `run` would throw it.
   */
  faultOf(error: string): unknown {
    return this.#refusal(new Error(error), 1);
  }

  /**
   * Closes it when the open requests are answered or too late, at once while
   * Redis is lost. When this settles nothing of it is left.
   */
  async close(): Promise<void> {
    this.#closed = true;
    this.#refusals.stop();
    this.#stopConnecting();
    this.#clock.cancel(this.#looking);
    if (this.#reason === undefined) await this.#open.none();
    await this.#endClient();
  }

  async #answer<T>(
    work: (redis: RedisCommands) => Promise<T>,
    requests = 1,
  ): Promise<T> {
    if (this.#closed) throw new OutOfReach();
    this.#open.begin();
    try {
      const done = work(this.#client as unknown as RedisCommands);
      const patience = { ms: this.#timeout, clock: this.#clock };
      const answer = await answered(done, patience, this.#late);
      this.#note(true, requests);
      return answer;
    } catch (fault) {
      throw this.#refusal(fault, requests);
    } finally {
      this.#open.end();
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
    this.#onFound?.();
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
