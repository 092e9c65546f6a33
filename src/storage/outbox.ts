import type { Message } from "../domain/model.ts";
import type { HookType } from "../domain/hook_types.ts";

/** One event for the back end, until it is told. */
export interface HookEvent {
  /** Unique for all time; the same at each try. */
  readonly id: string;
  readonly type: HookType;
  /** Unix time in milliseconds. */
  readonly at: number;
  /** The users in its data; see {@linkcode Outbox.forget}. */
  readonly about: readonly string[];
  /** What the back end gets; plain data that is never changed. */
  readonly data: object;
  /** Only for an event that somebody may make needless. */
  readonly wait?: HookWait;
}

/** Until when an event waits, and who makes it needless by coming back. */
export interface HookWait {
  readonly userId: string;
  /** Milliseconds. */
  readonly delay: number;
}

/** Makes the event of a message that was stored. */
export type OpenEvent = (message: Message) => HookEvent;

/** An event that whoever has taken it tells now. */
export interface TakenEvent extends Omit<HookEvent, "wait"> {
  /** How often it was tried before. */
  readonly tries: number;
  /** Milliseconds since it could have been told for the first time. */
  readonly age: number;
}

/** A page of what is due. */
export interface Due {
  readonly events: readonly TakenEvent[];
  /** Milliseconds until another one is due; undefined if none is known. */
  readonly next: number | undefined;
}

/** What became of an event that was taken. */
export type Told =
  /** It was told, or is given up; it is forgotten. */
  | { readonly id: string; readonly over: true }
  /** It is tried again after so many milliseconds. */
  | {
    readonly id: string;
    readonly over: false;
    readonly pause: number;
    readonly answer: string;
  };

/** An event that waits, as an operator sees it. */
export interface WaitingEvent {
  readonly id: string;
  readonly type: HookType;
  /** Unix time in milliseconds. */
  readonly at: number;
  readonly tries: number;
  /** Milliseconds until the next try; 0: it is due, or under way. */
  readonly dueIn: number;
  /** What came back from the last try, shortened. */
  readonly answer: string | undefined;
}

/** What an outbox knows of the time before the process began. */
export interface BeforeStart {
  /** Those who were online at the end, see {@linkcode Outbox.setPresent}. */
  readonly present: readonly string[];
  /** About when something was stored last: Unix time in milliseconds. */
  readonly until: number;
}

/** How full an outbox is. */
export interface OutboxSizes {
  readonly waiting: number;
  /** Milliseconds since the oldest could have been told; 0 if none waits. */
  readonly oldest: number;
  /** Events that were dropped here because too many waited. */
  readonly dropped: number;
}

/**
 * What the back end is still to be told, at least once and in any order. At most
 * `--webhook-backlog` events wait; beyond, the oldest are dropped and counted.
 * Where other nodes share it, an event that is taken by one of them is not taken
 * by another one as long as the first is alive.
 */
export interface Outbox {
  /**
   * Does the storage record `message.created` itself, in the step that stores
   * the message?
   */
  readonly recordsStored?: boolean;

  /** Prepares it, once the storage is open. Only one that lasts has it. */
  open?(): Promise<BeforeStart>;

  /**
   * Remembers for the next process whether a user is online. Only an outbox that
   * lasts and that is this process' own has it.
   */
  setPresent?(userId: string, isPresent: boolean): Promise<void>;

  /**
   * Keeps events. Undefined if that is done; otherwise the promise settles when
   * they would survive the end of the process, in the order of the calls.
   *
   * @throws {ReplyError} 503
   */
  add(events: readonly HookEvent[]): Promise<void> | undefined;

  /**
   * As `add`, of the event of a stored message, which `open` makes when it is
   * needed. Only an outbox for which that is cheaper has it.
   */
  addStored?(message: Message, open: OpenEvent): void;

  /** Takes at most `count` events that are due. */
  take(count: number): Promise<Due>;

  /** Says what became of events that were taken. */
  settle(told: readonly Told[]): Promise<void>;

  /** Removes what waits for a user, who has come back. */
  cameBack(userId: string): Promise<void>;

  /** Removes an event that has not been told, such as one about a recall. */
  withdraw(messageId: string, userId: string): Promise<void>;

  /** Removes all events about a user, who is erased. */
  forget(userId: string): Promise<void>;

  /** Others have added events, for which so many were dropped. */
  noteDropped?(count: number): void;

  /** Lets go of its timers. */
  stop?(): void;

  /** The oldest events that wait. */
  list(count: number): Promise<readonly WaitingEvent[]>;

  /** Makes an event due at once. False if none with this id waits. */
  retry(id: string): Promise<boolean>;

  /** As far as it is known without asking; see {@linkcode Outbox.list}. */
  readonly sizes: OutboxSizes;
}
