import type { Clock, Timer } from "../../base/clock.ts";
import type { HookType } from "../../domain/hook_types.ts";
import type {
  Due,
  HookEvent,
  Outbox,
  OutboxSizes,
  TakenEvent,
  Told,
  WaitingEvent,
} from "../outbox.ts";
import type { RedisConnection } from "./connection.ts";
import { EVENTS_KEY, NODES_KEY } from "./keys.ts";
import { SCRIPTS } from "./scripts.ts";

/**
 * Milliseconds for which an event is taken; renewed while it is being told. A
 * node that dies loses it after that.
 */
export const LEASE = 8000;
/** Milliseconds between two renewals, so that one may fail. */
const RENEWED = 3000;
/** Milliseconds until other nodes' events are looked at. */
const LOOK = 1000;
/** Events that are added by one script. */
const AT_ONCE = 500;
/** Events that are looked at together when a user is erased. */
const SCANNED = 500;

/** What {@linkcode RedisOutbox} needs. */
export interface RedisOutboxOptions {
  readonly connection: RedisConnection;
  /** Most events that wait, of all nodes. */
  readonly backlog: number;
  readonly clock: Pick<Clock, "after" | "cancel" | "nextTurn">;
  /** Unix time in milliseconds; undefined: that of Redis. */
  readonly now?: (() => number) | undefined;
}

/** An event in Redis, by its id. */
interface Kept {
  readonly type: HookType;
  readonly at: number;
  readonly about: readonly string[];
  readonly data: object;
}

interface Adding {
  readonly event: HookEvent;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * {@linkcode Outbox} in Redis, shared by all nodes. Who takes an event has it
 * for some seconds, and renews that while it tells it. When a node dies its
 * events are due again after that, for any other one.
 */
export class RedisOutbox implements Outbox {
  #options: RedisOutboxOptions;
  /** Events that go over together at the end of this turn. */
  #adding: Adding[] = [];
  #isAdding = false;
  #taken = new Set<string>();
  #timer: Timer | undefined;
  #stopped = false;
  #waiting = 0;
  #oldest: number | undefined;
  #time = 0;
  #dropped = 0;

  constructor(options: RedisOutboxOptions) {
    this.#options = options;
  }

  get sizes(): OutboxSizes {
    const since = this.#oldest;
    const oldest = since === undefined ? 0 : Math.max(0, this.#time - since);
    return { waiting: this.#waiting, oldest, dropped: this.#dropped };
  }

  async add(events: readonly HookEvent[]): Promise<void> {
    const all = events.map((event): Promise<void> => {
      const done = Promise.withResolvers<void>();
      this.#adding.push({ event, done });
      return done.promise;
    });
    if (!this.#isAdding) {
      this.#isAdding = true;
      this.#options.clock.nextTurn(() => void this.#addAll());
    }
    await Promise.all(all);
  }

  async take(count: number): Promise<Due> {
    const [time, waiting, next, oldest, taken] = await this.#script<
      [string, string, string, string, string[]]
    >("eventsTake", [this.#given(), count, LEASE]);
    this.#note(time, waiting, oldest);
    const events: TakenEvent[] = [];
    for (let at = 0; at < taken.length; at += 4) {
      const [id = "", json = "", state = "", since = ""] = taken.slice(at);
      const { type, at: when, about, data }: Kept = JSON.parse(json);
      const tries = Number.parseInt(state) || 0;
      const age = Math.max(0, Number(time) - Number(since));
      events.push({ id, type, at: when, about, data, tries, age });
      this.#taken.add(id);
    }
    this.#renewLater();
    const untilNext = next === "" ? LOOK : Number(next) - Number(time);
    return { events, next: Math.min(LOOK, Math.max(0, untilNext)) };
  }

  async settle(told: readonly Told[]): Promise<void> {
    for (const { id } of told) this.#taken.delete(id);
    await this.#script("eventsSettle", [
      this.#given(),
      ...told.flatMap((one) =>
        one.over ? [one.id, "", ""] : [one.id, Math.ceil(one.pause), one.answer]
      ),
    ]);
  }

  async cameBack(userId: string): Promise<void> {
    await this.#change("withdraw", userId, "");
  }

  async withdraw(messageId: string, userId: string): Promise<void> {
    await this.#change("withdraw", userId, messageId);
  }

  async forget(userId: string): Promise<void> {
    const { connection } = this.#options;
    let cursor = "0";
    do {
      const page = await connection.run((redis) =>
        redis.hScan(EVENTS_KEY, cursor, { COUNT: SCANNED })
      );
      cursor = String(page.cursor);
      const ids = page.entries
        .filter(({ value }) => aboutOf(value).includes(userId))
        .map(({ field }) => field);
      if (ids.length > 0) await this.#change("remove", ...ids);
    } while (cursor !== "0");
  }

  async list(count: number): Promise<readonly WaitingEvent[]> {
    const [time, waiting, oldest, listed] = await this.#script<
      [string, string, string, string[]]
    >("eventsList", [this.#given(), count]);
    this.#note(time, waiting, oldest);
    const events: WaitingEvent[] = [];
    for (let at = 0; at < listed.length; at += 4) {
      const [id = "", json = "", state = "", due = ""] = listed.slice(at);
      if (json === "") continue;
      const { type, at: when }: Kept = JSON.parse(json);
      const [, tries = "0", answer] = /^(\d+) (.*)$/s.exec(state) ?? [];
      const isTaken = this.#taken.has(id);
      const dueIn = isTaken ? 0 : Math.max(0, Number(due) - Number(time));
      events.push({ id, type, at: when, tries: Number(tries), dueIn, answer });
    }
    return events;
  }

  async retry(id: string): Promise<boolean> {
    return await this.#change("retry", id) === 1;
  }

  noteDropped(count: number): void {
    this.#dropped += count;
  }

  /** Renews nothing any more: what is taken is due for others soon. */
  stop(): void {
    this.#stopped = true;
    this.#options.clock.cancel(this.#timer);
    this.#taken.clear();
  }

  #note(time: string, waiting: string, oldest: string): void {
    this.#time = Number(time);
    this.#waiting = Number(waiting);
    this.#oldest = oldest === "" ? undefined : Number(oldest);
  }

  async #addAll(): Promise<void> {
    while (this.#adding.length > 0) {
      const some = this.#adding.splice(0, AT_ONCE);
      try {
        const args = some.flatMap(({ event }) => argsOf(event));
        const { backlog } = this.#options;
        const sent = [this.#given(), backlog, ...args];
        this.#dropped += await this.#script<number>("eventsAdd", sent);
        for (const { done } of some) done.resolve();
      } catch (fault) {
        for (const { done } of some) done.reject(fault);
      }
    }
    this.#isAdding = false;
  }

  #renewLater(): void {
    const { clock } = this.#options;
    if (this.#timer !== undefined || this.#taken.size === 0) return;
    if (this.#stopped) return;
    this.#timer = clock.after(RENEWED, () => {
      this.#timer = undefined;
      this.#renew().catch(() => {}).finally(() => this.#renewLater());
    });
  }

  async #renew(): Promise<void> {
    const still = [...this.#taken].flatMap((id) => [id, LEASE, "="]);
    if (still.length === 0) return;
    await this.#script("eventsSettle", [this.#given(), ...still]);
  }

  #change(...args: string[]): Promise<number> {
    return this.#script<number>("eventsChange", [this.#given(), ...args]);
  }

  #given(): number | "" {
    return this.#options.now?.() ?? "";
  }

  #script<T>(
    name:
      | "eventsAdd"
      | "eventsTake"
      | "eventsSettle"
      | "eventsList"
      | "eventsChange",
    args: readonly (string | number)[],
  ): Promise<T> {
    return this.#options.connection.script<T>(SCRIPTS[name], [NODES_KEY], args);
  }
}

/** An event as a script takes it. */
export function argsOf(
  { id, type, at, about, data, wait }: HookEvent,
): (string | number)[] {
  const message = (data as { message?: { id: string } }).message?.id ?? "";
  return [
    id,
    JSON.stringify({ type, at, about, data } satisfies Kept),
    wait?.delay ?? 0,
    wait?.userId ?? "",
    wait === undefined ? "" : message,
  ];
}

function aboutOf(json: string): readonly string[] {
  try {
    return (JSON.parse(json) as Kept).about;
  } catch {
    return [];
  }
}
