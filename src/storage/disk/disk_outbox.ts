import type { Moments } from "../memory/moments.ts";
import type {
  BeforeStart,
  Due,
  HookEvent,
  Outbox,
  OutboxSizes,
  Told,
  WaitingEvent,
} from "../outbox.ts";
import type { Figures } from "./batch.ts";
import type { CallQueue } from "./call_queue.ts";
import type { DueEvents, EventRow, ReadCalls, WriteCalls } from "./calls.ts";

/** What {@linkcode DiskOutbox} needs. */
export interface DiskOutboxOptions {
  readonly writes: Pick<CallQueue<WriteCalls>, "call">;
  readonly reads: Pick<CallQueue<ReadCalls>, "call">;
  readonly moments: Pick<Moments, "now">;
  /** What the thread that writes said last. */
  readonly figures: () => Figures["events"] | undefined;
}

/**
 * {@linkcode Outbox} in the storage's file. An event is due by its row, and
 * being told only in memory: after the end of the process it is due again.
 */
export class DiskOutbox implements Outbox {
  readonly recordsStored = true;
  #options: DiskOutboxOptions;
  /** The rows of the events that are being told, until that is written. */
  #taken = new Map<string, number>();
  #oldest: number | undefined;
  /** Settled since the read began that is under way, which may not know it. */
  #settledMeanwhile = new Set<string>();
  #isReading = false;

  constructor(options: DiskOutboxOptions) {
    this.#options = options;
  }

  get sizes(): OutboxSizes {
    const { waiting = 0, dropped = 0 } = this.#options.figures() ?? {};
    const since = waiting > 0 ? this.#oldest : undefined;
    const oldest = since === undefined ? 0 : Math.max(0, this.#now() - since);
    return { waiting, oldest, dropped };
  }

  open(): Promise<BeforeStart> {
    return this.#options.writes.call("openEvents");
  }

  async setPresent(userId: string, isPresent: boolean): Promise<void> {
    await this.#options.writes.call("setPresent", userId, isPresent);
  }

  async add(events: readonly HookEvent[]): Promise<void> {
    await this.#options.writes.call("addEvents", events);
  }

  async take(count: number): Promise<Due> {
    const now = this.#now();
    const wanted = count + this.#taken.size;
    this.#settledMeanwhile.clear();
    this.#isReading = true;
    try {
      const due = await this.#options.reads.call("dueEvents", now, wanted);
      // Nothing is awaited in between: what is settled then would be taken again.
      return this.#choose(due, count, now);
    } finally {
      this.#isReading = false;
    }
  }

  async settle(told: readonly Told[]): Promise<void> {
    const settled = told.flatMap((one) => {
      const number = this.#taken.get(one.id);
      if (number === undefined) return [];
      if (one.over) return [{ number }];
      return [{ number, pause: Math.ceil(one.pause), answer: one.answer }];
    });
    try {
      await this.#options.writes.call("settleEvents", settled);
    } finally {
      for (const { id } of told) {
        this.#taken.delete(id);
        if (this.#isReading) this.#settledMeanwhile.add(id);
      }
    }
  }

  async cameBack(userId: string): Promise<void> {
    await this.#options.writes.call("withdrawEvents", userId);
  }

  async withdraw(messageId: string, userId: string): Promise<void> {
    await this.#options.writes.call("withdrawEvents", userId, messageId);
  }

  async forget(userId: string): Promise<void> {
    await this.#options.writes.call("forgetEvents", userId);
  }

  async list(count: number): Promise<readonly WaitingEvent[]> {
    const now = this.#now();
    const rows = await this.#options.reads.call("listEvents", count);
    this.#oldest = rows[0]?.since;
    return rows.map((row) => this.#shown(row, now));
  }

  retry(id: string): Promise<boolean> {
    return this.#options.writes.call("retryEvent", id);
  }

  #choose(
    { rows, next, oldest }: DueEvents,
    count: number,
    now: number,
  ): Due {
    this.#oldest = oldest;
    const free = rows.filter(({ id }) =>
      !this.#taken.has(id) && !this.#settledMeanwhile.has(id)
    );
    const events = free.slice(0, count).map((row) => {
      this.#taken.set(row.id, row.number);
      const { id, type, at, about, data, tries, since } = row;
      return { id, type, at, about, data, tries, age: now - since };
    });
    if (free.length > count) return { events, next: 0 };
    return { events, next: next === undefined ? next : next - now };
  }

  #shown(row: EventRow, now: number): WaitingEvent {
    const { id, type, at, tries, due, answer } = row;
    const dueIn = this.#taken.has(id) ? 0 : Math.max(0, due - now);
    return { id, type, at, tries, dueIn, answer: answer ?? undefined };
  }

  #now(): number {
    return this.#options.moments.now().steady;
  }
}
