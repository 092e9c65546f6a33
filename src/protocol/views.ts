import type { Extras } from "../domain/extras.ts";
import { type ConversationRef, sessionId } from "../domain/ids.ts";
import type {
  Chatroom,
  ConversationSummary,
  Member,
  Message,
} from "../domain/model.ts";
import { roleOf } from "../domain/rank.ts";
import type { Sanction } from "../domain/sanction.ts";
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
      mentioned: this.sequence(summary.mentioned),
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

  /** A chatroom, of which nothing depends on who looks. */
  chatroom(chatroom: Chatroom): response.Chatroom {
    return {
      id: chatroom.id,
      name: chatroom.name,
      creator: chatroom.creator,
      created_at: chatroom.createdAt,
      member_count: chatroom.memberCount,
      join: chatroom.join,
      send: chatroom.send,
      history: chatroom.history,
      max_members: chatroom.maxMembers,
      slow_mode: chatroom.slowMode,
      data: { ...chatroom.data },
      version: chatroom.version,
    };
  }

  /** A member; whether they are muted only admins see. */
  member(
    { id, name, joinedAt, rank, muted }: Member,
    { online, showsMutes }: { online: boolean; showsMutes: boolean },
  ): response.Member {
    const role = roleOf(rank);
    const view: response.Member = {
      id,
      name,
      online,
      role,
      joined_at: joinedAt,
    };
    if (muted === undefined || !showsMutes) return view;
    view.muted = true;
    if (muted.until !== undefined) view.muted_until = muted.until;
    return view;
  }

  /** A ban or a mute, as admins see it. */
  sanction(
    { kind, userId, until, reason, by, at }: Sanction,
  ): response.SanctionsPage["items"][number] {
    return {
      user_id: userId,
      kind,
      ...(until === undefined ? undefined : { until }),
      ...(reason === undefined ? undefined : { reason }),
      by,
      at,
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
    if (message.extras !== undefined) addExtras(view, message.extras);
    return view;
  }
}

function addExtras(view: response.Message, extras: Extras): void {
  const { data, replyTo, mentions, priority, editedAt, reactions } = extras;
  if (data !== undefined) view.data = JSON.parse(data);
  if (replyTo !== undefined) view.reply_to = replyTo;
  if (mentions !== undefined) view.mentions = mentions;
  if (priority !== undefined) view.priority = priority;
  if (editedAt !== undefined) view.edited_at = editedAt;
  if (reactions !== undefined) view.reactions = [...reactions];
}
