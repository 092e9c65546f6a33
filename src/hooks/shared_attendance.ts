import type { Clock, Timer } from "../base/clock.ts";
import type { Message } from "../domain/model.ts";
import { ALIVE } from "../nodes/beats.ts";
import type { Views } from "../protocol/views.ts";
import type { RedisConnection } from "../storage/redis/connection.ts";
import { NODES_KEY } from "../storage/redis/keys.ts";
import { argsOf } from "../storage/redis/redis_outbox.ts";
import { type Script, SCRIPTS } from "../storage/redis/scripts.ts";
import type { HookEvent, Outbox } from "../storage/outbox.ts";
import type { Attendance } from "./attendance.ts";
import type { MissedSearch } from "./missed_search.ts";
import type { Recorder } from "./recorder.ts";
import { undeliveredEvent } from "./undelivered_event.ts";

/** Milliseconds between two looks at who has stayed away. */
const LOOK = 1000;
/** Calls of scripts that are under way together. */
const TOGETHER = 100;
/** Users who are looked at together. */
const AT_ONCE = 200;
/** Calls that are tried again while Redis is out of reach; the oldest go. */
export const MAX_HELD = 10_000;

/** What {@linkcode SharedAttendance} needs. */
export interface SharedAttendanceOptions {
  readonly connection: Pick<RedisConnection, "script" | "reason">;
  /** The name of this node. */
  readonly node: string;
  readonly search: Pick<MissedSearch, "of">;
  readonly outbox: Pick<Outbox, "cameBack" | "withdraw" | "noteDropped">;
  readonly recorder: Pick<Recorder, "wants" | "eventOf" | "recorded">;
  readonly views: Views;
  /** Those who are connected to this node. */
  readonly userIds: () => Iterable<string>;
  readonly isOnline: (userId: string) => boolean;
  /** Milliseconds of `--offline-delay`. */
  readonly delay: number;
  /** Most events that wait. */
  readonly backlog: number;
  readonly clock: Pick<Clock, "after" | "cancel">;
  /** Unix time in milliseconds, by the clock all nodes share. */
  readonly now: () => number;
  readonly onFault: (fault: unknown) => void;
}

/** A call of a script, which is made until it succeeds. */
interface Call {
  readonly script: Script;
  readonly args: readonly (string | number)[];
  /** What follows them. */
  events: readonly HookEvent[];
  /** Resolved when it has succeeded, or failed for the first time. */
  readonly tried: PromiseWithResolvers<void>;
}

/**
 * {@linkcode Attendance} over all nodes of a Redis. Who is where is written down
 * in Redis, where each step and its event are one. Calls of this node are made
 * in their order.
 */
export class SharedAttendance implements Attendance {
  #options: SharedAttendanceOptions;
  #prefix = `evt_${crypto.randomUUID().replaceAll("-", "")}_p`;
  #count = 0;
  #calls: Call[] = [];
  #isCalling = false;
  #last: Promise<void> | undefined;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: SharedAttendanceOptions) {
    this.#options = options;
  }

  get written(): Promise<void> | undefined {
    return this.#last;
  }

  start(): void {
    this.#look();
  }

  appeared(userId: string): void {
    this.#announce([userId]);
  }

  disappeared(userId: string, unconfirmed: readonly Message[]): void {
    this.#callAbout(SCRIPTS.presentWent, userId, unconfirmed);
  }

  missed(userId: string, message: Message): void {
    const { recorder, isOnline } = this.#options;
    if (!recorder.wants("message.undelivered") || isOnline(userId)) return;
    this.#callAbout(SCRIPTS.presentMissed, userId, [message]);
  }

  seen(userId: string): void {
    const { outbox, onFault } = this.#options;
    outbox.cameBack(userId).catch(onFault);
  }

  recalled(userId: string, messageId: string): void {
    const { outbox, onFault } = this.#options;
    outbox.withdraw(messageId, userId).catch(onFault);
  }

  forget(userId: string): void {
    for (const call of this.#calls) {
      call.events = call.events.filter(({ about }) => !about.includes(userId));
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#options.clock.cancel(this.#timer);
  }

  #announce(userIds: readonly string[]): void {
    const { node, backlog, recorder } = this.#options;
    const isTold = recorder.wants("user.online") ? 1 : 0;
    const users = userIds.flatMap((userId) => [userId, this.#nextId()]);
    this.#call(SCRIPTS.presentCame, ["", node, backlog, isTold, ...users]);
  }

  /** Calls one of the scripts about somebody who is not here. */
  #callAbout(
    script: Script,
    userId: string,
    messages: readonly Message[],
  ): void {
    const { node, backlog, delay, recorder, views, now } = this.#options;
    const told = recorder.wants("message.undelivered") ? messages : [];
    const about = { views, delay, now: now() };
    const events = told.map((message) =>
      recorder.eventOf(undeliveredEvent(message, userId, about))
    );
    const args = ["", node, backlog, ALIVE, delay, userId];
    this.#call(script, args, events);
  }

  #nextId(): string {
    return this.#prefix + (++this.#count).toString(36);
  }

  #call(
    script: Script,
    args: Call["args"],
    events: readonly HookEvent[] = [],
  ): void {
    const tried = Promise.withResolvers<void>();
    const last = tried.promise;
    this.#last = last;
    void last.then(() => {
      if (this.#last === last) this.#last = undefined;
    });
    this.#calls.push({ script, args, events, tried });
    if (this.#calls.length > MAX_HELD) this.#calls.shift()?.tried.resolve();
    if (!this.#isCalling) void this.#callAll();
  }

  async #callAll(): Promise<void> {
    const { recorder, onFault } = this.#options;
    this.#isCalling = true;
    try {
      while (this.#calls.length > 0 && !this.#stopped) {
        const some = this.#calls.slice(0, TOGETHER);
        await Promise.all(some.map((call) => this.#make(call)));
        this.#calls = this.#calls.filter((call) => !some.includes(call));
      }
      recorder.recorded();
    } catch (fault) {
      // Made again at the next look; no reply waits for that.
      for (const { tried } of this.#calls) tried.resolve();
      onFault(fault);
    } finally {
      this.#isCalling = false;
    }
  }

  async #make({ script, args, events, tried }: Call): Promise<void> {
    const { connection, outbox } = this.#options;
    try {
      const dropped = await connection.script<number>(
        script,
        [NODES_KEY],
        [...args, ...events.flatMap(waitingArgs)],
      );
      outbox.noteDropped?.(dropped);
    } finally {
      tried.resolve();
    }
  }

  #look(): void {
    if (this.#stopped) return;
    const { clock, connection, onFault } = this.#options;
    this.#timer = clock.after(LOOK, () => this.#look());
    if (connection.reason !== undefined) return;
    if (this.#calls.length > 0 && !this.#isCalling) void this.#callAll();
    this.#sweep().catch(onFault);
  }

  async #sweep(): Promise<void> {
    const { connection, node, backlog, delay, recorder, outbox, onFault } =
      this.#options;
    const isTold = recorder.wants("user.offline") ? 1 : 0;
    const args = ["", node, backlog, ALIVE, delay, isTold, AT_ONCE];
    for (let more = 1; more === 1 && !this.#stopped;) {
      const answer = await connection.script<
        [number, number, string[], number]
      >(
        SCRIPTS.presentSweep,
        [NODES_KEY],
        [...args, `${this.#nextId()}_`],
      );
      more = answer[1];
      outbox.noteDropped?.(answer[3]);
      if (answer[0] === 0) this.#announceAll();
      for (let at = 0; at < answer[2].length; at += 2) {
        const [userId = "", beat = ""] = answer[2].slice(at);
        await this.#lookForMissed(userId, Number(beat)).catch(onFault);
      }
    }
    recorder.recorded();
  }

  /** The other nodes thought that this one was dead, or Redis is a new one. */
  #announceAll(): void {
    const all = [...this.#options.userIds()];
    for (let at = 0; at < all.length; at += AT_ONCE) {
      this.#announce(all.slice(at, at + AT_ONCE));
    }
  }

  /** A user of a node that has died, which alone knew what had arrived. */
  async #lookForMissed(userId: string, until: number): Promise<void> {
    const { recorder, search } = this.#options;
    if (!recorder.wants("message.undelivered")) return;
    for (const message of await search.of(userId, until)) {
      this.missed(userId, message);
    }
  }
}

/** An event that waits, as the scripts about somebody take it. */
function waitingArgs(event: HookEvent): (string | number)[] {
  const [id = "", json = "", , , messageId = ""] = argsOf(event);
  return [id, json, messageId];
}
