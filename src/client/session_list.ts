import type { RequestOf, ResponseOf } from "../protocol/operations.ts";
import type { Session } from "../protocol/responses.ts";

/** Sessions on a page, the most that the service allows. */
const PAGE = 100;
/** How often it is read at most while the list keeps changing. */
const MAX_PASSES = 5;

/** What {@linkcode readSessions} needs. */
export interface SessionListOptions {
  readonly read: (
    body: RequestOf<"sessions">,
  ) => Promise<ResponseOf<"sessions">>;
  /**
   * Takes a session; one may come more than once, with its newest state last.
   */
  readonly take: (session: Session) => void;
  /** Is the list of no more use? */
  readonly isOver: () => boolean;
  /** Most sessions that are read in one pass. */
  readonly max: number;
}

/**
 * Reads the whole list of sessions. A session that gets a message between two
 * pages moves to the front, and appears on neither page. So the front is read
 * again for what has moved since the reading began, until all of it is on one
 * page, which shows a single moment.
 */
export async function readSessions(options: SessionListOptions): Promise<void> {
  let since = 0;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const { pages, newest, left } = await readSince(since, options);
    // A list longer than what is read of it never stops changing.
    if (pages < 2 || left <= 0) return;
    since = newest;
  }
}

/** Reads from the front up to what was there at a given time. */
async function readSince(
  since: number,
  { read, take, isOver, max }: SessionListOptions,
): Promise<{ pages: number; newest: number; left: number }> {
  let [pages, newest, left] = [0, 0, max];
  let body: RequestOf<"sessions"> = { count: PAGE };
  while (!isOver() && left > 0) {
    const { items, next_cursor: cursor } = await read(body);
    pages++;
    // A page may be short if a frame had no room for more. An empty page that
    // is not the last, which no service sends, counts as a full one.
    left -= items.length || PAGE;
    for (const session of items) take(session);
    const { updated_at = 0 } = items.at(-1) ?? {};
    if (pages === 1) newest = items[0]?.updated_at ?? 0;
    if (cursor === undefined || updated_at < since) break;
    body = { count: PAGE, cursor };
  }
  return { pages, newest, left };
}
