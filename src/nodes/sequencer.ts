import { attempt } from "../base/attempt.ts";
import type { Clock, Timer } from "../base/clock.ts";

/** Something of a conversation that is delivered in the order of sequences. */
export interface Numbered {
  readonly sequence: number;
  /**
   * The message's, which grows with the sequence; undefined for what is none.
   * It shows whether a number still means the same.
   */
  readonly id: string | undefined;
  deliver(): void;
}

/** What was read of a conversation. */
export interface Filled {
  /** Ascending. What they leave out will not be delivered. */
  readonly items: readonly Numbered[];
  /** The newest sequence in the storage; undefined where that is not known. */
  readonly last: number | undefined;
}

/** What {@linkcode Sequencer} needs. */
export interface SequencerOptions {
  readonly clock: Clock;
  /** Conversations that are remembered; the one unused for longest goes first. */
  readonly limit: number;
  /** Milliseconds that what is missing has to come by itself. */
  readonly grace: number;
  /**
   * Reads what was delivered last and what came after it; `undefined` where
   * nothing has been delivered yet.
   */
  readonly fill: (key: string, last: number | undefined) => Promise<Filled>;
  /**
   * May what comes first of a conversation have overtaken others? Then it waits
   * until `fill` has told which.
   */
  readonly overtakes: boolean;
  /** Runs what delivers all that one reading brought. */
  readonly together?: (run: () => void) => void;
  /**
   * Told of a reading that failed, which is tried again, and of a delivery that
   * threw, which is not.
   */
  readonly onFault: (fault: unknown) => void;
}

interface State {
  last: number | undefined;
  /** The id of the last, where it is known. */
  id: string | undefined;
  /** What came after a gap. */
  readonly held: Map<number, Numbered>;
  timer: Timer | undefined;
  filling: boolean;
  /** Was something noticed while filling that asks for one more? */
  again: boolean;
}

const NOTHING = { id: undefined, deliver: () => {} };
/** What a conversation may hold; what is beyond is read from the storage. */
const MAX_HELD = 200;
/** Milliseconds until a reading that failed is tried again. */
const RETRY = 1000;

/**
 * Delivers each conversation's messages once and in their order, whatever way
 * they come: what was delivered is dropped, and what is missing is read from
 * the storage before what follows it is delivered. Of a conversation that it
 * does not know it takes what comes first as it is, or asks what that may have
 * overtaken, as two nodes may store at the same moment.
 */
export class Sequencer {
  #options: SequencerOptions;
  #states = new Map<string, State>();
  #stopped = false;

  constructor(options: SequencerOptions) {
    this.#options = options;
  }

  /** How many conversations are remembered. */
  get size(): number {
    return this.#states.size;
  }

  /** Takes the next thing of a conversation. */
  offer(key: string, item: Numbered): void {
    const state = this.#touch(key);
    if (item.sequence <= (state.last ?? 0)) {
      if (!isAnother(state, item)) return;
      goBack(state, item);
    }
    if (!state.filling && this.#isNext(state, item)) {
      this.#deliver(state, item);
      return this.#release(state);
    }
    if (state.held.size < MAX_HELD) state.held.set(item.sequence, item);
    else state.again = true;
    const delay = state.last === undefined ? 0 : this.#options.grace;
    this.#schedule(key, state, delay);
  }

  /** What is up to `sequence` was known before; where nothing is known yet. */
  begin(key: string, sequence: number): void {
    const state = this.#touch(key);
    state.last ??= sequence;
  }

  /** Delivers what is in the storage and was not delivered. */
  check(key: string): Promise<void> {
    return this.#fill(key, this.#touch(key));
  }

  /** How far a conversation was delivered; undefined where it is not known. */
  lastOf(key: string): number | undefined {
    return this.#states.get(key)?.last;
  }

  /** Was a message the last that was delivered, as far as is known? */
  endsWith(key: string, { sequence, id }: Omit<Numbered, "deliver">): boolean {
    const state = this.#states.get(key);
    return state?.last === sequence && (state.id ?? id) === id;
  }

  /** Forgets a conversation, and what it holds. */
  forget(key: string): void {
    this.#options.clock.cancel(this.#states.get(key)?.timer);
    this.#states.delete(key);
  }

  /** Takes all timers back; nothing is delivered any more. */
  stop(): void {
    this.#stopped = true;
    for (const key of [...this.#states.keys()]) this.forget(key);
  }

  #isNext({ last }: State, { sequence }: Numbered): boolean {
    if (last === undefined && !this.#options.overtakes) return true;
    return sequence === (last ?? 0) + 1;
  }

  #touch(key: string): State {
    const known = this.#states.get(key);
    const state = known ?? {
      last: undefined,
      id: undefined,
      held: new Map<number, Numbered>(),
      timer: undefined,
      filling: false,
      again: false,
    };
    this.#states.delete(key);
    this.#states.set(key, state);
    if (this.#states.size > this.#options.limit) this.#evict();
    return state;
  }

  #evict(): void {
    for (const [key, state] of this.#states) {
      this.forget(key);
      for (const item of inOrder(state)) this.#deliver(state, item);
      return;
    }
  }

  #schedule(key: string, state: State, delay: number): void {
    if (state.filling || state.timer !== undefined || this.#stopped) return;
    state.timer = this.#options.clock.after(delay, () => {
      state.timer = undefined;
      this.#fill(key, state);
    });
  }

  async #fill(key: string, state: State): Promise<void> {
    if (state.filling) {
      state.again = true;
      return;
    }
    const { fill, onFault, clock, grace } = this.#options;
    clock.cancel(state.timer);
    state.timer = undefined;
    state.filling = true;
    state.again = false;
    // Stored before the reading began, as all that comes before it is.
    const upTo = Math.max(0, ...state.held.keys());
    let done = false;
    try {
      const filled = await fill(key, state.last);
      if (this.#states.get(key) !== state) return;
      const { together = (run) => run() } = this.#options;
      together(() => this.#deliverAll(state, filled, upTo));
      done = !state.again;
    } catch (fault) {
      onFault(fault);
    } finally {
      state.filling = false;
    }
    this.#release(state);
    if (!done) this.#schedule(key, state, RETRY);
    // What came meanwhile may have overtaken what is still on its way.
    else if (state.held.size > 0) this.#schedule(key, state, grace);
  }

  /** One that throws costs itself: those after it come all the same. */
  #deliver(state: State, item: Numbered): void {
    state.held.delete(item.sequence);
    if (state.last !== undefined && item.sequence <= state.last) return;
    state.last = item.sequence;
    state.id = item.id;
    attempt(() => item.deliver(), this.#options.onFault);
  }

  /** What was read, and then what was held up to a sequence. */
  #deliverAll(state: State, { items, last }: Filled, upTo: number): void {
    compare(state, { items, last });
    for (const item of items) {
      // What is held knows more: from which connection it came.
      this.#deliver(state, state.held.get(item.sequence) ?? item);
    }
    for (const item of inOrder(state)) {
      // What is still missing before it is not kept any more.
      if (item.sequence <= upTo) this.#deliver(state, item);
    }
    state.last ??= last;
  }

  /** Delivers what was held for what has come now. */
  #release(state: State): void {
    if (state.held.size === 0) return;
    for (;;) {
      const next = state.held.get((state.last ?? 0) + 1);
      if (next === undefined) break;
      this.#deliver(state, next);
    }
    if (state.held.size > 0 || state.again) return;
    this.#options.clock.cancel(state.timer);
    state.timer = undefined;
  }
}

/**
 * Is this not what was delivered with its number? Of one before the last it is
 * known only that ids grow with the numbers.
 */
function isAnother({ last, id }: State, item: Numbered): boolean {
  if (id === undefined || item.id === undefined) return false;
  return item.sequence === last ? item.id !== id : item.id > id;
}

/**
 * Another message has the number of an earlier one: the storage has lost what
 * it had, as when a replica took over, and gives the numbers out again.
 */
function goBack(state: State, { sequence }: Numbered): void {
  state.last = sequence - 1;
  state.id = undefined;
}

/** Notes what a reading says of the place that it was read for. */
function compare(state: State, { items, last = Infinity }: Filled): void {
  if (state.last === undefined) return;
  const same = items.find(({ sequence }) => sequence === state.last);
  if (same !== undefined && isAnother(state, same)) goBack(state, same);
  else if (same !== undefined) state.id ??= same.id;
  // The storage has lost what was delivered, and counts on from there.
  if (last < (state.last ?? 0)) {
    goBack(state, { ...NOTHING, sequence: last + 1 });
  }
}

function inOrder(state: State): Numbered[] {
  return [...state.held.values()].sort((a, b) => a.sequence - b.sequence);
}
