import type { Clock, Timer } from "../base/clock.ts";
import { cut } from "../base/cut.ts";
import { atMost } from "../base/within.ts";
import { describeFault } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import type { HookCounts } from "../observe/metrics/hook_counts.ts";
import type { Outbox, TakenEvent, Told } from "../storage/outbox.ts";
import type { Poster, PostOutcome } from "./poster.ts";
import { GIVE_UP, retryPause } from "./retry_pause.ts";

/** Milliseconds until an outbox that failed is asked again. */
const PAUSE = 1000;
/** Most characters of an answer that are kept for operators. */
const MAX_SHOWN = 200;

/** What {@linkcode Courier} needs. */
export interface CourierOptions {
  readonly outbox: Outbox;
  readonly poster: Poster;
  /** Posts under way at a time. */
  readonly concurrency: number;
  readonly clock: Pick<Clock, "after" | "cancel" | "nextTurn">;
  readonly counts: HookCounts;
  readonly log: Pick<Log, "warn" | "error" | "info">;
  /**
   * Completes the data of an event just before it is told; undefined: there is
   * nothing to tell any more.
   */
  readonly complete: (
    event: TakenEvent,
  ) => Promise<object | undefined> | object | undefined;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Tells the back end what is in the outbox. Whatever is not taken with a 2xx is
 * tried again, with growing pauses, for 24 hours.
 */
export class Courier {
  #options: CourierOptions;
  #underWay = 0;
  #isAsking = false;
  #askAgain = false;
  #timer: Timer | undefined;
  #armed = false;
  #told: Told[] = [];
  /** Did the last event fail? Its changes are logged. */
  #failing = false;
  #stopped = false;
  /** Is nothing under way, and was nothing due? */
  #isIdle = true;
  #onIdle: (() => void) | undefined;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** There may be something to tell. */
  wake(): void {
    if (this.#armed || this.#stopped) return;
    // The end of one that is under way wakes it again.
    if (this.#underWay >= this.#options.concurrency) return;
    this.#armed = true;
    this.#isIdle = false;
    this.#options.clock.nextTurn(() => {
      this.#armed = false;
      void this.#ask();
    });
  }

  /**
   * Tells what is due, for so many milliseconds at most, and begins nothing
   * more; settles when the outcomes that are known are kept.
   */
  async stop(patience: number): Promise<void> {
    const { clock } = this.#options;
    if (!this.#isIdle) {
      const idle = Promise.withResolvers<void>();
      this.#onIdle = idle.resolve;
      await atMost(idle.promise, { ms: patience, clock });
    }
    this.#stopped = true;
    clock.cancel(this.#timer);
    await this.#settle();
  }

  async #ask(): Promise<void> {
    if (this.#stopped) return;
    this.#askAgain = this.#isAsking;
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { outbox, concurrency, clock, log } = this.#options;
    try {
      const room = concurrency - this.#underWay;
      if (room <= 0) return;
      const { events, next } = await outbox.take(room);
      for (const event of events) void this.#tell(event);
      this.#isIdle = this.#underWay === 0 && next !== 0;
      if (this.#isIdle) this.#onIdle?.();
      if (next !== undefined && this.#underWay < concurrency) this.#later(next);
    } catch (fault) {
      log.warn("hooks not readable", { fault: describeFault(fault) });
      this.#later(PAUSE);
    } finally {
      this.#isAsking = false;
      if (this.#askAgain) clock.nextTurn(() => void this.#ask());
    }
  }

  #later(pause: number): void {
    const { clock } = this.#options;
    clock.cancel(this.#timer);
    if (this.#stopped) return;
    this.#timer = clock.after(pause, () => void this.#ask());
  }

  async #tell(event: TakenEvent): Promise<void> {
    this.#underWay++;
    const outcome = await this.#post(event);
    this.#underWay--;
    // It is told once more, as nobody can write down any more that it was.
    if (this.#stopped) return;
    this.#told.push(
      outcome === undefined
        ? { id: event.id, over: true }
        : this.#judge(event, outcome),
    );
    if (this.#told.length === 1) {
      this.#options.clock.nextTurn(() => void this.#settle());
    }
    this.wake();
  }

  /** Undefined: there was nothing to tell. */
  async #post(event: TakenEvent): Promise<PostOutcome | undefined> {
    const { poster, complete } = this.#options;
    const { id, type, at } = event;
    try {
      const data = await complete(event);
      if (data === undefined) return undefined;
      const timestamp = new Date(at).toISOString();
      const body = JSON.stringify({ type, timestamp, data });
      return await poster.post({ to: "webhook", id, body });
    } catch (fault) {
      return { status: 0, reason: describeFault(fault) };
    }
  }

  #judge({ id, type, tries, age }: TakenEvent, outcome: PostOutcome): Told {
    const { counts, random, log } = this.#options;
    const isTaken = outcome.status >= 200 && outcome.status < 300;
    this.#note(isTaken, outcome);
    if (isTaken) {
      counts.delivered++;
      return { id, over: true };
    }
    counts.failed++;
    if (age >= GIVE_UP && tries > 0) {
      counts.givenUp++;
      log.error("hook given up", { id, type, answer: shown(outcome) });
      return { id, over: true };
    }
    const pause = retryPause(tries + 1, random());
    return { id, over: false, pause, answer: shown(outcome) };
  }

  /** One line where it begins to fail, and one where it is well again. */
  #note(isTaken: boolean, outcome: PostOutcome): void {
    const { log } = this.#options;
    if (isTaken !== this.#failing) return;
    this.#failing = !isTaken;
    if (isTaken) log.info("hooks taken again");
    else log.warn("hook not taken", { answer: shown(outcome) });
  }

  async #settle(): Promise<void> {
    const told = this.#told;
    this.#told = [];
    if (told.length === 0) return;
    const { outbox, log } = this.#options;
    try {
      await outbox.settle(told);
    } catch (fault) {
      // They are told once more, when the outbox thinks that nobody does.
      log.warn("hooks not settled", { fault: describeFault(fault) });
    }
    this.wake();
  }
}

/** What came back, in a line for an operator. */
function shown(outcome: PostOutcome): string {
  if ("reason" in outcome) return cut(outcome.reason, MAX_SHOWN);
  const text = outcome.text.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return cut(`${outcome.status} ${text}`.trim(), MAX_SHOWN);
}
