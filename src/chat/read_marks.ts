import { parseSessionId } from "../domain/ids.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { News } from "../push/news.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";

/** What {@linkcode ReadMarks} needs. */
export interface ReadMarksOptions {
  readonly storage: Storage;
  readonly news: Pick<News, "read">;
}

/** How far users have read: one mark for each user and conversation. */
export class ReadMarks {
  #options: ReadMarksOptions;

  constructor(options: ReadMarksOptions) {
    this.#options = options;
  }

  /**
   * Moves the caller's mark forward, and sends an event to their other
   * connections and, in a private conversation, to the peer.
   *
   * @throws {ReplyError} 400, 403, 404
   */
  async read(caller: Caller, body: request.Read): Promise<response.Unread> {
    const { storage, news } = this.#options;
    const { userId } = caller;
    const conversation = parseSessionId(body.session_id, userId);
    const { unread, moved } = await storage.read(
      conversation,
      userId,
      body.sequence,
    );
    if (moved) {
      const { sequence } = body;
      news.read({ userId, conversation, sequence, origin: caller.ref });
    }
    return { unread };
  }
}
