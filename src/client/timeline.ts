import type { Message, SyncPage } from "../protocol/responses.ts";
import {
  type ChangeEvent,
  Changes,
  stateOf,
  type UpdateEvent,
} from "./changes.ts";
import { Doubts } from "./doubts.ts";
import {
  OrderedDelivery,
  PAGE,
  type TimelineOutput,
} from "./ordered_delivery.ts";
import type { Position } from "./position.ts";
import type { Question } from "./question.ts";

/**
 * One conversation on its way to the application: in whatever order, with
 * whatever gaps and repetitions messages arrive, they are delivered once and in
 * order. It is pure: somebody else makes the requests of
 * {@linkcode Timeline.question}.
 */
export class Timeline {
  readonly id: string;
  /** The title of the conversation, once the service has said it. */
  title: string | undefined;
  #out: TimelineOutput;
  #changes = new Changes();
  #delivery: OrderedDelivery;
  #doubts = new Doubts();
  /**
   * The sequence delivered last, if a page that began with it had no room for
   * another message: then the next question does not ask for it again.
   */
  #alone = 0;
  /** The greatest sequence that is known to exist. */
  #highest = 0;
  #listed = 0;
  #lowest = Infinity;
  /** The start, as long as a late push may move it back. */
  #loose = NaN;

  constructor(id: string, out: TimelineOutput) {
    this.id = id;
    this.#out = out;
    this.#delivery = new OrderedDelivery({ id, out, changes: this.#changes });
  }

  /** Is it known where the application begins? Until then messages wait. */
  get started(): boolean {
    return this.#delivery.last !== undefined;
  }

  /** The lowest sequence pushed so far; infinite if none was. */
  get lowest(): number {
    return this.#lowest;
  }

  /** A message that was pushed and is not delivered yet. */
  readonly awaits = (sequence: number): Message | undefined =>
    this.#delivery.held.get(sequence);

  /** The last sequence in the list that was read last; 0 before any. */
  get listed(): number {
    return this.#listed;
  }

  /** How far the application has got; undefined before the start. */
  get position(): Position | undefined {
    const { last: sequence, history } = this.#delivery;
    if (sequence === undefined) return undefined;
    const position = { sequence, change: this.#changes.last };
    const id = history.idOf(sequence);
    return id === undefined ? position : { ...position, id };
  }

  /**
   * Delivers what comes after this position. An old position is of an earlier
   * connection, see {@linkcode resume}. A loose one is from a list, and moves
   * back for messages that the list contained and that are pushed only now.
   */
  start(
    { sequence, change, id }: Position,
    isOld = false,
    isLoose = false,
  ): void {
    this.#delivery.last = sequence;
    if (isLoose) this.#loose = sequence;
    this.#changes.last = change;
    if (id !== undefined) this.#delivery.history.add({ sequence, id });
    if (isOld) this.resume();
    this.#delivery.drain();
  }

  /**
   * After a reconnect nothing is delivered until the service has shown that it
   * still has this conversation.
   */
  resume(): void {
    // The held messages may have been lost since, so they are asked for again.
    this.#delivery.held.drop(0);
    this.#verifyAgain();
  }

  /** Takes messages as they arrive; `missed` were left out before them. */
  offer(items: readonly Message[], missed = 0): void {
    const first = (items[0]?.sequence ?? Infinity) - missed;
    this.#moveBack(first);
    // The service left these numbers out: what is held has been lost.
    if (missed > 0) this.#delivery.held.drop(first);
    if (missed > 0 && first < this.#delivery.next) this.#verifyAgain();
    for (const message of items) {
      this.meet(message, missed);
      const isNew = message.sequence >= this.#delivery.next;
      this.#delivery.offer(message);
      if (isNew && this.#changes.hadChanged(message.id)) this.suspect();
    }
  }

  #moveBack(first: number): void {
    const { last, next, history } = this.#delivery;
    if (this.#loose !== last || first >= next) return;
    this.#loose = this.#delivery.last = Math.max(0, first - 1);
    history.cut(this.#loose);
  }

  /** A message exists, and `missed` before it, which have to be fetched. */
  meet(message: Message, missed = 0): void {
    const { sequence } = message;
    const { next, history } = this.#delivery;
    this.#lowest = Math.min(this.#lowest, sequence - missed);
    this.#highest = Math.max(this.#highest, sequence);
    if (sequence >= next || !this.started) return;
    if (history.first === Infinity) this.suspect();
    else if (history.contradicts(message)) history.part();
  }

  /** Takes what the list of conversations says; `id` is the newest message's. */
  learn({ sequence, change, id }: Position): void {
    this.#listed = sequence;
    this.#highest = Math.max(this.#highest, sequence);
    if (!this.#delivery.history.isSame) this.#verify(sequence, id);
    const { position = { sequence, change } } = this;
    // Less than before: the list is a moment old, or the service has lost some.
    if (change !== position.change || sequence < position.sequence) {
      this.suspect();
    }
  }

  /**
   * Takes what the reply to a join says. Pushes may have overtaken the reply, so
   * it proves nothing, and the service is asked.
   */
  learnOfJoin(sequence: number): void {
    this.#listed = sequence;
    this.#highest = Math.max(this.#highest, sequence);
    this.suspect();
  }

  /** Has the service asked, even without a gap. */
  suspect(): void {
    this.#doubts.raise();
  }

  /** Takes a change that was pushed. */
  change(event: ChangeEvent | UpdateEvent): void {
    if (event.event === "recalled") this.#recall(event);
    else this.#update(event);
  }

  #update(event: UpdateEvent): void {
    // What was edited has to be asked for.
    if (event.event === "edited" && event.message === undefined) {
      return this.suspect();
    }
    const isNumbered = this.started && event.change !== undefined;
    if (isNumbered && this.#changes.isOvertaken(event)) return this.suspect();
    if (isNumbered && !this.#changes.followUpdate(event)) this.suspect();
    this.#changes.noteAhead(event);
    if (!this.#delivery.update(event)) this.#out.changed(event);
  }

  #recall(event: ChangeEvent): void {
    const { sequence, change } = event;
    const { last = Infinity, held } = this.#delivery;
    const isNew = this.#changes.note(sequence);
    if (this.started && change !== undefined) {
      if (!this.#changes.follow(change, isNew)) this.suspect();
    }
    // A message that is not delivered yet will be delivered changed.
    const isAhead = sequence > last || held.get(sequence) !== undefined;
    if (isNew && !isAhead) this.#out.changed(event);
  }

  /**
   * What to ask the service, if there is a gap or a doubt. It also asks for the
   * message delivered last, which shows whether the rest follows it.
   */
  get question(): Question | undefined {
    const { position } = this;
    if (position === undefined) return undefined;
    const { sequence, change: changed_after } = position;
    const { held, history: { isSame, searchesAfter } } = this.#delivery;
    const highest = this.#highest;
    const isInDoubt = !isSame || this.#doubts.areOpen;
    if (sequence >= highest && !isInDoubt) return undefined;
    const verifies = !isSame ||
      position.id !== undefined && sequence !== this.#alone;
    const after_sequence = searchesAfter ??
      (verifies ? sequence - 1 : sequence);
    const gap = held.first(highest + 1) - 1 - after_sequence;
    const count = isInDoubt ? PAGE : Math.min(PAGE, Math.max(1, gap));
    const request = { after_sequence, changed_after, count };
    const { raised: doubts } = this.#doubts;
    return { request, position, highest, verifies, doubts };
  }

  /** Takes the answer to a question; returns false if it was of no use. */
  apply(page: SyncPage, question: Question): boolean {
    const { position } = question;
    const { history } = this.#delivery;
    if (this.#isOutdated(question)) return true;
    if (this.#isOther(page, position)) return true;
    const isFirstProof = !history.isSame;
    history.confirm();
    const isAlone = this.#noteAlone(page, question);
    this.#takeLosses(page, question);
    const hasSettled = this.#settleDoubts(page, question);
    this.#goBackTo(page);
    this.#takeChanges(page, question);
    this.#takeMessages(page);
    // What arrived meanwhile counts, as it makes the next question another one.
    return this.#delivery.next > position.sequence + 1 ||
      page.last_change > position.change || hasSettled || isFirstProof ||
      isAlone;
  }

  /** Was it asked before a doubt about the history, which it cannot settle? */
  #isOutdated({ request, verifies }: Question): boolean {
    const { searchesAfter, isSame } = this.#delivery.history;
    if (!isSame && !verifies) return true;
    return searchesAfter !== undefined &&
      request.after_sequence !== searchesAfter;
  }

  /**
   * Has the service another history than what was delivered? Then nothing is
   * delivered until it is known where they part, and it goes on from there.
   */
  #isOther(page: SyncPage, { sequence }: Position): boolean {
    const { history, last = 0 } = this.#delivery;
    if (history.searchesAfter === undefined) {
      const isOther = page.last_sequence < sequence ||
        page.items.some((each) => history.differs(each));
      if (isOther) history.part();
      return isOther;
    }
    const common = history.search(page, last);
    if (common !== undefined) this.#goBack(page, common);
    return common !== undefined || history.searchesAfter !== undefined;
  }

  /** Had the page room for no more than the message delivered last? */
  #noteAlone(page: SyncPage, { verifies, position }: Question): boolean {
    const { sequence: end = 0 } = page.items.at(-1) ?? {};
    const isAlone = page.has_more && verifies && end === position.sequence;
    this.#alone = isAlone ? end : 0;
    return isAlone;
  }

  /** Takes what the service has lost of changes, and of what is held. */
  #takeLosses(page: SyncPage, { request, highest }: Question): void {
    if (page.last_change < request.changed_after) this.#forgetChanges();
    if (page.last_sequence >= highest) return;
    this.#delivery.held.drop(page.last_sequence + 1);
    this.#highest = page.last_sequence;
    // Some of it may have been pushed after the page was read.
    this.suspect();
  }

  /** Returns whether the answer was of use for the doubts. */
  #settleDoubts(page: SyncPage, { doubts }: Question): boolean {
    // A later doubt may be about something that the page cannot know.
    const isLater = doubts < this.#doubts.raised;
    const wereOpen = this.#doubts.settle(doubts);
    if (page.more_changes) this.suspect();
    return isLater || wereOpen && !page.more_changes;
  }

  /** A page knows nothing of the changes that were pushed after it was read. */
  #goBackTo({ items, last_change }: SyncPage): void {
    const bringsAny = items.some(({ sequence }) =>
      sequence >= this.#delivery.next
    );
    if (bringsAny && this.#changes.goBack(last_change)) this.suspect();
  }

  #takeChanges(
    { changes, last_change }: SyncPage,
    { request }: Question,
  ): void {
    for (const message of changes) {
      const event = stateOf(message);
      const isNew = event.event !== "recalled" ||
        this.#changes.note(message.sequence);
      const isDelivered = message.sequence < this.#delivery.next;
      if (isDelivered && isNew) this.#out.changed(event);
      if (isDelivered || this.#delivery.renew(message)) continue;
      // A push of it that is still on its way may be older.
      this.#changes.noteChanged(message.id, request.changed_after);
    }
    this.#changes.last = Math.max(this.#changes.last, last_change);
  }

  #takeMessages(page: SyncPage): void {
    this.#highest = Math.max(this.#highest, page.last_sequence);
    // No more than was asked for, whatever the answer contains.
    for (const each of page.items.slice(0, PAGE)) this.#delivery.hold(each);
    if (!page.complete) this.#delivery.skipTo(page.first_sequence);
    this.#delivery.drain();
  }

  /**
   * A list is newer than everything delivered: if it says less, the service has
   * another history.
   */
  #verify(sequence: number, id: string | undefined): void {
    const { position } = this;
    const { history } = this.#delivery;
    if (position === undefined || sequence > position.sequence) return;
    const isSame = sequence === position.sequence &&
      (id ?? position.id) === position.id;
    if (!isSame) return history.part();
    history.confirm();
    this.#delivery.drain();
  }

  /** Delivers nothing until it is known to follow what was delivered. */
  #verifyAgain(): void {
    const { history, last = 0 } = this.#delivery;
    history.doubt(last);
  }

  /** The service has lost changes, and uses their numbers again. */
  #forgetChanges(): void {
    this.#changes.last = 0;
    this.suspect();
  }

  /** The service has lost some of what was delivered: goes on after the rest. */
  #goBack({ last_sequence }: SyncPage, common: number): void {
    this.#alone = 0;
    this.#changes.cut(common);
    this.#highest = last_sequence;
    this.#doubts.settle(this.#doubts.raised);
    // This also asks for what was pushed after the page was read.
    this.#forgetChanges();
    this.#delivery.goBack(common);
  }
}
