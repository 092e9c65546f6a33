import { type ChangePolicy, recallPolicy } from "../domain/change_policy.ts";
import { parseSessionId } from "../domain/ids.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { News } from "../push/news.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";

/** Of the service: whoever sent it, and whenever. */
const ANYBODYS: ChangePolicy = { fromRank: 0, window: 0 };

/** What {@linkcode Recalls} needs. */
export interface RecallsOptions {
  readonly storage: Storage;
  readonly views: Views;
  readonly news: Pick<News, "changed">;
  /**
   * Milliseconds after sending within which the sender may recall a message.
   */
  readonly recallWindow: number;
}

/** Recalling messages. */
export class Recalls {
  #options: RecallsOptions;

  constructor(options: RecallsOptions) {
    this.#options = options;
  }

  /**
   * Empties a message for everybody. If it is still waiting for its push it
   * goes out empty. Recalling it again succeeds and sends no event.
   *
   * @throws {ReplyError} 400, 403, 404
   */
  async recall(
    caller: Caller,
    body: request.Recall,
  ): Promise<response.Message> {
    const { storage, views, news, recallWindow } = this.#options;
    const { userId } = caller;
    const conversation = parseSessionId(body.session_id, userId);
    const { message, change } = await storage.change({
      kind: "recalled",
      conversation,
      userId,
      messageId: body.message_id,
      policy: caller.privileged ? ANYBODYS : recallPolicy(recallWindow),
    });
    if (change !== undefined) news.changed({ conversation, change });
    return views.message(message, { userId, conversation });
  }
}
