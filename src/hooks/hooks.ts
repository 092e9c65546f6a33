import type { Views } from "../protocol/views.ts";
import type { News } from "../push/news.ts";
import type { Outbox, OutboxSizes, WaitingEvent } from "../storage/outbox.ts";
import type { Attendance } from "./attendance.ts";
import type { BeforeSend } from "./before_send.ts";
import type { Courier } from "./courier.ts";
import { HookNews } from "./hook_news.ts";
import type { Recorder } from "./recorder.ts";
import type { ThreadPoster } from "./thread_poster.ts";
import type { Unconfirmed } from "./unconfirmed.ts";

/** Milliseconds at the end for what is due. */
const LAST_EVENTS = 1000;

/** The parts that tell the back end what has happened. */
export interface TellingParts {
  readonly outbox: Outbox;
  readonly courier: Courier;
  readonly recorder: Recorder;
  readonly attendance: Attendance | undefined;
  readonly unconfirmed: Unconfirmed | undefined;
  readonly views: Views;
}

/** What {@linkcode Hooks} needs. */
export interface HooksOptions {
  readonly poster: Pick<ThreadPoster, "start" | "stop">;
  /** Undefined: the back end is asked nothing. */
  readonly beforeSend: BeforeSend | undefined;
  /** Undefined: the back end is told nothing. */
  readonly told: TellingParts | undefined;
}

/** Everything that tells and asks the back end. */
export class Hooks {
  #options: HooksOptions;

  constructor(options: HooksOptions) {
    this.#options = options;
  }

  /** Asks before a message is stored; undefined: nobody is asked. */
  get beforeSend(): BeforeSend | undefined {
    return this.#options.beforeSend;
  }

  /** The news for the rules, with the back end among those who hear them. */
  newsOver(inner: News): News {
    const { told } = this.#options;
    return told === undefined ? inner : new HookNews({
      inner,
      recorder: told.recorder,
      views: told.views,
      attendance: told.attendance,
    });
  }

  /**
   * Settles when all that has happened so far is kept to be told, or could not
   * be; undefined if it is. Replies wait for it.
   */
  get written(): Promise<void> | undefined {
    const { told } = this.#options;
    const events = told?.recorder.written;
    const absences = told?.attendance?.written;
    if (events === undefined) return absences;
    return absences === undefined ? events : events.then(() => absences);
  }

  /** Begins; to be called once the storage is open. */
  async start(): Promise<void> {
    const { poster, told } = this.#options;
    poster.start();
    const before = await told?.outbox.open?.();
    told?.attendance?.start(before);
    told?.courier.wake();
  }

  /** Tells what is due, for a moment; the rest waits where it can. */
  async stop(): Promise<void> {
    const { poster, told } = this.#options;
    told?.attendance?.stop();
    await told?.courier.stop(LAST_EVENTS);
    told?.recorder.stop();
    told?.outbox.stop?.();
    poster.stop();
  }

  /** How full the outbox is, as far as it is known. */
  get sizes(): OutboxSizes {
    const { told } = this.#options;
    if (told === undefined) return { waiting: 0, oldest: 0, dropped: 0 };
    const { waiting, oldest, dropped } = told.outbox.sizes;
    // Some never reached the outbox.
    return { waiting, oldest, dropped: dropped + told.recorder.dropped };
  }

  /** The oldest events that wait, for an operator. */
  async waiting(count: number): Promise<readonly WaitingEvent[]> {
    return await this.#options.told?.outbox.list(count) ?? [];
  }

  /** Tells an event at once. False if none with this id waits. */
  async retry(id: string): Promise<boolean> {
    const { told } = this.#options;
    const isKnown = await told?.outbox.retry(id) ?? false;
    if (isKnown) told?.courier.wake();
    return isKnown;
  }

  /** Removes what waits about a user, who is erased, here and in the storage. */
  async forget(userId: string): Promise<void> {
    // What is on its way to the outbox is in it then, or held.
    await this.written;
    this.forgetHere(userId);
    await this.#options.told?.outbox.forget(userId);
  }

  /** Forgets what this process remembers of a user, who is erased. */
  forgetHere(userId: string): void {
    const { beforeSend, told } = this.#options;
    beforeSend?.forget(userId);
    told?.recorder.forget(userId);
    told?.attendance?.forget(userId);
    told?.unconfirmed?.forget(userId);
  }
}
