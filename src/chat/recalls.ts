import {
  CHATROOM,
  parseSessionId,
  privateConversation,
  sessionId,
} from "../domain/ids.ts";
import { recallPolicy } from "../domain/change_policy.ts";
import type { Message } from "../domain/model.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Viewer, Views } from "../protocol/views.ts";
import type { ChatroomPush } from "../push/chatroom.ts";
import type { Events } from "../push/events.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";

/** What {@linkcode Recalls} needs. */
export interface RecallsOptions {
  readonly storage: Storage;
  readonly views: Views;
  readonly events: Pick<Events, "tellUser" | "tellChatroom">;
  readonly chatroomPush: Pick<ChatroomPush, "replace">;
  /** Milliseconds from sending for which the sender may take a message back. */
  readonly recallWindow: number;
}

/** Taking messages back. */
export class Recalls {
  #options: RecallsOptions;

  constructor(options: RecallsOptions) {
    this.#options = options;
  }

  /**
   * Empties a message for everybody. One that still waits for its push goes out
   * empty. Again is a success and tells nobody.
   *
   * @throws {ReplyError} 400, 403, 404
   */
  async recall(
    caller: Caller,
    body: request.Recall,
  ): Promise<response.Message> {
    const { storage, views, recallWindow } = this.#options;
    const { userId } = caller;
    const conversation = parseSessionId(body.session_id, userId);
    const { message, repeated, change } = await storage.recall({
      conversation,
      userId,
      messageId: body.message_id,
      policy: recallPolicy(recallWindow),
    });
    if (!repeated) this.#tell({ userId, conversation }, message, change);
    return views.message(message, { userId, conversation });
  }

  #tell(
    { userId, conversation }: Viewer,
    message: Message,
    change: number,
  ): void {
    const { events, chatroomPush } = this.#options;
    const { id: message_id, sequence } = message;
    const event = "recalled";
    const recalled = { event, message_id, sequence, change } as const;
    const { type, target } = conversation;
    const own = { ...recalled, session_id: sessionId(conversation) };
    if (type === CHATROOM) {
      chatroomPush.replace(target, message);
      events.tellChatroom(target, own, undefined);
      return;
    }
    events.tellUser(userId, own, undefined);
    const seen = sessionId(privateConversation(target, userId));
    events.tellUser(target, { ...recalled, session_id: seen }, undefined);
  }
}
