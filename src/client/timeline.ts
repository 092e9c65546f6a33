import type { EventPush, Message, SyncPage } from "../protocol/responses.ts";

/** Most messages that wait until a gap before them is closed. */
const MAX_HELD = 500;
/** Most recalls that are remembered so as not to tell them twice. */
const MAX_RECALLED = 1000;
/** Messages that one request of sync asks for at most. */
const PAGE = 200;

const RECALLED = 2;

/** How far an application has got in one conversation. */
export interface Position {
  /** The last message that it was given. */
  readonly sequence: number;
  /** The last recall that it was told of. */
  readonly change: number;
}

/** Messages that the application will not get. */
export interface Missed {
  /** Of which conversation. */
  readonly session_id: string;
  /**
   * `skipped`: left out of a chatroom's push, with sequence off; the history has
   * them. `evicted`: no longer kept when the client asked for them. `forgotten`:
   * the service has lost the conversation, and it begins anew.
   */
  readonly reason: "skipped" | "evicted" | "forgotten";
  /** How many; 0 where nobody knows. */
  readonly count: number;
  /** The first sequence that is lost, for `evicted`. */
  readonly first?: number;
  /** The last sequence that is lost, for `evicted`. */
  readonly last?: number;
}

/** A taken back message. */
export type RecalledEvent = Extract<EventPush, { event: "recalled" }>;

/** Where a timeline puts what it found out, in the order of the conversation. */
export interface TimelineOutput {
  readonly message: (message: Message) => void;
  readonly recalled: (event: RecalledEvent) => void;
  readonly missed: (missed: Missed) => void;
}

/** What a timeline has to know next. */
export interface SyncRequest {
  readonly after_sequence: number;
  readonly changed_after: number;
  readonly count: number;
}

/** A request, and what it will settle. */
export interface Question {
  readonly request: SyncRequest;
  /** How many doubts there had been when it was asked. */
  readonly doubts: number;
}

/**
 * One conversation on its way to the application: whatever order, gaps and
 * repetitions messages come in with, they go out once each and in order. Pure:
 * somebody else has to make the requests that {@linkcode Timeline.question} asks
 * for. Holds at most {@linkcode MAX_HELD} messages and a page.
 */
export class Timeline {
  readonly id: string;
  #out: TimelineOutput;
  /** The last sequence that went out; undefined until {@linkcode start}. */
  #delivered: number | undefined;
  #change = 0;
  #highest = 0;
  #listed = 0;
  #lowest = Infinity;
  #held = new Map<number, Message>();
  #recalled = new Set<number>();
  /** Reasons to ask even where there is no gap, and how many are settled. */
  #doubts = 0;
  #settled = 0;

  constructor(id: string, out: TimelineOutput) {
    this.id = id;
    this.#out = out;
  }

  /** Is it known where the application begins? Until then messages wait. */
  get started(): boolean {
    return this.#delivered !== undefined;
  }

  /** The first sequence that a push has spoken of; infinite without one. */
  get lowest(): number {
    return this.#lowest;
  }

  /** The last sequence of the list that was read last; 0 before any. */
  get listed(): number {
    return this.#listed;
  }

  /** How far the application has got; undefined before the start. */
  get position(): Position | undefined {
    if (this.#delivered === undefined) return undefined;
    return { sequence: this.#delivered, change: this.#change };
  }

  /** The application gets what comes after this position. */
  start({ sequence, change }: Position): void {
    this.#delivered = sequence;
    this.#change = change;
    this.#drain();
  }

  /** Takes messages as they come, and how many before them were left out. */
  offer(items: readonly Message[], missed = 0): void {
    for (const message of items) {
      this.expect(message.sequence, missed);
      const room = this.#held.size < MAX_HELD ||
        message.sequence === this.#next;
      if (room && !this.#held.has(message.sequence)) this.#hold(message);
      this.#drain();
    }
  }

  /** There is a message, and so many before it, that will have to be fetched. */
  expect(sequence: number, missed = 0): void {
    this.#lowest = Math.min(this.#lowest, sequence - missed);
    this.#highest = Math.max(this.#highest, sequence);
  }

  /** Takes what the list of conversations says of it. */
  learn({ sequence, change }: Position): void {
    this.#listed = sequence;
    this.#highest = Math.max(this.#highest, sequence);
    const { position = { sequence, change } } = this;
    // Less than before: either the list is a moment old, or all is forgotten.
    if (change !== position.change || sequence < position.sequence) {
      this.suspect();
    }
  }

  /** Asks the service at the next chance, gap or no gap. */
  suspect(): void {
    this.#doubts++;
  }

  /** Takes a recall that was told live. */
  recall(event: RecalledEvent): void {
    this.#noteChange(event.change);
    // A message that has yet to go out goes out recalled.
    const ahead = event.sequence > (this.#delivered ?? Infinity) ||
      this.#held.has(event.sequence);
    if (this.#noteRecall(event.sequence) && !ahead) this.#out.recalled(event);
  }

  /** What to ask the service, where there is a gap or a doubt. */
  get question(): Question | undefined {
    const after_sequence = this.#delivered;
    if (after_sequence === undefined) return undefined;
    const doubts = this.#doubts;
    const isInDoubt = doubts > this.#settled;
    if (after_sequence >= this.#highest && !isInDoubt) return undefined;
    const gap = this.#firstHeld(this.#highest + 1) - this.#next;
    const count = isInDoubt ? PAGE : Math.min(PAGE, Math.max(1, gap));
    const changed_after = this.#change;
    return { request: { after_sequence, changed_after, count }, doubts };
  }

  /** Takes the answer to a question; false when it was of no use. */
  apply(page: SyncPage, { request, doubts }: Question): boolean {
    const { after_sequence, changed_after } = request;
    if (page.last_sequence < after_sequence) return this.#restart(page);
    // A doubt that came up meanwhile may be about what the page cannot know.
    const hasSettled = doubts < this.#doubts ||
      (doubts > this.#settled && !page.more_changes);
    this.#settled = doubts;
    if (page.more_changes) this.suspect();
    for (const message of page.changes) this.#applyChange(message);
    this.#change = Math.max(this.#change, page.last_change);
    this.#highest = Math.max(this.#highest, page.last_sequence);
    // No more than was asked for, whatever came.
    for (const message of page.items.slice(0, PAGE)) this.#hold(message);
    if (!page.complete) this.#skipTo(page.first_sequence);
    this.#drain();
    // What came by itself meanwhile counts: the next request is another one.
    return this.#next > after_sequence + 1 ||
      page.last_change > changed_after || hasSettled;
  }

  /** The next change is known by the event itself, one further by asking. */
  #noteChange(change: number | undefined): void {
    if (change === undefined || !this.started) return;
    if (change === this.#change + 1) this.#change = change;
    else if (change > this.#change) this.suspect();
  }

  get #next(): number {
    return (this.#delivered ?? Infinity) + 1;
  }

  #hold(message: Message): void {
    const { sequence } = message;
    const { size } = this.#held;
    if (sequence <= (this.#delivered ?? 0)) return;
    const room = size < MAX_HELD + PAGE || sequence === this.#next;
    if (room) this.#held.set(sequence, message);
  }

  #drain(): void {
    if (this.#delivered === undefined) return;
    for (const sequence of this.#held.keys()) {
      if (sequence <= this.#delivered) this.#held.delete(sequence);
    }
    for (;;) {
      const message = this.#held.get(this.#next);
      if (message === undefined) return;
      this.#deliver(message);
    }
  }

  #deliver(message: Message): void {
    const { sequence, status } = message;
    this.#delivered = sequence;
    this.#held.delete(sequence);
    if (status === RECALLED) this.#noteRecall(sequence);
    const gone = status !== RECALLED && this.#recalled.has(sequence);
    this.#out.message(
      gone ? { ...message, status: RECALLED, content: "" } : message,
    );
  }

  #applyChange({ id, sequence }: Message): void {
    const isOut = sequence < this.#next;
    if (!this.#noteRecall(sequence) || !isOut) return;
    const { id: session_id } = this;
    const event = "recalled";
    this.#out.recalled({ event, session_id, message_id: id, sequence });
  }

  /** Gives up what is no longer kept, except what has come by itself. */
  #skipTo(first: number): void {
    while (this.#next < first) {
      const end = this.#firstHeld(first);
      if (end > this.#next) this.#lose(this.#next, end - 1);
      this.#drain();
    }
  }

  #lose(first: number, last: number): void {
    this.#delivered = last;
    const { id: session_id } = this;
    const count = last - first + 1;
    this.#out.missed({ session_id, reason: "evicted", count, first, last });
  }

  /** The service knows less than the application: it has lost its memory. */
  #restart({ last_sequence }: SyncPage): true {
    this.#held.clear();
    this.#recalled.clear();
    this.#delivered = 0;
    this.#change = 0;
    this.#highest = last_sequence;
    this.#settled = this.#doubts;
    const { id: session_id } = this;
    this.#out.missed({ session_id, reason: "forgotten", count: 0 });
    return true;
  }

  /** The lowest sequence that waits, if it is below `end`. */
  #firstHeld(end: number): number {
    let first = end;
    for (const sequence of this.#held.keys()) {
      if (sequence < first) first = sequence;
    }
    return first;
  }

  /** False when this recall is known already. */
  #noteRecall(sequence: number): boolean {
    if (this.#recalled.has(sequence)) return false;
    this.#recalled.add(sequence);
    if (this.#recalled.size > MAX_RECALLED) {
      for (const oldest of this.#recalled) {
        this.#recalled.delete(oldest);
        break;
      }
    }
    return true;
  }
}
