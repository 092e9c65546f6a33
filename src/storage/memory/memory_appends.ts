import { partiesOf } from "../../domain/ids.ts";
import { MEMBER } from "../../domain/rank.ts";
import { requireRank, toMessage } from "../shared/draft.ts";
import type { Appended, Draft } from "../storage.ts";
import type { MemoryBlocks } from "./memory_blocks.ts";
import type { MemoryChatroom } from "./memory_chatroom.ts";
import type { MemoryChatrooms } from "./memory_chatrooms.ts";
import type { MemoryConversation } from "./memory_conversation.ts";
import type { MemoryIndex } from "./memory_index.ts";
import type { MemoryMessages } from "./memory_messages.ts";
import type { MemoryPrivates } from "./memory_privates.ts";
import type { MemoryUsers } from "./memory_users.ts";
import type { Moment, Moments } from "./moments.ts";

/** What {@linkcode MemoryAppends} needs: the parts of the storage. */
export interface MemoryAppendsOptions {
  readonly users: MemoryUsers;
  readonly chatrooms: MemoryChatrooms;
  readonly privates: MemoryPrivates;
  readonly messages: MemoryMessages;
  readonly blocks: MemoryBlocks;
  readonly index: MemoryIndex;
  readonly moments: Moments;
}

/** Who may send what, and its storing, in one step. */
export class MemoryAppends {
  #parts: MemoryAppendsOptions;

  constructor(parts: MemoryAppendsOptions) {
    this.#parts = parts;
  }

  /** As `Storage.appendNow`. What is no room for is refused last. */
  append(draft: Draft): Appended {
    const { users, chatrooms, messages, moments } = this.#parts;
    const now = moments.now();
    const { conversation: ref, senderId, privileged } = draft;
    const room = chatrooms.findForDraft(draft, now);
    const known = messages.recall(draft, now);
    if (known === undefined) this.#requireSend(draft, room, now);
    const sender = users.sender(senderId, now);
    const title = room?.name ?? users.nameOf(ref.target);
    if (known !== undefined) {
      const message = toMessage(draft, sender, known);
      return { message, title, repeated: true };
    }
    const conversation = room?.conversation ?? this.#openPrivate(draft, now);
    const message = messages.append(conversation, { draft, sender }, now);
    if (!privileged) room?.noteSend(senderId, now);
    return { message, title, repeated: false };
  }

  /** @throws {ReplyError} 403, 404, 429 when this may not be sent now */
  #requireSend(
    draft: Draft,
    room: MemoryChatroom | undefined,
    now: Moment,
  ): void {
    if (room === undefined) this.#parts.blocks.requireNone(draft);
    else if (!draft.privileged) room.requireSend(draft.senderId, now);
    if (draft.extras !== undefined) this.#requireExtras(draft, room);
  }

  /** @throws {ReplyError} 403 role, 404 */
  #requireExtras(draft: Draft, room: MemoryChatroom | undefined): void {
    const { conversation: { key }, senderId, extras = {} } = draft;
    requireRank(draft, room?.members.get(senderId)?.rank ?? MEMBER);
    if (extras.replyTo === undefined) return;
    const conversation = room?.conversation ?? this.#parts.privates.find(key);
    conversation.find(extras.replyTo, senderId);
  }

  #openPrivate(draft: Draft, now: Moment): MemoryConversation {
    const { privates, index } = this.#parts;
    const { key } = draft.conversation;
    const conversation = privates.open(draft, now.steady);
    if (conversation.timeline.lastSequence === 0) {
      for (const party of partiesOf(key)) index.add(party, conversation);
    }
    return conversation;
  }
}
