import type { Clock, Timer } from "../base/clock.ts";
import { atMost } from "../base/within.ts";
import { describeFault, ReplyError } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import type { RedisConnection } from "../storage/redis/connection.ts";
import { NODES_KEY, SETTINGS_KEY } from "../storage/redis/keys.ts";
import { SCRIPTS } from "../storage/redis/scripts.ts";
import {
  differencesOf,
  type NodeSettings,
  SettingsDiffer,
} from "./node_settings.ts";
import type { SharedTime } from "./shared_time.ts";

/** Milliseconds between two beats of a node. */
export const BEAT = 5000;
/** Milliseconds until a beat that failed is tried again. */
const RETRY = 100;
/** Milliseconds without a beat after which a node counts as dead. */
export const ALIVE = 15_000;
/** Milliseconds after which a dead node is removed. */
const FORGOTTEN = 3_600_000;

/** What {@linkcode Beats} needs. */
export interface BeatsOptions {
  /** The name of this node. */
  readonly node: string;
  readonly connection: RedisConnection;
  readonly clock: Clock;
  /** Learns Redis' time from each answer. */
  readonly time: Pick<SharedTime, "heard">;
  readonly log: Log;
  /**
   * Settings that must be equal on all nodes; undefined: nothing is compared.
   */
  readonly settings?: NodeSettings | undefined;
  /** Called before each periodic beat. */
  readonly onTick: () => void;
  /**
   * Called when this node had counted as dead and is alive again. It may have
   * missed news of the last `lostFor` milliseconds.
   */
  readonly onSilence: (lostFor: number) => void;
}

/** The result of the script; see its head. */
type Answer = [
  outcome: string,
  about: string,
  time: string,
  alive: string[],
  silence: string,
];

/**
 * Reports by beats that this node is alive, and knows which others are. Each
 * beat compares their settings. Until one has agreed, nothing else is asked of
 * Redis: a node with a shorter history would remove what the others keep.
 */
export class Beats {
  #options: BeatsOptions;
  #settings: string;
  #alive: ReadonlySet<string> = new Set();
  #beaten = false;
  #beating: Promise<void> | undefined;
  #first = Promise.withResolvers<void>();
  #entered = false;
  /** The settings in which other nodes differ; undefined: none. */
  #difference: string | undefined;
  #failure: string | undefined;
  /** When the last successful beat was sent, as `Clock.elapsed`. */
  #last: number | undefined;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: BeatsOptions) {
    this.#options = options;
    const { settings, connection } = options;
    this.#settings = settings === undefined ? "" : JSON.stringify(settings);
    if (settings !== undefined) connection.guard(() => this.#tick());
  }

  /** Starts beating; to be called once. */
  start(): void {
    this.#tick();
  }

  /** Did the last beat succeed? */
  get beaten(): boolean {
    return this.#beaten;
  }

  isAlive(node: string): boolean {
    return node === this.#options.node || this.#alive.has(node);
  }

  /**
   * Settles when the first beat has succeeded, or when it cannot succeed yet.
   *
   * @param ms for each of reaching Redis and beating
   *
   * @throws {SettingsDiffer}
   */
  async enter(ms: number): Promise<void> {
    const { connection, clock } = this.#options;
    await atMost(connection.tried, { ms, clock });
    if (connection.reason === undefined) {
      await atMost(this.#first.promise, { ms, clock });
    }
    if (this.#difference !== undefined) {
      throw new SettingsDiffer(this.#difference);
    }
    this.#entered = true;
  }

  /** Beats now, unless a beat is under way. */
  beat(): Promise<void> {
    this.#beating ??= this.#beatOnce()
      .finally(() => this.#beating = undefined);
    return this.#beating;
  }

  /** Reports that this node is going. */
  async stop(): Promise<void> {
    const { clock, connection, node } = this.#options;
    this.#stopped = true;
    clock.cancel(this.#timer);
    // A beat under way would add this node again.
    await this.#beating;
    if (connection.reason !== undefined) return;
    await connection.run((redis) =>
      Promise.all([
        redis.zRem(NODES_KEY, node),
        redis.hDel(SETTINGS_KEY, [`node ${node}`]),
      ])
    ).catch(() => {});
  }

  #tick(): void {
    if (this.#stopped) return;
    // First, so that there is a next beat whatever goes wrong with this one.
    const isSoon = !this.#beaten && this.#difference === undefined;
    this.#tickAfter(isSoon ? RETRY : BEAT);
    void this.beat();
    this.#options.onTick();
  }

  #tickAfter(pause: number): void {
    const { clock } = this.#options;
    clock.cancel(this.#timer);
    if (this.#stopped) return;
    this.#timer = clock.after(pause, () => this.#tick());
  }

  async #beatOnce(): Promise<void> {
    const { connection, node, clock, time } = this.#options;
    const args = this.#stopped ? ["", ALIVE, FORGOTTEN, ""] : [
      ...[node, ALIVE, FORGOTTEN],
      this.#settings,
    ];
    try {
      if (connection.reason !== undefined) throw new Error(connection.reason);
      const keys = [NODES_KEY, SETTINGS_KEY];
      const since = clock.elapsed();
      const answer = await connection.introduce<Answer>(
        ...[SCRIPTS.beat, keys, args] as const,
      );
      time.heard(Number(answer[2]), since);
      this.#take(answer);
      if (this.#beaten) this.#noteSilence(answer, since);
      this.#failure = undefined;
    } catch (fault) {
      this.#failed(fault);
    }
  }

  #take([outcome, about, , alive]: Answer): void {
    const { connection } = this.#options;
    this.#alive = new Set(alive);
    const difference = this.#differenceOf(outcome, about);
    if (difference === undefined) connection.admit();
    else connection.bar(`settings differ: ${difference}`);
    if (outcome === "taken") this.#tookOver(about);
    if (this.#entered && difference !== this.#difference) {
      this.#tell(difference);
    }
    this.#difference = difference;
    this.#beaten = difference === undefined;
    this.#first.resolve();
  }

  /** Uses the clock and the bound by which other nodes count this one as dead. */
  #noteSilence([, , , , silence]: Answer, since: number): void {
    const last = this.#last;
    this.#last = since;
    if (last === undefined) return;
    const wasDead = silence === "" || Number(silence) > ALIVE;
    if (wasDead) this.#options.onSilence(since - last);
  }

  #differenceOf(outcome: string, about: string): string | undefined {
    const { settings } = this.#options;
    if (settings === undefined) return undefined;
    if (outcome === "newer") {
      return `layout of the keys: got ${about}: expected at most ${settings.layout}, which this version knows`;
    }
    if (outcome !== "differs") return undefined;
    const differences = differencesOf(settings, JSON.parse(about));
    return `${differences.join("; ")}, as another node on this Redis has it`;
  }

  #tookOver(about: string): void {
    const { settings, log } = this.#options;
    if (settings === undefined) return;
    for (const change of differencesOf(JSON.parse(about), settings)) {
      log.warn("settings taken over: no other node is alive", { change });
    }
  }

  #tell(difference: string | undefined): void {
    const { log } = this.#options;
    if (difference === undefined) log.info("settings agree");
    else log.error("settings differ", { difference });
  }

  /**
   * The next beat is soon. A fault other than Redis being out of reach is
   * logged once.
   */
  #failed(fault: unknown): void {
    const { connection, log } = this.#options;
    if (this.#beaten) this.#tickAfter(RETRY);
    this.#beaten = false;
    if (connection.reason !== undefined) return;
    this.#first.resolve();
    if (fault instanceof ReplyError) return;
    const failure = describeFault(fault);
    if (failure !== this.#failure) log.error("beat failed", { fault: failure });
    this.#failure = failure;
  }
}
