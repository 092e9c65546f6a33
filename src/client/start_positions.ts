import type { Session } from "../protocol/responses.ts";
import type { Position } from "./position.ts";
import type { Timeline } from "./timeline.ts";

/**
 * Where the application begins in a conversation without a saved position.
 * `now`: with what is sent after the first login. `unread`: with the first
 * message that its user has not read. `all`: with the first message that is
 * kept.
 */
export type From = "now" | "unread" | "all";

const CHATROOM = 1;

/**
 * Decides where a conversation begins. For a client without saved positions,
 * the conversations of the first list existed before, and begin as {@linkcode
 * From} says. A conversation that only a later list contains is new and begins
 * at its beginning: a chatroom where its user joined, as far as the list shows
 * that, or, with `all`, at the first message that is kept.
 */
export class StartPositions {
  /** The positions of an earlier run of the application. */
  readonly saved: readonly (readonly [string, Position])[];
  /** Did the conversations of the list exist before this client? */
  isFirst: boolean;
  #from: From;

  constructor(
    from: From,
    saved: Readonly<Record<string, Position>> | undefined,
  ) {
    this.#from = from;
    this.saved = Object.entries(saved ?? {});
    this.isFirst = saved === undefined;
  }

  /**
   * The sequence before the first message to deliver, for a conversation of the
   * list. `lowest` is the lowest sequence pushed meanwhile.
   */
  listed(session: Session, lowest: number, joining: boolean): number {
    const { type, last_sequence, unread } = session;
    if (this.#from === "all" && !joining) return 0;
    const isNew = joining || !this.isFirst;
    if (isNew && type !== CHATROOM) return 0;
    const isRead = !isNew && this.#from === "now";
    const read = isRead ? last_sequence : last_sequence - unread;
    // What was pushed is of this membership; own messages are not unread.
    return Math.min(read, lowest - 1);
  }

  /**
   * The same for a chatroom that the user has joined. Who was a member before
   * may have sent or read something since, so that what was pushed meanwhile
   * does not count as unread.
   */
  joined(
    { lowest, awaits }: Pick<Timeline, "lowest" | "awaits">,
    { last_sequence, unread }: Pick<Session, "last_sequence" | "unread">,
    userId: string,
  ): number {
    const read = last_sequence - unread;
    const sender = awaits(read)?.sender.id;
    const isNew = unread === 0 && sender !== undefined && sender !== userId;
    return isNew ? read : Math.min(read, lowest - 1);
  }

  /** The same for a conversation that was pushed and is not in the list. */
  unlisted({ id, lowest }: Pick<Timeline, "id" | "lowest">): number {
    if (this.#from === "all") return 0;
    const isNew = !this.isFirst && !id.startsWith(`${CHATROOM}:`);
    return isNew ? 0 : lowest - 1;
  }
}
