import {
  CHATROOM,
  chatroomConversation,
  privateConversation,
} from "../domain/ids.ts";
import type { ConversationSummary } from "../domain/model.ts";
import { DEFAULT_COUNT } from "../protocol/fields.ts";
import { fittingSessions } from "../protocol/frame_limit.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

/** What {@linkcode Conversations} needs. */
export interface ConversationsOptions {
  readonly storage: Storage;
  readonly views: Views;
}

/** A user's list of conversations (on the wire: sessions). */
export class Conversations {
  #options: ConversationsOptions;

  constructor(options: ConversationsOptions) {
    this.#options = options;
  }

  /** A page of the list, newest activity first. @throws {ReplyError} 400 */
  async list(
    { userId }: Caller,
    body: request.Sessions,
  ): Promise<response.SessionsPage> {
    const { items, hasMore } = await this.#options.storage.conversations(
      userId,
      {
        type: body.type,
        after: decodeCursor("sessions", body.cursor),
        count: body.count ?? DEFAULT_COUNT,
      },
    );
    const found = items.map((summary) => this.#view(summary, userId));
    const page: response.SessionsPage = {
      items: found.slice(0, fittingSessions(found)),
    };
    const last = page.items.at(-1);
    const isCut = page.items.length < found.length;
    if ((hasMore || isCut) && last !== undefined) {
      const position = { time: last.updated_at, id: last.id };
      page.next_cursor = encodeCursor("sessions", position);
    }
    return page;
  }

  #view(summary: ConversationSummary, userId: string): response.Session {
    const conversation = summary.type === CHATROOM
      ? chatroomConversation(summary.target)
      : privateConversation(userId, summary.target);
    return this.#options.views.session(summary, { userId, conversation });
  }
}
