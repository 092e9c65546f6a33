import type { Clock } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import { atMost } from "../base/within.ts";
import type { Log } from "../observe/log.ts";
import type { RedisConnection } from "../storage/redis/connection.ts";
import { onKey } from "../storage/redis/keys.ts";
import {
  type ClientOptions,
  longestSilence,
  openClient,
  type RedisClient,
} from "../storage/redis/open_client.ts";
import { keepConnecting } from "../storage/redis/keep_connecting.ts";
import { reasonOf, refusalWord } from "../storage/redis/redis_fault.ts";
import { SCRIPTS } from "../storage/redis/scripts.ts";
import { CoalescedRun } from "./coalesced_run.ts";

/** What {@linkcode RedisBus} needs. */
export interface RedisBusOptions extends ClientOptions {
  /** The name of this node. */
  readonly node: string;
  /** Publications go over the storage's connection. */
  readonly connection: RedisConnection;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with each publication on a channel that this node listens to. */
  readonly onNews: (channel: string, text: string) => void;
  /**
   * Called when the bus is lost, and when it is found: what is heard from then
   * on may come from a server that has less than the one before.
   */
  readonly onBreak: () => void;
  /**
   * Called when the bus is back: publications of the last `lostFor`
   * milliseconds may have been missed.
   */
  readonly onBack: (lostFor: number) => void;
}

/** Milliseconds until what Redis refuses is tried again. */
const PAUSE = 100;
/** Most publications without an answer; further ones are dropped. */
const MAX_UNANSWERED = 10_000;
/** Most channels in one command. */
const AT_ONCE = 1000;

/**
 * Carries texts between nodes: it listens on a connection of its own, and
 * publishes over the storage's. After a loss it reconnects, listens to all
 * channels again, and says since when something may have been missed.
 */
export class RedisBus {
  #options: RedisBusOptions;
  #client: RedisClient;
  #endClient: () => Promise<void>;
  #isCluster: boolean;
  #sharded = true;
  #lostAt: number | undefined;
  #ready = false;
  #closed = false;
  #stopConnecting: () => void;
  #wanted = new Set<string>();
  #heard = new Set<string>();
  /** Channels to check: are they wanted, and are they listened to? */
  #changed = new Set<string>();
  #flushes = new CoalescedRun(() => this.#flush());
  #unanswered = 0;
  #dropped = 0;
  /**
   * Why Redis refuses to let it listen, in a word; undefined while it does not.
   */
  #refusal: string | undefined;
  /** Is it to be found again, though the connection is there? */
  #findsAgain = false;
  #wakes = new Set<() => void>();

  constructor(options: RedisBusOptions) {
    this.#options = options;
    this.#isCluster = options.urls.length > 1;
    const { client, end } = openClient(options);
    this.#client = client;
    this.#endClient = end;
    this.#client.on("error", (fault: unknown) => this.#lost(fault));
    this.#client.on("ready", () => this.#found());
    this.#client.on("node-ready", () => this.#found());
    this.#client.on("node-error", (fault: unknown) => this.#lost(fault));
    this.#stopConnecting = keepConnecting({
      client: this.#client,
      clock: this.#options.clock,
      onFound: () => this.#found(),
      onLost: (fault) => this.#lost(fault),
    });
  }

  /** Does it get publications? */
  get ready(): boolean {
    return this.#ready;
  }

  /** Why it gets no publications; undefined while it does. */
  get problem(): string | undefined {
    if (this.#refusal !== undefined) return `refuses: ${this.#refusal}`;
    return this.#ready ? undefined : "out of reach";
  }

  /** How many publications other nodes did not get, as far as is known. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How many channels it listens to. */
  get channels(): number {
    return this.#wanted.size;
  }

  listen(channel: string): void {
    this.#wanted.add(channel);
    this.#look(channel);
  }

  unlisten(channel: string): void {
    this.#wanted.delete(channel);
    this.#look(channel);
  }

  /**
   * Settles when it listens to all channels asked for so far, or after the
   * timeout, or at once while Redis is out of reach or refuses.
   */
  async settled(): Promise<void> {
    const { clock, timeout } = this.#options;
    const end = clock.elapsed() + timeout;
    for (;;) {
      const { running } = this.#flushes;
      if (this.problem !== undefined || running === undefined) return;
      const ms = end - clock.elapsed();
      if (ms <= 0) return;
      await atMost(running, { ms, clock });
    }
  }

  /** Publishes to all who listen. What cannot be published now is dropped. */
  publish(channel: string, text: string): void {
    this.#tell((connection) =>
      connection.run((redis) =>
        this.#sharded
          ? redis.sPublish(channel, text)
          : redis.publish(channel, text)
      )
    );
  }

  /** The same, but only if another node has an entry for the user. */
  publishTo(userId: string, channel: string, text: string): void {
    const args = [this.#options.node, channel, text];
    this.#tell((connection) =>
      connection.script(SCRIPTS.tell, [onKey(userId)], args)
    );
  }

  /** Hears nothing more. When this settles nothing of it is left. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopConnecting();
    this.#ready = false;
    for (const wake of this.#wakes) wake();
    await this.#endClient();
  }

  #tell(run: (connection: RedisConnection) => Promise<unknown>): void {
    const { connection, log } = this.#options;
    const isLost = connection.reason !== undefined;
    if (isLost || this.#unanswered >= MAX_UNANSWERED) {
      this.#dropped++;
      return;
    }
    this.#unanswered++;
    run(connection).catch((fault) => {
      this.#dropped++;
      log.debug("not published", { fault: describeFault(fault) });
    }).finally(() => this.#unanswered--);
  }

  #lost(fault: unknown): void {
    if (this.#closed) return;
    if (this.#ready) {
      this.#options.log.warn("bus lost", { reason: reasonOf(fault) });
      this.#options.onBreak();
    }
    this.#ready = false;
    // Redis closes a connection that listens to what it no longer may, and
    // refuses the client that comes back to listen to the same.
    this.#refusal = refusalWord(fault);
    const { clock, timeout } = this.#options;
    // So long may nothing have come through, and a node's time may be behind.
    this.#lostAt ??= clock.elapsed() - longestSilence(timeout) - timeout;
  }

  async #found(): Promise<void> {
    if (this.#closed || this.#ready) return;
    try {
      this.#sharded = this.#isCluster || await this.#knowsSharded();
      if (this.#closed || this.#ready) return;
    } catch (fault) {
      this.#lost(fault);
      return await this.#findAgain();
    }
    this.#ready = true;
    this.#refusal = undefined;
    this.#options.log.info("bus reached");
    this.#options.onBreak();
    await this.#start();
    const lostAt = this.#lostAt;
    if (lostAt === undefined || !this.#ready) return;
    this.#lostAt = undefined;
    const { clock, onBack } = this.#options;
    onBack(clock.elapsed() - lostAt);
  }

  /**
   * Redis is there and answers nothing yet, as it loads what it has stored. The
   * connection stays, so nobody else says when it does.
   */
  async #findAgain(): Promise<void> {
    if (this.#findsAgain) return;
    this.#findsAgain = true;
    await this.#pause();
    this.#findsAgain = false;
    if (this.#client.isReady) await this.#found();
  }

  /**
   * Decided as in the scripts that publish, so that both use the same channels.
   */
  async #knowsSharded(): Promise<boolean> {
    const script = "return redis.REDIS_VERSION_NUM and 1 or 0";
    return await this.#client.eval(script) === 1;
  }

  #look(channel: string): void {
    this.#changed.add(channel);
    this.#start();
  }

  #start(): Promise<void> {
    if (!this.#ready || this.#changed.size === 0) return Promise.resolve();
    return this.#flushes.ask();
  }

  async #flush(): Promise<void> {
    while (this.#changed.size > 0 && this.#ready) {
      const changed = [...this.#changed].slice(0, AT_ONCE);
      for (const each of changed) this.#changed.delete(each);
      const added = changed.filter((each) =>
        this.#wanted.has(each) && !this.#heard.has(each)
      );
      const removed = changed.filter((each) =>
        !this.#wanted.has(each) && this.#heard.has(each)
      );
      try {
        await Promise.all([this.#subscribe(added), this.#leave(removed)]);
        this.#allowed();
      } catch (fault) {
        for (const each of changed) this.#changed.add(each);
        // All channels are asked for again after a reconnect.
        if (!this.#ready) return;
        this.#refused(fault);
        await this.#pause();
      }
    }
  }

  #allowed(): void {
    if (this.#refusal !== undefined) this.#options.log.info("bus listens");
    this.#refusal = undefined;
  }

  /** It is refused again and again, and logged once. */
  #refused(fault: unknown): void {
    const { log } = this.#options;
    const [refusal, reason] = [refusalWord(fault), reasonOf(fault)];
    if (refusal === undefined) return log.debug("not subscribed", { reason });
    if (refusal !== this.#refusal) log.warn("bus refuses", { reason });
    this.#refusal = refusal;
  }

  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wakes.add(resolve);
    await atMost(promise, { ms: PAUSE, clock: this.#options.clock });
    this.#wakes.delete(resolve);
  }

  async #subscribe(channels: string[]): Promise<void> {
    if (channels.length === 0) return;
    if (!this.#sharded) {
      await this.#client.subscribe(channels, this.#onNews);
    } else if (this.#isCluster) {
      await Promise.all(
        channels.map((each) => this.#client.sSubscribe(each, this.#onNews)),
      );
    } else await this.#client.sSubscribe(channels, this.#onNews);
    for (const each of channels) this.#heard.add(each);
  }

  async #leave(channels: string[]): Promise<void> {
    if (channels.length === 0) return;
    if (!this.#sharded) await this.#client.unsubscribe(channels, this.#onNews);
    else if (this.#isCluster) {
      await Promise.all(
        channels.map((each) => this.#client.sUnsubscribe(each, this.#onNews)),
      );
    } else await this.#client.sUnsubscribe(channels, this.#onNews);
    for (const each of channels) this.#heard.delete(each);
  }

  #onNews = (text: string, channel: string): void => {
    this.#options.onNews(channel, text);
  };
}
