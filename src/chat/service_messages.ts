import { SYSTEM } from "../domain/ids.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Storage } from "../storage/storage.ts";
import type { Messages } from "./messages.ts";

/** What {@linkcode ServiceMessages} needs. */
export interface ServiceMessagesOptions {
  readonly storage: Pick<Storage, "user">;
  readonly messages: Pick<Messages, "send">;
}

/** A message and who sends it: the service's own user, if nobody is named. */
export type ServiceSend = request.Send & { readonly sender_id?: string };

/** Messages that the server API sends. */
export class ServiceMessages {
  #options: ServiceMessagesOptions;

  constructor(options: ServiceMessagesOptions) {
    this.#options = options;
  }

  /**
   * Sends a message, which no membership, limit or sanction binds.
   *
   * @throws {ReplyError} 400 to oneself, 404 where sender or chatroom is not
   * known, 409, 413
   */
  async send(
    { sender_id: userId = SYSTEM, ...body }: ServiceSend,
  ): Promise<response.Sent> {
    const { storage, messages } = this.#options;
    if (userId !== SYSTEM) await storage.user(userId);
    const caller = { userId, ref: undefined, privileged: true } as const;
    return await messages.send(caller, body);
  }
}
