import { Deque } from "@std/data-structures";
import type { Clock } from "../../base/clock.ts";
import { fromRefusal } from "../../base/refusal.ts";
import type { Moments } from "../memory/moments.ts";
import { OutOfReach, Unsettled } from "../shared/out_of_reach.ts";
import type { Answers, Batch, Call, Outcome } from "./batch.ts";
import { FileFault } from "./file_fault.ts";

/** Most calls that wait, and characters in them; a further call is refused. */
export const MAX_WAITING = 20_000;
export const MAX_WAITING_TEXT = 64 * 1024 ** 2;
/**
 * Most calls of one batch, and characters in them, or one longer call. Larger
 * ones would save no more syncs, and the two threads would take turns instead of
 * working at the same time.
 */
export const MAX_TOGETHER = 512;
export const MAX_TOGETHER_TEXT = 4 * 1024 ** 2;
/**
 * Most batches on their way: while one is committed the next may wait there, and
 * two more if they are as large as they may be.
 */
const MAX_UNDER_WAY = 2;
const MAX_FULL_UNDER_WAY = 4;
/** With so many waiting calls a batch is sent without a pause. */
const ENOUGH = 64;
/** After a batch of fewer calls there is no pause: nobody would join the next. */
const SEVERAL = 4;

/** The connection to the thread that has the file. */
export interface DiskPort {
  post(batch: Batch): void;
  /** Calls `take` with the outcomes of each batch, in order. */
  listen(take: (answers: Answers) => void): void;
}

/** What {@linkcode CallQueue} needs. */
export interface CallQueueOptions {
  readonly port: DiskPort;
  readonly clock: Pick<Clock, "elapsed" | "after" | "cancel" | "nextTurn">;
  /** The time of the calls; undefined if they need none. */
  readonly moments?: Moments;
  /** Milliseconds between two batches of several calls, unless many wait. */
  readonly pause: number;
  /** How many characters of text a call carries; 0 if not given. */
  readonly weigh?: (call: Call) => number;
  /** Called when a batch is sent, and with its outcomes. */
  readonly onBatch?: () => void;
  readonly onAnswers?: (answers: Answers) => void;
  /** Called with each call that was answered, before who made it hears of it. */
  readonly onAnswer?: (call: Call, answer: unknown) => void;
}

interface Waiting {
  readonly call: Call;
  readonly weight: number;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** Any method of an interface. */
type Method = (...args: never[]) => unknown;

/**
 * Calls to the thread that has the file; those of a turn of the event loop form
 * a batch. Calls that arrive while batches are under way wait and form a larger
 * batch, so that the disk syncs once for all of them.
 */
export class CallQueue<Calls extends { [Name in keyof Calls]: Method }> {
  #options: CallQueueOptions;
  #waiting = new Deque<Waiting>();
  #waitingText = 0;
  #underWay: { number: number; calls: readonly Waiting[] }[] = [];
  #sent = 0;
  #armed = false;
  #notBefore = 0;
  #timer: unknown;
  #ended = false;
  #onDrained: (() => void)[] = [];

  constructor(options: CallQueueOptions) {
    this.#options = options;
    options.port.listen((answers) => this.#take(answers));
  }

  /** Calls without an answer. */
  get size(): number {
    return this.#underWay.reduce(
      (sum, { calls }) => sum + calls.length,
      this.#waiting.length,
    );
  }

  /**
   * Makes a call. Promises settle in the order of the calls.
   *
   * @throws {ReplyError} its refusal; 503 if the file cannot be written, or too
   * many calls wait
   */
  call<Name extends keyof Calls & string>(
    name: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<ReturnType<Calls[Name]>> {
    if (this.#isFull()) return Promise.reject(new OutOfReach());
    return this.#add([name, args], (call) => this.#waiting.pushBack(call));
  }

  /**
   * As {@linkcode call}, but ahead of the calls that wait, however many: for
   * what makes room, and so must not come too late the more there is to do.
   */
  first<Name extends keyof Calls & string>(
    name: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<ReturnType<Calls[Name]>> {
    return this.#add([name, args], (call) => this.#waiting.pushFront(call));
  }

  /** Rejects all open calls and all later ones, as nobody will answer them. */
  end(): void {
    this.#ended = true;
    this.#options.clock.cancel(this.#timer);
    for (const { reject } of this.#underWay.flatMap(({ calls }) => calls)) {
      reject(new Unsettled());
    }
    for (const { reject } of this.#waiting) reject(new OutOfReach());
    this.#waiting.clear();
    this.#waitingText = 0;
    this.#underWay = [];
    this.#tellDrained();
  }

  /** Settles when no call is open. */
  drained(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onDrained.push(resolve));
  }

  #add<Answer>(call: Call, put: (waiting: Waiting) => void): Promise<Answer> {
    if (this.#ended) return Promise.reject(new OutOfReach());
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const weight = this.#options.weigh?.(call) ?? 0;
    this.#waitingText += weight;
    put({ call, weight, resolve, reject });
    this.#arm();
    return promise;
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#options.clock.nextTurn(() => this.#turn());
  }

  #turn(): void {
    this.#armed = false;
    if (this.#underWay.length >= this.#mostUnderWay) return;
    if (this.#waiting.length === 0) return;
    const { clock } = this.#options;
    const early = this.#notBefore - clock.elapsed();
    if (early > 0 && this.#waiting.length < ENOUGH) {
      this.#timer ??= clock.after(early, () => {
        this.#timer = undefined;
        this.#turn();
      });
      return;
    }
    clock.cancel(this.#timer);
    this.#timer = undefined;
    this.#send();
  }

  #send(): void {
    const { port, moments, clock, pause } = this.#options;
    const calls = this.#takeSome();
    const number = ++this.#sent;
    this.#underWay.push({ number, calls });
    const isAlone = calls.length < SEVERAL;
    this.#notBefore = isAlone ? 0 : clock.elapsed() + pause;
    this.#options.onBatch?.();
    const now = moments?.now();
    port.post({ number, now, calls: calls.map(({ call }) => call) });
    if (this.#waiting.length > 0) this.#arm();
  }

  get #mostUnderWay(): number {
    const fillsOne = this.#waiting.length >= MAX_TOGETHER;
    return fillsOne ? MAX_FULL_UNDER_WAY : MAX_UNDER_WAY;
  }

  #isFull(): boolean {
    return this.#waiting.length >= MAX_WAITING ||
      this.#waitingText >= MAX_WAITING_TEXT;
  }

  /** The calls of the next batch. */
  #takeSome(): Waiting[] {
    const calls: Waiting[] = [];
    for (let text = 0; calls.length < MAX_TOGETHER;) {
      const next = this.#waiting.peekFront();
      text += next?.weight ?? 0;
      const isTooMuch = calls.length > 0 && text > MAX_TOGETHER_TEXT;
      if (next === undefined || isTooMuch) break;
      this.#waiting.popFront();
      this.#waitingText -= next.weight;
      calls.push(next);
    }
    return calls;
  }

  #take(answers: Answers): void {
    const first = this.#underWay.shift();
    // The answer to another batch would be worse than none.
    if (first?.number !== answers.number) {
      throw new TypeError(`answers to ${answers.number}, not ${first?.number}`);
    }
    const { onAnswers, onAnswer } = this.#options;
    onAnswers?.(answers);
    first.calls.forEach((waiting, at) => {
      const outcome = answers.outcomes[at] as Outcome;
      if (outcome[0] === "answer") onAnswer?.(waiting.call, outcome[1]);
      settle(waiting, outcome);
    });
    if (this.#waiting.length > 0) this.#arm();
    else this.#tellDrained();
  }

  #tellDrained(): void {
    if (this.size > 0) return;
    for (const tell of this.#onDrained.splice(0)) tell();
  }
}

function settle({ resolve, reject }: Waiting, outcome: Outcome): void {
  switch (outcome[0]) {
    case "answer":
      return resolve(outcome[1] as never);
    case "refused":
      return reject(fromRefusal(outcome[1]));
    case "fault":
      return reject(faultOf(outcome[1], outcome[2]));
  }
}

function faultOf(fault: string, text: string): Error {
  const isOfAll = fault === "full" || fault === "broken";
  return isOfAll ? new OutOfReach() : new FileFault(text);
}
