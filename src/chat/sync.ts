import { parseSessionId } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import { DEFAULT_SYNC_COUNT } from "../protocol/fields.ts";
import { bytesOfMessages, fittingMessages } from "../protocol/frame_limit.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Viewer, Views } from "../protocol/views.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";

/**
 * Shorter pages to try when the changes leave no room for messages. A page of
 * 200 recalled messages, which are empty, fits beside its changes; a page of
 * one leaves the most room.
 */
const SHORTER = [200, 1];

/** What {@linkcode Sync} needs. */
export interface SyncOptions {
  readonly storage: Storage;
  readonly views: Views;
}

/** Catching up: what came, and what changed, while a client was away. */
export class Sync {
  #options: SyncOptions;

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  /** A page after a sequence. @throws {ReplyError} 400, 403, 404 */
  async page(
    { userId }: Caller,
    body: request.Sync,
  ): Promise<response.SyncPage> {
    const conversation = parseSessionId(body.session_id, userId);
    const viewer = { userId, conversation };
    const asked = body.count ?? DEFAULT_SYNC_COUNT;
    let page = await this.#read(viewer, body, asked);
    // Which changes belong to a page is known only of a whole page, so a
    // shorter page is read anew.
    for (const count of SHORTER.filter((each) => each < asked)) {
      if (hasRoom(page)) break;
      page = await this.#read(viewer, body, count);
    }
    const taken = bytesOfMessages(page.changes);
    const items = page.items.slice(0, fittingMessages(page.items, taken));
    const isCut = items.length < page.items.length;
    return { ...page, items, has_more: page.has_more || isCut };
  }

  async #read(
    viewer: Viewer,
    body: request.Sync,
    count: number,
  ): Promise<response.SyncPage> {
    const { storage, views } = this.#options;
    const { conversation, userId } = viewer;
    const page = await storage.sync(conversation, userId, {
      after: body.after_sequence,
      count,
      changedAfter: body.changed_after,
    });
    const show = (message: Message) => views.message(message, viewer);
    return {
      items: page.items.map(show),
      has_more: page.hasMore,
      last_sequence: page.lastSequence,
      first_sequence: page.firstSequence,
      complete: page.complete,
      read_sequence: page.readSequence,
      peer_read_sequence: page.peerReadSequence,
      last_change: page.changedUpTo,
      changes: page.changes.map(({ message }) => show(message)),
      more_changes: page.moreChanges,
    };
  }
}

/** Does the first message fit beside the changes, which are never cut? */
function hasRoom({ items, changes }: response.SyncPage): boolean {
  const indivisible = [...changes, ...items.slice(0, 1)];
  return fittingMessages(indivisible) === indivisible.length;
}
