import { editPolicy } from "../domain/change_policy.ts";
import {
  type ConversationRef,
  isReserved,
  parseSessionId,
} from "../domain/ids.ts";
import { sequenceOfMessageId } from "../domain/message_id.ts";
import type { Message } from "../domain/model.ts";
import type { BeforeSend } from "../hooks/before_send.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { News } from "../push/news.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";
import { requireFit } from "./content_size.ts";
import { dataText } from "./extras.ts";

/** What a message is to have. */
interface Given {
  readonly content: string;
  readonly data: string | undefined;
}

/** What {@linkcode Edits} needs. */
export interface EditsOptions {
  readonly storage: Storage;
  readonly views: Views;
  readonly news: Pick<News, "changed">;
  /** Most bytes of UTF-8 that a content may have. */
  readonly maxContentSize: number;
  /** Asked before an edit is stored; undefined: nobody is. */
  readonly beforeSend?: Pick<BeforeSend, "ask"> | undefined;
  /** Milliseconds after sending within which the sender may edit a message. */
  readonly editWindow: number;
}

/** Editing messages. */
export class Edits {
  #options: EditsOptions;

  constructor(options: EditsOptions) {
    this.#options = options;
  }

  /**
   * Gives a message another content, and other data where some is given. If it
   * is still waiting for its push it goes out like this. It keeps its place, and
   * is no more unread than before.
   *
   * @throws {ReplyError} 400, 403, 404, 413
   */
  async edit(caller: Caller, body: request.Edit): Promise<response.Message> {
    const { storage, views, news, maxContentSize, editWindow } = this.#options;
    requireFit(body.content, maxContentSize);
    const { userId } = caller;
    const conversation = parseSessionId(body.session_id, userId);
    const given = {
      content: body.content,
      data: body.data && dataText(body.data),
    };
    const { message, change } = await storage.change({
      kind: "edited",
      conversation,
      userId,
      messageId: body.message_id,
      policy: editPolicy(editWindow),
      ...await this.#replaced(given, { conversation, userId, body }),
    });
    if (change !== undefined) news.changed({ conversation, change });
    return views.message(message, { userId, conversation });
  }

  /**
   * What the back end wants to be stored. It is not asked about what would be
   * refused in any case, as it is not the caller's.
   */
  async #replaced(
    given: Given,
    { conversation, userId, body }: {
      conversation: ConversationRef;
      userId: string;
      body: request.Edit;
    },
  ): Promise<Given> {
    const { beforeSend } = this.#options;
    if (beforeSend === undefined || isReserved(userId)) return given;
    const message = await this.#find(conversation, userId, body.message_id);
    if (message?.sender.id !== userId) return given;
    const replacement = await beforeSend.ask({
      type: "message.editing",
      senderId: userId,
      conversation,
      category: message.category,
      content: body.content,
      data: body.data,
      messageId: body.message_id,
    });
    if (replacement === undefined) return given;
    const { content, data } = replacement;
    return { content, data: data === undefined ? given.data : dataText(data) };
  }

  async #find(
    conversation: ConversationRef,
    userId: string,
    messageId: string,
  ): Promise<Message | undefined> {
    const { storage } = this.#options;
    const after = (sequenceOfMessageId(messageId) ?? 0) - 1;
    if (after < 0) return undefined;
    const query = { after, count: 1, changedAfter: undefined };
    const { items: [found] } = await storage.sync(conversation, userId, query);
    return found?.id === messageId ? found : undefined;
  }
}
