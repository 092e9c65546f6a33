import {
  type ConversationRef,
  parseSessionId,
  PRIVATE,
  privateConversation,
  sessionId,
} from "../domain/ids.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Events } from "../push/events.ts";
import type { Storage } from "../storage/storage.ts";
import type { Caller } from "./caller.ts";

/** What {@linkcode ReadMarks} needs. */
export interface ReadMarksOptions {
  readonly storage: Storage;
  readonly events: Pick<Events, "tellUser">;
}

/** How far users have read: one mark per user and conversation. */
export class ReadMarks {
  #options: ReadMarksOptions;

  constructor(options: ReadMarksOptions) {
    this.#options = options;
  }

  /**
   * Moves the caller's mark forward, and tells their other connections and, in
   * a private conversation, the peer.
   *
   * @throws {ReplyError} 400, 403, 404
   */
  async read(caller: Caller, body: request.Read): Promise<response.Unread> {
    const { storage } = this.#options;
    const { userId } = caller;
    const conversation = parseSessionId(body.session_id, userId);
    const { unread, moved } = await storage.read(
      conversation,
      userId,
      body.sequence,
    );
    if (moved) this.#tell(caller, conversation, body.sequence);
    return { unread };
  }

  #tell(
    { userId, seat }: Caller,
    conversation: ConversationRef,
    sequence: number,
  ): void {
    const { events } = this.#options;
    const { type, target } = conversation;
    const mark = { event: "read", user_id: userId, sequence } as const;
    const own = { ...mark, session_id: sessionId(conversation) };
    events.tellUser(userId, own, seat);
    if (type !== PRIVATE) return;
    const seen = sessionId(privateConversation(target, userId));
    events.tellUser(target, { ...mark, session_id: seen }, undefined);
  }
}
