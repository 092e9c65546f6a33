import { parseSessionId } from "../domain/ids.ts";
import type * as request from "../protocol/requests.ts";
import { DEFAULT_COUNT } from "../protocol/fields.ts";
import type * as response from "../protocol/responses.ts";
import type { News } from "../push/news.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

/** What {@linkcode Reactions} needs. */
export interface ReactionsOptions {
  readonly storage: Storage;
  readonly news: Pick<News, "changed">;
}

/** Reacting to messages. */
export class Reactions {
  #options: ReactionsOptions;

  constructor(options: ReactionsOptions) {
    this.#options = options;
  }

  /**
   * Adds the caller's reaction to a message, or takes it back. One that is
   * there already, or is not, changes nothing and succeeds.
   *
   * @throws {ReplyError} 400, 403, 404
   */
  async react(caller: Caller, body: request.React): Promise<response.Reacted> {
    const { storage, news } = this.#options;
    const { userId } = caller;
    const conversation = parseSessionId(body.session_id, userId);
    const { message, change } = await storage.change({
      kind: "reacted",
      conversation,
      userId,
      messageId: body.message_id,
      reaction: body.reaction,
      on: body.on ?? true,
    });
    if (change !== undefined) news.changed({ conversation, change });
    return { reactions: [...message.extras?.reactions ?? []] };
  }

  /** Who has reacted like this. @throws {ReplyError} 400, 403, 404 */
  async list(
    { userId }: Caller,
    body: request.Reactions,
  ): Promise<response.ReactorsPage> {
    const { items, hasMore } = await this.#options.storage.reactors({
      conversation: parseSessionId(body.session_id, userId),
      userId,
      messageId: body.message_id,
      reaction: body.reaction,
      after: decodeCursor("reactions", body.cursor),
      count: body.count ?? DEFAULT_COUNT,
    });
    const last = items.at(-1);
    if (!hasMore || last === undefined) return { items: [...items] };
    const position = { time: last.at, id: last.id };
    return {
      items: [...items],
      next_cursor: encodeCursor("reactions", position),
    };
  }
}
