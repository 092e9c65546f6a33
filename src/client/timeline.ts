import type { EventPush, Message, SyncPage } from "../protocol/responses.ts";
import { Held } from "./held.ts";
import { KnownRecalls } from "./known_recalls.ts";
import type { Missed } from "./missed.ts";
import type { Position } from "./position.ts";
import type { Question } from "./question.ts";
import { Trail } from "./trail.ts";

/** Most messages that wait until a gap before them is closed. */
const MAX_HELD = 500;
/** Messages that one request of sync asks for at most. */
const PAGE = 200;

const RECALLED = 2;

/** A taken back message. */
export type RecalledEvent = Extract<EventPush, { event: "recalled" }>;

/** Where a timeline puts what it found out, in the order of the conversation. */
export interface TimelineOutput {
  readonly message: (message: Message) => void;
  readonly recalled: (event: RecalledEvent) => void;
  readonly missed: (missed: Missed) => void;
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
  /** What went out last. */
  #trail = new Trail();
  /** Is it known that the service still has the conversation that went out? */
  #sure = true;
  /** The last message that went out, where a page had no room for another. */
  #alone = 0;
  #change = 0;
  #highest = 0;
  #listed = 0;
  #lowest = Infinity;
  /** Where it begins, as long as what is pushed late may move that back. */
  #loose = NaN;
  #held = new Held();
  #recalls = new KnownRecalls();
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
    const position = { sequence: this.#delivered, change: this.#change };
    const id = this.#trail.idOf(this.#delivered);
    return id === undefined ? position : { ...position, id };
  }

  /**
   * The application gets what comes after this position; an old one is that of
   * an earlier connection, see {@linkcode resume}. A loose one is of a list, and
   * moves back for what the list showed and is pushed only now.
   */
  start(
    { sequence, change, id }: Position,
    isOld = false,
    isLoose = false,
  ): void {
    this.#delivered = sequence;
    if (isLoose) this.#loose = sequence;
    this.#change = change;
    if (id !== undefined) this.#trail.add({ sequence, id });
    if (isOld) this.resume();
    this.#drain();
  }

  /**
   * The position is one of an earlier connection: until the service has shown
   * that it still has this conversation, nothing goes out.
   */
  resume(): void {
    // What waits may have been lost since, and is asked for again.
    this.#held.drop(0);
    this.#doubt();
  }

  /** Takes messages as they come, and how many before them were left out. */
  offer(items: readonly Message[], missed = 0): void {
    const first = (items[0]?.sequence ?? Infinity) - missed;
    this.#moveBack(first);
    if (missed > 0) this.#distrust(first);
    for (const message of items) {
      this.meet(message, missed);
      this.#offer(message);
      this.#drain();
    }
  }

  #moveBack(first: number): void {
    if (this.#loose !== this.#delivered || first >= this.#next) return;
    this.#loose = this.#delivered = Math.max(0, first - 1);
    this.#trail.cut(this.#delivered);
  }

  /** There is a message, and so many before it, that will have to be fetched. */
  meet(message: Message, missed = 0): void {
    const { sequence } = message;
    this.#lowest = Math.min(this.#lowest, sequence - missed);
    this.#highest = Math.max(this.#highest, sequence);
    if (sequence >= this.#next || !this.started) return;
    if (this.#trail.first === Infinity) this.suspect();
    else if (this.#trail.contradicts(message)) this.#doubtAll();
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
    const isNew = this.#recalls.note(event.sequence);
    this.#noteChange(event.change, isNew);
    // A message that has yet to go out goes out recalled.
    const ahead = event.sequence > (this.#delivered ?? Infinity) ||
      this.#held.get(event.sequence) !== undefined;
    if (isNew && !ahead) this.#out.recalled(event);
  }

  /**
   * What to ask the service, where there is a gap or a doubt. The last message
   * that went out is asked for as well: it shows whether the rest follows it.
   */
  get question(): Question | undefined {
    const { position } = this;
    if (position === undefined) return undefined;
    const { sequence, change: changed_after } = position;
    const [doubts, highest] = [this.#doubts, this.#highest];
    const isInDoubt = !this.#sure || doubts > this.#settled;
    if (sequence >= highest && !isInDoubt) return undefined;
    const verifies = !this.#sure ||
      position.id !== undefined && sequence !== this.#alone;
    const after_sequence = this.#trail.parts ??
      (verifies ? sequence - 1 : sequence);
    const gap = this.#held.first(highest + 1) - 1 - after_sequence;
    const count = isInDoubt ? PAGE : Math.min(PAGE, Math.max(1, gap));
    const request = { after_sequence, changed_after, count };
    return { request, position, highest, verifies, doubts };
  }

  /** Takes the answer to a question; false when it was of no use. */
  apply(page: SyncPage, question: Question): boolean {
    const { position, request, verifies, doubts } = question;
    const isLess = page.last_sequence < position.sequence;
    const isOther = isLess ||
      page.items.some((each) => this.#trail.differs(each));
    const { parts } = this.#trail;
    // Asked before the doubt: it cannot settle it.
    if (parts !== undefined && request.after_sequence !== parts) return true;
    if (!this.#sure && !verifies) return true;
    if (parts === undefined && isOther) return this.#doubtAll();
    if (parts !== undefined && this.#compare(page)) return true;
    const wasSure = this.#sure;
    const { sequence: end = 0 } = page.items.at(-1) ?? {};
    const isAlone = page.has_more && verifies && end === position.sequence;
    this.#alone = isAlone ? end : 0;
    this.#sure = true;
    if (page.last_change < request.changed_after) this.#forgetChanges();
    if (page.last_sequence < question.highest) this.#dropAfter(page);
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
      page.last_change > position.change || hasSettled || !wasSure ||
      isAlone;
  }

  /** Looks since when the service has another one; false when it has the same. */
  #compare(page: SyncPage): boolean {
    const common = this.#trail.compare(page, this.#delivered ?? 0);
    if (common !== undefined) this.#goBack(page, common);
    return common !== undefined || this.#trail.parts !== undefined;
  }

  /** The list is newer than all that went out: less is another conversation. */
  #verify(sequence: number, id: string | undefined): void {
    const { position } = this;
    if (position === undefined || sequence > position.sequence) return;
    const isSame = sequence === position.sequence &&
      (id ?? position.id) === position.id;
    if (!isSame) return void this.#doubtAll();
    this.#sure = this.#trail.parts === undefined;
    this.#drain();
  }

  /** Nothing goes out until it is known that it follows what did. */
  #doubt(): void {
    this.#sure = this.#trail.parts === undefined &&
      this.position?.id === undefined;
  }

  /** The service says that it left out what it seems to have pushed. */
  #distrust(from: number): void {
    this.#held.drop(from);
    if (from < this.#next) this.#doubt();
  }

  /** Nothing goes out until it is known since when the service has another one. */
  #doubtAll(): true {
    this.#sure = false;
    this.#trail.doubt();
    return true;
  }

  /** The next change is known by the event itself, one further by asking. */
  #noteChange(change: number | undefined, isNew: boolean): void {
    if (change === undefined || !this.started) return;
    if (change === this.#change + 1) this.#change = change;
    else if (change > this.#change) this.suspect();
    else if (isNew) this.#forgetChanges();
  }

  /** The service has lost changes, and gives their numbers out again. */
  #forgetChanges(): void {
    this.#change = 0;
    this.suspect();
  }

  get #next(): number {
    return (this.#delivered ?? Infinity) + 1;
  }

  #offer(message: Message): void {
    const { sequence, id } = message;
    const known = this.#held.get(sequence);
    if (known?.id === id) return;
    // The service has lost what waited, and gives its number out again.
    if (known !== undefined) this.#held.drop(sequence);
    const room = this.#held.size < MAX_HELD || sequence === this.#next;
    if (room) this.#hold(message);
  }

  #hold(message: Message): void {
    const { sequence } = message;
    const { size } = this.#held;
    if (sequence <= (this.#delivered ?? 0)) return;
    const room = size < MAX_HELD + PAGE || sequence === this.#next;
    if (room) this.#held.set(message);
  }

  #drain(): void {
    if (this.#delivered === undefined || !this.#sure) return;
    this.#held.drop(0, this.#delivered);
    for (;;) {
      const message = this.#held.get(this.#next);
      if (message === undefined) return;
      this.#deliver(message);
    }
  }

  #deliver(message: Message): void {
    const { sequence, status } = message;
    this.#delivered = sequence;
    this.#trail.add(message);
    this.#held.delete(sequence);
    if (status === RECALLED) this.#recalls.note(sequence);
    const gone = status !== RECALLED && this.#recalls.has(sequence);
    this.#out.message(
      gone ? { ...message, status: RECALLED, content: "" } : message,
    );
  }

  #applyChange({ id, sequence }: Message): void {
    const isOut = sequence < this.#next;
    if (!this.#recalls.note(sequence) || !isOut) return;
    const { id: session_id } = this;
    const event = "recalled";
    this.#out.recalled({ event, session_id, message_id: id, sequence });
  }

  /** Gives up what is no longer kept, except what has come by itself. */
  #skipTo(first: number): void {
    while (this.#next < first) {
      const end = this.#held.first(first);
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

  /** The service has lost what was pushed and waits for a gap to be closed. */
  #dropAfter({ last_sequence }: SyncPage): void {
    this.#held.drop(last_sequence + 1);
    this.#highest = last_sequence;
    // Some of it may have been pushed after the page was read.
    this.suspect();
  }

  /** The service has lost some of what went out: it goes on where that ended. */
  #goBack({ last_sequence }: SyncPage, common: number): void {
    const delivered = this.#delivered ?? 0;
    this.#sure = true;
    this.#alone = 0;
    this.#trail.cut(common);
    this.#held.drop(0);
    this.#recalls.cut(common);
    this.#delivered = common;
    this.#highest = last_sequence;
    this.#settled = this.#doubts;
    // What was pushed after the page was read is asked for with the changes.
    this.#forgetChanges();
    const { id: session_id } = this;
    const lost = { session_id, reason: "forgotten" } as const;
    const [first, count] = [common + 1, delivered - common];
    this.#out.missed(
      common === 0
        ? { ...lost, count: 0 }
        : { ...lost, count, first, last: delivered },
    );
  }
}
