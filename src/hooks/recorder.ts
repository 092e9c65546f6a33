import type { Clock, Timer } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import type { Message } from "../domain/model.ts";
import { messageData, partiesOfMessage } from "../protocol/hook_data.ts";
import type { Views } from "../protocol/views.ts";
import type { HookType } from "../domain/hook_types.ts";
import type { HookEvent, Outbox } from "../storage/outbox.ts";

/** Milliseconds until events that could not be kept are tried again. */
const PAUSE = 1000;
/** Events of one try. */
const AT_ONCE = 1000;

/** What {@linkcode Recorder} needs. */
export interface RecorderOptions {
  readonly outbox: Pick<Outbox, "add" | "addStored" | "recordsStored">;
  /** What the back end wants to be told. */
  readonly types: readonly HookType[];
  readonly views: Views;
  /** Unix time in milliseconds, by the clock all nodes share. */
  readonly now: () => number;
  readonly clock: Pick<Clock, "after" | "cancel">;
  readonly log: Pick<Log, "warn">;
  /** Most events that are held while the outbox is out of reach. */
  readonly backlog: number;
  /** Called when there is something to tell. */
  readonly onAdded: () => void;
}

/** What is to be told; the recorder adds what is not given. */
export type NewEvent =
  & Omit<HookEvent, "id" | "at">
  & Partial<Pick<HookEvent, "id" | "at">>;

/**
 * Puts events into the outbox. Where that takes time, replies wait for it, so
 * that what was answered is told even if the process ends then.
 */
export class Recorder {
  #options: RecorderOptions;
  #types: ReadonlySet<HookType>;
  /** Unique for this process; counted on for each event. */
  #prefix = `evt_${crypto.randomUUID().replaceAll("-", "")}_`;
  #count = 0;
  /** The last of the calls that are under way. They settle in their order. */
  #pending: Promise<void> | undefined;
  /** Events that could not be kept yet. */
  #held: HookEvent[] = [];
  #timer: Timer | undefined;
  #stopped = false;
  /** Events that were dropped while the outbox was out of reach. */
  dropped = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#types = new Set(options.types);
  }

  /** Is the back end told events of this type? */
  wants(type: HookType): boolean {
    return this.#types.has(type);
  }

  /**
   * Settles when everything recorded so far is kept, or could not be;
   * undefined if it is.
   */
  get written(): Promise<void> | undefined {
    return this.#pending;
  }

  /** An event as it is kept. */
  eventOf({ id, type, about, data, at, wait }: NewEvent): HookEvent {
    const event = {
      id: id ?? this.#prefix + (++this.#count).toString(36),
      type,
      at: at ?? this.#options.now(),
      about,
      data,
    };
    return wait === undefined ? event : { ...event, wait };
  }

  /** Records an event of a type that is wanted. */
  record(event: NewEvent): void {
    const { outbox, onAdded } = this.#options;
    const kept = [this.eventOf(event)];
    const adding = outbox.add(kept);
    if (adding === undefined) onAdded();
    else this.#wait(adding, kept);
  }

  /** The storage has recorded something itself. */
  recorded(): void {
    this.#options.onAdded();
  }

  /** Records a message that was stored, unless its storage has. */
  stored(message: Message): void {
    const { outbox, onAdded } = this.#options;
    if (outbox.recordsStored) onAdded();
    else if (outbox.addStored === undefined) this.record(this.#newsOf(message));
    else {
      outbox.addStored(message, this.#open);
      onAdded();
    }
  }

  #open = (message: Message): HookEvent => this.eventOf(this.#newsOf(message));

  #newsOf(message: Message): NewEvent {
    return {
      type: "message.created",
      at: message.createdAt,
      about: partiesOfMessage(message),
      data: messageData(message, this.#options.views),
    };
  }

  /** Drops what is held about a user, who is erased. */
  forget(userId: string): void {
    this.#held = this.#held.filter(({ about }) => !about.includes(userId));
  }

  /** Tries nothing again, not even what is on its way. */
  stop(): void {
    this.#stopped = true;
    this.#options.clock.cancel(this.#timer);
  }

  #wait(adding: Promise<void>, events: readonly HookEvent[]): void {
    const pending = adding.then(
      () => this.#options.onAdded(),
      (fault) => this.#hold(events, fault),
    ).finally(() => {
      if (this.#pending === pending) this.#pending = undefined;
    });
    this.#pending = pending;
  }

  #hold(events: readonly HookEvent[], fault: unknown): void {
    const { log, backlog, clock } = this.#options;
    if (this.#timer === undefined && !this.#stopped) {
      log.warn("hooks not kept", { fault: describeFault(fault) });
      this.#timer = clock.after(PAUSE, () => this.#addHeld());
    }
    this.#held.push(...events);
    const surplus = this.#held.length - backlog;
    if (surplus > 0) this.dropped += this.#held.splice(0, surplus).length;
  }

  #addHeld(): void {
    const held = this.#held;
    this.#held = [];
    this.#timer = undefined;
    for (let at = 0; at < held.length; at += AT_ONCE) {
      const some = held.slice(at, at + AT_ONCE);
      const adding = this.#options.outbox.add(some);
      if (adding !== undefined) this.#wait(adding, some);
    }
  }
}
