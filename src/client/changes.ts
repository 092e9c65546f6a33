import type { EventPush, Message } from "../protocol/responses.ts";

/**
 * Most recalled messages that are remembered; a recall of an older one may be
 * reported twice.
 */
const MAX_REMEMBERED = 1000;

/** Most messages of which it is remembered that they have just changed. */
const MAX_AHEAD = 100;

const RECALLED = 2;

/** The event of a recall. */
export type ChangeEvent = Extract<EventPush, { event: "recalled" }>;

/** The event of an edit, or of reactions. */
export type UpdateEvent = Extract<EventPush, { event: "edited" | "reacted" }>;

/** The id of the message that changed. */
export function changedId(event: UpdateEvent): string {
  return event.event === "edited"
    ? event.message?.id ?? event.message_id ?? ""
    : event.message_id;
}

/** Is it the event of a change of a message? */
export function isChange(event: EventPush): event is ChangeEvent | UpdateEvent {
  const { event: name } = event;
  return name === "recalled" || name === "edited" || name === "reacted";
}

/** The event of the recall that produced this state of a message. */
export function changeOf(message: Message): ChangeEvent {
  const { id: message_id, session_id, sequence } = message;
  return { event: "recalled", session_id, message_id, sequence };
}

/**
 * The event of the change that produced this state of a message. What has
 * changed besides a recall is not known: an edit shows all of the message.
 */
export function stateOf(message: Message): ChangeEvent | UpdateEvent {
  if (message.status === RECALLED) return changeOf(message);
  return { event: "edited", session_id: message.session_id, message };
}

/** A message after an edit, or after reactions. */
export function updated(message: Message, event: UpdateEvent): Message {
  if (event.event === "edited") {
    const { request_id } = message;
    const { message: edited = message } = event;
    return request_id === undefined ? edited : { ...edited, request_id };
  }
  const { reactions: known = [], ...rest } = message;
  const reactions = event.counts === undefined
    ? withCount(known, event)
    : withCounts(known, event.counts);
  return reactions.length > 0 ? { ...rest, reactions } : rest;
}

type Reactions = NonNullable<Message["reactions"]>;

function withCounts(
  known: Reactions,
  counts: Readonly<Record<string, number>>,
): Reactions {
  return Object.entries(counts).map(([reaction, count]) => {
    const mine = known.find((each) => each.reaction === reaction)?.mine;
    return mine ? { reaction, count, mine } : { reaction, count };
  });
}

function withCount(
  known: Reactions,
  { reaction = "", count = 0 }: Extract<UpdateEvent, { event: "reacted" }>,
): Reactions {
  const isKnown = known.some((each) => each.reaction === reaction);
  const all = isKnown ? known : [...known, { reaction, count }];
  return all.map((each) =>
    each.reaction === reaction ? { ...each, count } : each
  )
    .filter((each) => each.count > 0);
}

/** The changes of a conversation's messages, so that each is reported once. */
export class Changes {
  /** The number of the last change; all before it are known. */
  last = 0;
  /** Of the messages that are recalled. */
  #sequences = new Set<number>();
  /** What was known before the last change of each message, by its id. */
  #ahead = new Map<string, number>();

  /** Records a recall; returns false if the message is known to be recalled. */
  note(sequence: number): boolean {
    if (this.#sequences.has(sequence)) return false;
    this.#sequences.add(sequence);
    if (this.#sequences.size > MAX_REMEMBERED) {
      for (const oldest of this.#sequences) {
        this.#sequences.delete(oldest);
        break;
      }
    }
    return true;
  }

  /** Is the message known to be recalled? */
  isRecalled(sequence: number): boolean {
    return this.#sequences.has(sequence);
  }

  /**
   * Takes the number of a recall that was pushed. Returns false if other
   * changes have to be asked for: those before it, or all, because the service
   * has lost some and uses their numbers again.
   */
  follow(change: number, isNew: boolean): boolean {
    if (change > this.last + 1) return false;
    if (change > this.last) this.last = change;
    else if (isNew) this.last = 0;
    return this.last >= change;
  }

  /** The same for an edit or reactions, which tell the changes after `since`. */
  followUpdate({ change = 0, since = change - 1 }: UpdateEvent): boolean {
    if (since > this.last) return false;
    this.last = Math.max(this.last, change);
    return true;
  }

  /**
   * Was an edit, or were reactions, read before they were pushed? What was read
   * may be newer, so they are to be asked for again.
   */
  isOvertaken({ change = 0, since = change - 1 }: UpdateEvent): boolean {
    if (change > this.last) return false;
    this.last = Math.min(this.last, since);
    return true;
  }

  /** Remembers an edit, or reactions, of a message that may still come. */
  noteAhead(event: UpdateEvent): void {
    const { change = 0, since = change - 1 } = event;
    this.noteChanged(changedId(event), since);
  }

  /** The same for a message that has changed in some way after `since`. */
  noteChanged(id: string, since: number): void {
    if (this.#ahead.size >= MAX_AHEAD) this.#ahead.clear();
    this.#ahead.set(id, since);
  }

  /**
   * A message comes, perhaps as it was sent. Returns whether the changes have to
   * be asked for again, as it had changed before it came.
   */
  hadChanged(id: string): boolean {
    this.last = Math.min(this.last, this.#ahead.get(id) ?? Infinity);
    return this.#ahead.delete(id);
  }

  /**
   * Messages come as they were after a change. Returns whether the changes since
   * have to be asked for again, which may be of these messages.
   */
  goBack(change: number): boolean {
    if (change >= this.last) return false;
    this.last = change;
    return true;
  }

  /** A message after its known recall. */
  apply(message: Message): Message {
    const { sequence, status } = message;
    if (status === RECALLED) this.note(sequence);
    return this.#sequences.has(sequence) ? recalled(message) : message;
  }

  /** Forgets the recalls of messages with a greater sequence. */
  cut(sequence: number): void {
    for (const each of this.#sequences) {
      if (each > sequence) this.#sequences.delete(each);
    }
  }
}

/** A message as it is when it has been recalled. */
export function recalled(message: Message): Message {
  const { data: _, mentions: __, edited_at: ___, reactions: ____, ...rest } =
    message;
  return { ...rest, status: RECALLED, content: "" };
}
