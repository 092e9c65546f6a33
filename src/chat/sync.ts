import { parseSessionId } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import { DEFAULT_SYNC_COUNT } from "../protocol/fields.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";

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
    const { storage, views } = this.#options;
    const conversation = parseSessionId(body.session_id, userId);
    const page = await storage.sync(conversation, userId, {
      after: body.after_sequence,
      count: body.count ?? DEFAULT_SYNC_COUNT,
      changedAfter: body.changed_after,
    });
    const viewer = { userId, conversation };
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
      changes: page.changes.map(show),
      more_changes: page.moreChanges,
    };
  }
}
