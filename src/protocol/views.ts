import { type ConversationRef, sessionId } from "../domain/ids.ts";
import type { ConversationSummary, Message } from "../domain/model.ts";
import type * as response from "./responses.ts";

/** How one user sees a conversation. */
export interface Viewer {
  /** The user's id; only they see their own request ids. */
  readonly userId: string;
  readonly conversation: ConversationRef;
}

/**
 * Turns stored records into their form on the wire. With sequence off, all
 * numbers of messages are 0 there.
 */
export class Views {
  #sequence: boolean;

  constructor(options: { sequence: boolean }) {
    this.#sequence = options.sequence;
  }

  /** A sequence as it goes over the wire. */
  sequence(value: number): number {
    return this.#sequence ? value : 0;
  }

  /** A message as one user sees it. */
  message(message: Message, viewer: Viewer): response.Message {
    return this.#message(
      message,
      sessionId(viewer.conversation),
      viewer.userId === message.sender.id,
    );
  }

  /** A message as everybody in a chatroom sees it. */
  sharedMessage(message: Message): response.Message {
    return this.#message(message, message.conversation, false);
  }

  /** The session of a push. */
  pushedSession(
    conversation: ConversationRef,
    title: string,
  ): response.PushedSession {
    return { id: sessionId(conversation), type: conversation.type, title };
  }

  /** A conversation in the list of one of its users. */
  session(summary: ConversationSummary, viewer: Viewer): response.Session {
    const { last, lastChange } = summary;
    return {
      id: sessionId(viewer.conversation),
      type: summary.type,
      title: summary.title,
      last: last === undefined ? null : this.message(last, viewer),
      unread: this.sequence(summary.unread),
      last_sequence: this.sequence(summary.lastSequence),
      read_sequence: this.sequence(summary.readSequence),
      updated_at: summary.updatedAt,
      ...(lastChange > 0 ? { last_change: lastChange } : undefined),
    };
  }

  /** How far a chatroom is, and its user in it, after a join. */
  standing(
    stand: Pick<ConversationSummary, "lastSequence" | "unread" | "lastChange">,
  ): Omit<response.Joined, "chatroom"> {
    const { lastSequence, unread, lastChange } = stand;
    return {
      last_sequence: this.sequence(lastSequence),
      unread: this.sequence(unread),
      ...(lastChange > 0 ? { last_change: lastChange } : undefined),
    };
  }

  #message(
    message: Message,
    session: string,
    showRequestId: boolean,
  ): response.Message {
    const view: response.Message = {
      id: message.id,
      session_id: session,
      sender: message.sender,
      category: message.category,
      content: message.content,
      sequence: this.sequence(message.sequence),
      status: message.status,
      created_at: message.createdAt,
    };
    if (showRequestId && message.requestId !== undefined) {
      view.request_id = message.requestId;
    }
    return view;
  }
}
