import { BinaryHeap, Deque } from "@std/data-structures";
import type { Clock } from "../../base/clock.ts";
import type { Message } from "../../domain/model.ts";
import { partiesOfMessage } from "../../protocol/hook_data.ts";
import type {
  Due,
  HookEvent,
  OpenEvent,
  Outbox,
  OutboxSizes,
  TakenEvent,
  Told,
  WaitingEvent,
} from "../outbox.ts";

/** Most estimated bytes of the events that wait. */
export const MAX_BYTES = 128 * 1024 ** 2;
/** Estimated bytes of an event without its message's content. */
const EVENT_BYTES = 600;
/** Most milliseconds that a message is said to have waited before it is told. */
const MAX_AGE = 3_600_000;
/** Events that are gone from the heap's entries before it is built anew. */
const MAX_STALE = 1000;

/** What {@linkcode MemoryOutbox} needs. */
export interface MemoryOutboxOptions {
  readonly clock: Pick<Clock, "now" | "elapsed" | "coarse">;
  /** Most events that wait. */
  readonly backlog: number;
  readonly maxBytes?: number;
}

interface Entry {
  readonly event: HookEvent;
  readonly bytes: number;
  /** When it could be told for the first time, as the clock's `elapsed`. */
  readonly since: number;
  /** When it is due. */
  due: number;
  tries: number;
  answer: string | undefined;
  /** Is it being told? */
  taken: boolean;
  gone: boolean;
}

/**
 * {@linkcode Outbox} in memory; nothing outlives the process. A stored message
 * costs no more than its place in a line, as most of them are dropped unseen
 * where the back end is slower than the service. Of the others, what is due at
 * once is in a line, what is due later in a heap. Both may hold entries that are
 * gone, which are skipped; the map has those that wait, the oldest first.
 */
export class MemoryOutbox implements Outbox {
  #options: MemoryOutboxOptions;
  #entries = new Map<string, Entry>();
  /** Messages whose events are made when they are taken. */
  #unopened = new Deque<Message>();
  #open: OpenEvent | undefined;
  #fresh = new Deque<Entry>();
  #later = new BinaryHeap<Entry>((a, b) => a.due - b.due);
  /** Those that users may make needless. */
  #waits = new Map<string, Set<Entry>>();
  /** Entries of the heap that are gone. */
  #stale = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(options: MemoryOutboxOptions) {
    this.#options = options;
  }

  get sizes(): OutboxSizes {
    const now = this.#options.clock.elapsed();
    const [first] = this.#entries.values();
    const unopened = this.#unopened.peekFront();
    const since = Math.min(
      first?.since ?? now,
      unopened === undefined ? now : this.#sinceOf(unopened),
    );
    const waiting = this.#size;
    return { waiting, oldest: now - since, dropped: this.#dropped };
  }

  add(events: readonly HookEvent[]): undefined {
    for (const event of events) this.#add(event);
    this.#keepBound();
  }

  addStored(message: Message, open: OpenEvent): void {
    this.#open = open;
    this.#unopened.pushBack(message);
    this.#bytes += weightOf(message);
    if (this.#isOver) this.#keepBound();
  }

  take(count: number): Promise<Due> {
    const now = this.#options.clock.elapsed();
    const events: TakenEvent[] = [];
    while (events.length < count) {
      const entry = this.#nextDue(now);
      if (entry === undefined) break;
      entry.taken = true;
      this.#settleWait(entry);
      events.push(takenOf(entry, now));
    }
    return Promise.resolve({ events, next: this.#untilNext(now) });
  }

  settle(told: readonly Told[]): Promise<void> {
    const now = this.#options.clock.elapsed();
    for (const one of told) {
      const entry = this.#entries.get(one.id);
      if (entry === undefined) continue;
      if (one.over) this.#remove(entry);
      else this.#postpone(entry, now + one.pause, one.answer);
    }
    return Promise.resolve();
  }

  cameBack(userId: string): Promise<void> {
    for (const entry of [...this.#waits.get(userId) ?? []]) this.#remove(entry);
    return Promise.resolve();
  }

  withdraw(messageId: string, userId: string): Promise<void> {
    for (const entry of [...this.#waits.get(userId) ?? []]) {
      if (messageOf(entry.event.data)?.id === messageId) this.#remove(entry);
    }
    return Promise.resolve();
  }

  forget(userId: string): Promise<void> {
    for (const entry of [...this.#entries.values()]) {
      if (entry.event.about.includes(userId)) this.#remove(entry);
    }
    const kept = [...this.#unopened].filter((message) =>
      !partiesOfMessage(message).includes(userId)
    );
    for (const message of this.#unopened) this.#bytes -= weightOf(message);
    this.#unopened.clear();
    for (const message of kept) {
      this.#unopened.pushBack(message);
      this.#bytes += weightOf(message);
    }
    // What is gone is skipped later; until then its text would be in memory.
    this.#fresh.retain(({ gone }) => !gone);
    this.#dropStale();
    return Promise.resolve();
  }

  list(count: number): Promise<readonly WaitingEvent[]> {
    while (this.#entries.size < count) {
      const opened = this.#openNext();
      if (opened === undefined) break;
      this.#fresh.pushBack(opened);
    }
    const now = this.#options.clock.elapsed();
    const first = this.#entries.values().take(count);
    return Promise.resolve([
      ...first.map(({ event, tries, due, answer, taken }) => ({
        id: event.id,
        type: event.type,
        at: event.at,
        tries,
        dueIn: taken ? 0 : Math.max(0, due - now),
        answer,
      })),
    ]);
  }

  retry(id: string): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return Promise.resolve(false);
    const { elapsed } = this.#options.clock;
    if (!entry.taken && entry.due > elapsed()) {
      // The place in the heap is by the time that it had.
      this.#replace(entry, elapsed());
    }
    return Promise.resolve(true);
  }

  #add(event: HookEvent): void {
    if (this.#entries.has(event.id)) return;
    const now = this.#options.clock.coarse();
    const since = now + (event.wait?.delay ?? 0);
    const entry = entryOf(event, since, weightOf(messageOf(event.data)));
    this.#entries.set(event.id, entry);
    this.#bytes += entry.bytes;
    if (event.wait === undefined) return void this.#fresh.pushBack(entry);
    this.#later.push(entry);
    const { userId } = event.wait;
    const waits = this.#waits.get(userId) ?? new Set();
    this.#waits.set(userId, waits.add(entry));
  }

  /** The next entry that is due and not taken. */
  #nextDue(now: number): Entry | undefined {
    this.#skipGone();
    const later = this.#later.peek();
    if (later !== undefined && later.due <= now) return this.#later.pop();
    return this.#fresh.popFront() ?? this.#openNext();
  }

  get #size(): number {
    return this.#entries.size + this.#unopened.length;
  }

  /** Makes the event of the oldest message that has none. */
  #openNext(): Entry | undefined {
    const open = this.#open;
    const message = open && this.#unopened.popFront();
    if (open === undefined || message === undefined) return undefined;
    const since = this.#sinceOf(message);
    const entry = entryOf(open(message), since, weightOf(message));
    this.#entries.set(entry.event.id, entry);
    return entry;
  }

  /**
   * When a message could be told, as the clock's `elapsed`. The machine's clock
   * may have been set since, so an hour is as much as is believed.
   */
  #sinceOf({ createdAt }: Message): number {
    const { clock } = this.#options;
    const age = Math.max(0, clock.now() - createdAt);
    return clock.elapsed() - Math.min(age, MAX_AGE);
  }

  get #isOver(): boolean {
    const { backlog, maxBytes = MAX_BYTES } = this.#options;
    return this.#size > backlog || this.#bytes > maxBytes;
  }

  #keepBound(): void {
    while (this.#isOver) {
      if (!this.#dropOldest()) return;
      this.#dropped++;
    }
  }

  #dropOldest(): boolean {
    const unopened = this.#unopened.peekFront();
    const [first] = this.#entries.size > 0 ? this.#entries.values() : [];
    const isFirst = first === undefined ||
      unopened !== undefined && this.#sinceOf(unopened) < first.since;
    if (unopened !== undefined && isFirst) {
      this.#unopened.popFront();
      this.#bytes -= weightOf(unopened);
    } else if (first !== undefined) this.#remove(first);
    return unopened !== undefined || first !== undefined;
  }

  #untilNext(now: number): number | undefined {
    this.#skipGone();
    if (this.#fresh.length > 0 || this.#unopened.length > 0) return 0;
    const later = this.#later.peek();
    return later && Math.max(0, later.due - now);
  }

  #skipGone(): void {
    while (this.#fresh.peekFront()?.gone) this.#fresh.popFront();
    while (this.#later.peek()?.gone) {
      this.#later.pop();
      this.#stale--;
    }
  }

  #postpone(entry: Entry, due: number, answer: string): void {
    entry.taken = false;
    entry.tries++;
    entry.answer = answer;
    entry.due = due;
    this.#later.push(entry);
  }

  /** Gives an entry of the heap another time: by an entry in its place. */
  #replace(entry: Entry, due: number): void {
    const { event, bytes, since, tries, answer } = entry;
    const times = { since: Math.min(since, due), due };
    const flags = { taken: false, gone: false };
    const anew = { event, bytes, tries, answer, ...times, ...flags };
    entry.gone = true;
    this.#settleWait(entry);
    this.#entries.set(event.id, anew);
    this.#later.push(anew);
    this.#countStale();
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.event.id);
    this.#bytes -= entry.bytes;
    entry.gone = true;
    this.#settleWait(entry);
    if (entry.taken) return;
    if (entry.tries > 0 || entry.event.wait) this.#countStale();
    else this.#skipGone();
  }

  #countStale(): void {
    if (++this.#stale >= MAX_STALE + this.#entries.size) this.#dropStale();
  }

  #dropStale(): void {
    const kept = this.#later.toArray().filter(({ gone }) => !gone);
    this.#later.clear();
    for (const entry of kept) this.#later.push(entry);
    this.#stale = 0;
  }

  /** Somebody can no longer make it needless. */
  #settleWait(entry: Entry): void {
    const userId = entry.event.wait?.userId;
    const waits = userId === undefined ? undefined : this.#waits.get(userId);
    if (userId === undefined || !waits?.delete(entry)) return;
    if (waits.size === 0) this.#waits.delete(userId);
  }
}

function takenOf(
  { event: { id, type, at, about, data }, tries, since }: Entry,
  now: number,
): TakenEvent {
  const age = Math.max(0, now - since);
  return { id, type, at, about, data, tries, age };
}

function messageOf(data: object) {
  return (data as { message?: { id: string; content: string } }).message;
}

function entryOf(event: HookEvent, since: number, bytes: number): Entry {
  return {
    event,
    bytes,
    since,
    due: since,
    tries: 0,
    answer: undefined,
    taken: false,
    gone: false,
  };
}

function weightOf(message: { readonly content: string } | undefined): number {
  return EVENT_BYTES + 2 * (message?.content.length ?? 0);
}
