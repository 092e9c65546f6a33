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
  /**
   * The id of that message, where it is known: it shows whether the service
   * still has the same conversation, or has forgotten it and begun anew.
   */
  readonly id?: string;
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
  /** What had gone out when it was asked. */
  readonly position: Position;
  /** Does the answer have to show that the position still holds? */
  readonly verifies: boolean;
  /** How many doubts there had been when it was asked. */
  readonly doubts: number;
  /** How often the conversation had begun anew when it was asked. */
  readonly restarts: number;
}

/**
 * One conversation on its way to the application: whatever order, gaps and
 * repetitions messages come in with, they go out once each and in order. Pure:
 * somebody else has to make the requests that {@linkcode Timeline.question} asks
 * for. Holds at most {@linkcode MAX_HELD} messages and a page.
 */
export class Timeline {
  readonly id: string;
  /** What the conversation is called, once the service has said it. */
  title: string | undefined;
  #out: TimelineOutput;
  /** The last sequence that went out; undefined until {@linkcode start}. */
  #delivered: number | undefined;
  /** The id of the message that went out last, where it is known. */
  #anchor: string | undefined;
  /** Is it known that the service still has the conversation that went out? */
  #sure = true;
  #change = 0;
  #highest = 0;
  #listed = 0;
  #lowest = Infinity;
  #held = new Map<number, Message>();
  #recalled = new Set<number>();
  /** Reasons to ask even where there is no gap, and how many are settled. */
  #doubts = 0;
  #settled = 0;
  #restarts = 0;

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
    const position = { sequence: this.#delivered, change: this.#change };
    return this.#anchor === undefined
      ? position
      : { ...position, id: this.#anchor };
  }

  /**
   * The application gets what comes after this position; an old one is that of
   * an earlier connection, see {@linkcode resume}.
   */
  start({ sequence, change, id }: Position, isOld = false): void {
    this.#delivered = sequence;
    this.#change = change;
    this.#anchor = id;
    if (isOld) this.resume();
    this.#drain();
  }

  /**
   * The position is one of an earlier connection: until the service has shown
   * that it still has this conversation, nothing goes out.
   */
  resume(): void {
    this.#sure = this.#anchor === undefined;
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

  /** Takes what the list of conversations says of it; `id` is the newest's. */
  learn({ sequence, change, id }: Position): void {
    this.#listed = sequence;
    this.#highest = Math.max(this.#highest, sequence);
    if (!this.#sure) this.#verify(sequence, id);
    const { position = { sequence, change } } = this;
    // Less than before: either the list is a moment old, or all is forgotten.
    if (change !== position.change || sequence < position.sequence) {
      this.suspect();
    }
  }

  /**
   * Takes what the reply to a join says of it. Pushes may have overtaken the
   * reply, so that it proves nothing, and is asked about.
   */
  learnOfJoin(sequence: number): void {
    this.#listed = sequence;
    this.#highest = Math.max(this.#highest, sequence);
    this.suspect();
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
    const { position } = this;
    if (position === undefined) return undefined;
    const { sequence, change: changed_after } = position;
    const doubts = this.#doubts;
    const verifies = !this.#sure;
    const isInDoubt = verifies || doubts > this.#settled;
    if (sequence >= this.#highest && !isInDoubt) return undefined;
    const gap = this.#firstHeld(this.#highest + 1) - this.#next;
    const count = isInDoubt ? PAGE : Math.min(PAGE, Math.max(1, gap));
    const after_sequence = verifies ? sequence - 1 : sequence;
    const request = { after_sequence, changed_after, count };
    const restarts = this.#restarts;
    return { request, position, verifies, doubts, restarts };
  }

  /** Takes the answer to a question; false when it was of no use. */
  apply(page: SyncPage, question: Question): boolean {
    const { position, verifies, doubts } = question;
    // Of a conversation that has gone: that is known, and told, already.
    if (question.restarts !== this.#restarts) return true;
    if (!this.#sure && !verifies) return true;
    if (isAnother(page, question)) return this.#restart(page.last_sequence);
    this.#sure = true;
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
    return this.#next > position.sequence + 1 ||
      page.last_change > position.change || hasSettled || verifies;
  }

  /** The list is newer than all that went out: less is another conversation. */
  #verify(sequence: number, id: string | undefined): void {
    const delivered = this.#delivered ?? 0;
    if (sequence > delivered) return;
    const isSame = sequence === delivered &&
      (id ?? this.#anchor) === this.#anchor;
    this.#sure = true;
    if (isSame) this.#drain();
    else this.#restart(sequence);
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
    if (this.#delivered === undefined || !this.#sure) return;
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
    this.#anchor = message.id;
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
    this.#anchor = undefined;
    const { id: session_id } = this;
    const count = last - first + 1;
    this.#out.missed({ session_id, reason: "evicted", count, first, last });
  }

  /** The service has forgotten what went out: the conversation begins anew. */
  #restart(last_sequence: number): true {
    this.#restarts++;
    this.#sure = true;
    this.#anchor = undefined;
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

/** Is it a page of another conversation than the one that was asked about? */
function isAnother(
  { items: [first], last_sequence }: SyncPage,
  { position, verifies }: Question,
): boolean {
  if (last_sequence < position.sequence) return true;
  return verifies && first?.sequence === position.sequence &&
    first.id !== position.id;
}
