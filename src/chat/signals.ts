import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { News } from "../push/news.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";
import { conversationOf } from "./conversation_of.ts";
import { dataText } from "./extras.ts";

/** What {@linkcode Signals} needs. */
export interface SignalsOptions {
  readonly storage: Pick<Storage, "speaker">;
  readonly news: Pick<News, "signalled">;
}

/** Telling others what one does now, such as typing. */
export class Signals {
  #options: SignalsOptions;

  constructor(options: SignalsOptions) {
    this.#options = options;
  }

  /**
   * Tells the others in a conversation who are online, each at most once.
   * Nothing of it is stored.
   *
   * @throws {ReplyError} 400 to oneself, 403 as a send, 404, 413
   */
  async signal(
    caller: Caller,
    body: request.Signal,
  ): Promise<response.Nothing> {
    const { storage, news } = this.#options;
    const { name, data } = body;
    if (data !== undefined) dataText(data);
    const conversation = conversationOf(caller.userId, body);
    const sender = await storage.speaker(conversation, caller.userId);
    news.signalled({ conversation, sender, name, data });
    return {};
  }
}
