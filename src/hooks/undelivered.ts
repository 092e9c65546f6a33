import { privateConversation } from "../domain/ids.ts";
import { RECALLED } from "../domain/model.ts";
import { undeliveredData } from "../protocol/hook_data.ts";
import type { Views } from "../protocol/views.ts";
import { findMessage } from "../storage/find_message.ts";
import type { TakenEvent } from "../storage/outbox.ts";
import type { Storage } from "../storage/storage.ts";

/** What {@linkcode Undelivered} needs. */
export interface UndeliveredOptions {
  readonly storage: Pick<Storage, "sync" | "read">;
  readonly views: Views;
  /** Is `--enable-message-sequence` on? */
  readonly sequence: boolean;
}

/** What of the data of `message.undelivered` says which message it is. */
interface AboutMessage {
  readonly user_id: string;
  readonly message: {
    readonly id: string;
    readonly sender: { readonly id: string };
  };
}

/**
 * Completes what is told of messages that reached nobody. It is told a while
 * after the send: by then a message may have been edited, recalled or erased.
 */
export class Undelivered {
  #options: UndeliveredOptions;

  constructor(options: UndeliveredOptions) {
    this.#options = options;
  }

  /**
   * The data of an event as it is to be told now; undefined: its message has
   * gone, so nothing is. Events of other types stay as they are.
   *
   * @throws {ReplyError} 503
   */
  complete({ type, data }: Pick<TakenEvent, "type" | "data">) {
    if (type !== "message.undelivered") return data;
    return this.#present(data as AboutMessage);
  }

  async #present(
    { user_id, message: { id, sender } }: AboutMessage,
  ): Promise<object | undefined> {
    const { storage, views, sequence } = this.#options;
    const conversation = privateConversation(user_id, sender.id);
    const message = await findMessage(storage, conversation, id);
    if (message === undefined || message.status === RECALLED) return undefined;
    const data = undeliveredData(message, user_id, views);
    if (!sequence) return data;
    // As a phone shows it beside the application.
    const { unread } = await storage.read(conversation, user_id, 0);
    return { ...data, unread };
  }
}
