import type { Message, SyncPage } from "../protocol/responses.ts";
import { type ChangeEvent, changeOf, Changes } from "./changes.ts";
import { Held } from "./held.ts";
import type { Missed } from "./missed.ts";
import type { Position } from "./position.ts";
import type { Question } from "./question.ts";
import { Trail } from "./trail.ts";

/** Most messages that wait until a gap before them is closed. */
const MAX_HELD = 500;
/** Messages that one request of sync asks for at most. */
const PAGE = 200;

/** Where a timeline puts what it found out, in the order of the conversation. */
export interface TimelineOutput {
  readonly message: (message: Message) => void;
  readonly changed: (event: ChangeEvent) => void;
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
  /** The last message that went out, where a page had no room for another. */
  #alone = 0;
  #highest = 0;
  #listed = 0;
  #lowest = Infinity;
  /** Where it begins, as long as what is pushed late may move that back. */
  #loose = NaN;
  #held = new Held();
  #changes = new Changes();
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
    const position = { sequence: this.#delivered, change: this.#changes.last };
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
    this.#changes.last = change;
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
    // The service says that it left out what it seems to have pushed.
    if (missed > 0) this.#held.drop(first);
    if (missed > 0 && first < this.#next) this.#doubt();
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
    else if (this.#trail.contradicts(message)) this.#trail.part();
  }

  /** Takes what the list of conversations says of it; `id` is the newest's. */
  learn({ sequence, change, id }: Position): void {
    this.#listed = sequence;
    this.#highest = Math.max(this.#highest, sequence);
    if (!this.#trail.isSure) this.#verify(sequence, id);
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

  /** Takes a change that was told live. */
  change(event: ChangeEvent): void {
    const { sequence, change } = event;
    const isNew = this.#changes.note(sequence);
    if (this.started && change !== undefined) {
      if (!this.#changes.follow(change, isNew)) this.suspect();
    }
    // A message that has yet to go out goes out changed.
    const ahead = sequence > (this.#delivered ?? Infinity) ||
      this.#held.get(sequence) !== undefined;
    if (isNew && !ahead) this.#out.changed(event);
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
    const isInDoubt = !this.#trail.isSure || doubts > this.#settled;
    if (sequence >= highest && !isInDoubt) return undefined;
    const verifies = !this.#trail.isSure ||
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
    const { parts } = this.#trail;
    // Asked before the doubt: it cannot settle it.
    if (parts !== undefined && request.after_sequence !== parts) return true;
    if (!this.#trail.isSure && !verifies) return true;
    if (this.#isOther(page, position)) return true;
    const wasSure = this.#trail.isSure;
    const { sequence: end = 0 } = page.items.at(-1) ?? {};
    const isAlone = page.has_more && verifies && end === position.sequence;
    this.#alone = isAlone ? end : 0;
    this.#trail.confirm();
    if (page.last_change < request.changed_after) this.#forgetChanges();
    if (page.last_sequence < question.highest) this.#dropAfter(page);
    // A doubt that came up meanwhile may be about what the page cannot know.
    const hasSettled = doubts < this.#doubts ||
      (doubts > this.#settled && !page.more_changes);
    this.#settled = doubts;
    if (page.more_changes) this.suspect();
    for (const message of page.changes) this.#applyChange(message);
    this.#changes.last = Math.max(this.#changes.last, page.last_change);
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

  /**
   * Does the service have another conversation than the one that went out? Then
   * nothing goes out until it is known since when, and it goes on from there.
   */
  #isOther(page: SyncPage, { sequence }: Position): boolean {
    if (this.#trail.parts === undefined) {
      const isOther = page.last_sequence < sequence ||
        page.items.some((each) => this.#trail.differs(each));
      if (isOther) this.#trail.part();
      return isOther;
    }
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
    if (!isSame) return this.#trail.part();
    this.#trail.confirm();
    this.#drain();
  }

  /** Nothing goes out until it is known that it follows what did. */
  #doubt(): void {
    this.#trail.doubt(this.#delivered ?? 0);
  }

  /** The service has lost changes, and gives their numbers out again. */
  #forgetChanges(): void {
    this.#changes.last = 0;
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
    this.#hold(message, MAX_HELD);
  }

  #hold(message: Message, limit = MAX_HELD + PAGE): void {
    const { sequence } = message;
    if (sequence <= (this.#delivered ?? 0)) return;
    const hasRoom = this.#held.size < limit || sequence === this.#next;
    if (hasRoom) this.#held.set(message);
  }

  #drain(): void {
    if (this.#delivered === undefined || !this.#trail.isSure) return;
    this.#held.drop(0, this.#delivered);
    for (;;) {
      const message = this.#held.get(this.#next);
      if (message === undefined) return;
      this.#deliver(message);
    }
  }

  #deliver(message: Message): void {
    const { sequence } = message;
    this.#delivered = sequence;
    this.#trail.add(message);
    this.#held.delete(sequence);
    this.#out.message(this.#changes.apply(message));
  }

  #applyChange(message: Message): void {
    const isNew = this.#changes.note(message.sequence);
    const isOut = message.sequence < this.#next;
    if (isNew && isOut) this.#out.changed(changeOf(message));
  }

  /** Gives up what is no longer kept, except what has come by itself. */
  #skipTo(first: number): void {
    while (this.#next < first) {
      const end = this.#held.first(first);
      const next = this.#next;
      if (end > next) {
        this.#delivered = end - 1;
        this.#lose("evicted", next, end - 1);
      }
      this.#drain();
    }
  }

  #lose(reason: Missed["reason"], first: number, last: number): void {
    const missed = { session_id: this.id, reason };
    const count = last - first + 1;
    const isAll = reason === "forgotten" && first === 1;
    this.#out.missed(
      isAll ? { ...missed, count: 0 } : { ...missed, count, first, last },
    );
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
    this.#trail.confirm();
    this.#alone = 0;
    this.#trail.cut(common);
    this.#held.drop(0);
    this.#changes.cut(common);
    this.#delivered = common;
    this.#highest = last_sequence;
    this.#settled = this.#doubts;
    // What was pushed after the page was read is asked for with the changes.
    this.#forgetChanges();
    this.#lose("forgotten", common + 1, delivered);
  }
}
