import type { Session } from "../protocol/responses.ts";
import type { Position } from "./position.ts";
import type { Timeline } from "./timeline.ts";

/**
 * Where the application begins in a conversation that it has no position in.
 * `now`: with what comes from the first login on. `unread`: with the first
 * message that its user has not read. `all`: with the first that is kept.
 */
export type From = "now" | "unread" | "all";

const CHATROOM = 1;

/**
 * Decides where a conversation begins. What the first list of a client without
 * saved positions shows was there before, and begins as {@linkcode From} says;
 * what a later one shows is new, and begins at its beginning, a chatroom where
 * its user joined, as far as the list tells, or with `all` at the first message
 * that is kept.
 */
export class StartPositions {
  /** Where an earlier run of the application stopped. */
  readonly saved: readonly (readonly [string, Position])[];
  /** Is what the list shows from before this client? */
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
   * list; `lowest` is what pushes have spoken of meanwhile.
   */
  listed(session: Session, lowest: number, joining: boolean): number {
    const { type, last_sequence, unread } = session;
    if (joining) return last_sequence - unread;
    if (this.#from === "all") return 0;
    if (this.isFirst) {
      const read = this.#from === "now"
        ? last_sequence
        : last_sequence - unread;
      return Math.min(read, lowest - 1);
    }
    return type === CHATROOM ? last_sequence - unread : 0;
  }

  /** The same for a conversation that pushes show and the list did not. */
  unlisted({ id, lowest }: Pick<Timeline, "id" | "lowest">): number {
    if (this.#from === "all") return 0;
    const isNew = !this.isFirst && !id.startsWith(`${CHATROOM}:`);
    return isNew ? 0 : lowest - 1;
  }
}
