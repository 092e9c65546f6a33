import type { RequestOf, ResponseOf } from "../protocol/operations.ts";
import { GimReplyError } from "./errors.ts";

const NOT_FOUND = 404;

/**
 * The pages of a history from newest to oldest; messages ascend within a page.
 * It ends early if the oldest messages are evicted meanwhile.
 */
export async function* historyPages(
  read: (body: RequestOf<"history">) => Promise<ResponseOf<"history">>,
  first: RequestOf<"history">,
): AsyncGenerator<ResponseOf<"history">, void> {
  let body = first;
  for (;;) {
    const page = await read(body).catch((error) => {
      if (body !== first && isNotFound(error)) return undefined;
      throw error;
    });
    if (page === undefined) return;
    yield page;
    const [oldest] = page.items;
    if (!page.has_more || oldest === undefined) return;
    body = { ...first, message_id: oldest.id };
  }
}

/** The pages of a list with cursors. */
export async function* cursorPages<
  Body extends { cursor?: string },
  Page extends { next_cursor?: string },
>(
  read: (body: Body) => Promise<Page>,
  first: Body,
): AsyncGenerator<Page, void> {
  let body = first;
  for (;;) {
    const page = await read(body);
    yield page;
    if (page.next_cursor === undefined) return;
    body = { ...first, cursor: page.next_cursor };
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof GimReplyError && error.code === NOT_FOUND;
}
