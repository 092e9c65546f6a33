import type { RequestOf, ResponseOf } from "../protocol/operations.ts";
import type { Session } from "../protocol/responses.ts";

/** Sessions on a page of the list, the most that a page can have. */
const PAGE = 100;
/** How often it is read at most while what it shows does not rest. */
const MAX_PASSES = 5;

/** What {@linkcode readSessions} needs. */
export interface SessionListOptions {
  readonly read: (
    body: RequestOf<"sessions">,
  ) => Promise<ResponseOf<"sessions">>;
  /** Takes a session; one may come more than once, the newest state last. */
  readonly take: (session: Session) => void;
  /** Is it of no more use? */
  readonly isOver: () => boolean;
  /** Most sessions that are read in one pass. */
  readonly max: number;
}

/**
 * Reads the whole list of sessions. The one that gets a message between two
 * pages moves to the front, and is on neither where it stood further behind. So
 * what has moved since the reading began is read again, until it is all on one
 * page, which shows one moment.
 */
export async function readSessions(options: SessionListOptions): Promise<void> {
  let since = 0;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const { pages, newest, left } = await readSince(since, options);
    // One that is longer than what is read of it does not come to rest.
    if (pages < 2 || left <= 0) return;
    since = newest;
  }
}

/** Reads from the front to what was there at a time already. */
async function readSince(
  since: number,
  { read, take, isOver, max }: SessionListOptions,
): Promise<{ pages: number; newest: number; left: number }> {
  let [pages, newest, left] = [0, 0, max];
  let body: RequestOf<"sessions"> = { count: PAGE };
  while (!isOver() && left > 0) {
    const { items, next_cursor: cursor } = await read(body);
    pages++;
    // Fewer than asked for where a frame had no room for more. An empty page
    // that is not the last, which nobody sends, counts as a full one.
    left -= items.length || PAGE;
    for (const session of items) take(session);
    const { updated_at = 0 } = items.at(-1) ?? {};
    if (pages === 1) newest = items[0]?.updated_at ?? 0;
    if (cursor === undefined || updated_at < since) break;
    body = { count: PAGE, cursor };
  }
  return { pages, newest, left };
}
