import {
  CHATROOM,
  isReserved,
  parseSessionId,
  sessionId,
} from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import type { BeforeSend, Replacement } from "../hooks/before_send.ts";
import type { Nodes } from "../nodes/nodes.ts";
import { DEFAULT_COUNT } from "../protocol/fields.ts";
import { newestFitting } from "../protocol/frame_limit.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { News } from "../push/news.ts";
import type { Appended, Draft, Storage } from "../storage/storage.ts";
import { SERVICE } from "../storage/actor.ts";
import type { Caller } from "./caller.ts";
import { requireFit } from "./content_size.ts";
import { dataText, extrasOf } from "./extras.ts";
import { conversationOf } from "./conversation_of.ts";
import { unlessGone } from "./unless_gone.ts";
import type { RateLimits } from "./rate_limits.ts";

const DEFAULT_CATEGORY = "text";
/** How many of the newest messages are looked at to settle a send in doubt. */
const SETTLED = 100;

/** What {@linkcode Messages} needs. */
export interface MessagesOptions {
  readonly storage: Storage;
  readonly nodes: Pick<Nodes, "settling">;
  /** Unix time in milliseconds, by the storage's clock. */
  readonly now: () => number;
  readonly views: Views;
  readonly news: Pick<News, "stored">;
  /** Most bytes of UTF-8 that a content may have. */
  readonly maxContentSize: number;
  readonly limits: Pick<
    RateLimits,
    "limitsChatrooms" | "countMessage" | "uncountMessage"
  >;
  /** Asks the back end first; undefined: it is not asked. */
  readonly beforeSend?: Pick<BeforeSend, "ask"> | undefined;
}

/** Sending messages, and reading what was sent. */
export class Messages {
  #options: MessagesOptions;

  constructor(options: MessagesOptions) {
    this.#options = options;
  }

  /**
   * Stores a message, then pushes it. In this order, because a stored message
   * that was not pushed is still in the history, while a pushed one that was
   * not stored is lost.
   *
   * @throws {ReplyError} 400 to oneself, 403, 404, 409, 413, 429
   */
  send(
    caller: Caller,
    body: request.Send,
  ): Promise<response.Sent> | response.Sent {
    const { beforeSend, maxContentSize } = this.#options;
    requireFit(body.content, maxContentSize);
    const plain: Draft = {
      conversation: conversationOf(caller.userId, body),
      senderId: caller.userId,
      category: body.category ?? DEFAULT_CATEGORY,
      content: body.content,
      requestId: body.request_id,
    };
    const extras = extrasOf(body);
    const bound = extras === undefined ? plain : { ...plain, extras };
    const { privileged } = caller;
    const draft = privileged ? { ...bound, privileged } : bound;
    if (beforeSend !== undefined && !isReserved(caller.userId)) {
      return this.#sendChecked(caller, draft, beforeSend);
    }
    return this.#send(caller, draft);
  }

  /** The service's own messages are not asked about. */
  async #sendChecked(
    caller: Caller,
    draft: Draft,
    beforeSend: Pick<BeforeSend, "ask">,
  ): Promise<response.Sent> {
    const { conversation, senderId, category, content, requestId } = draft;
    const { extras } = draft;
    const replacement = await beforeSend.ask({
      type: "message.sending",
      senderId,
      conversation,
      category,
      content,
      requestId,
      data: extras?.data && JSON.parse(extras.data),
    });
    if (replacement === undefined) return await this.#send(caller, draft);
    return await this.#send(caller, replaced(draft, replacement));
  }

  #send(
    caller: Caller,
    draft: Draft,
  ): Promise<response.Sent> | response.Sent {
    const { storage, limits } = this.#options;
    const isRoom = draft.conversation.type === CHATROOM;
    if (limits.limitsChatrooms && isRoom && !draft.privileged) {
      return this.#sendLimited(caller, draft);
    }
    if (storage.appendNow === undefined) return this.#sendLater(caller, draft);
    return this.#stored(caller, draft, storage.appendNow(draft));
  }

  /** What is not stored, or was before, does not count in its chatroom. */
  async #sendLimited(caller: Caller, draft: Draft): Promise<response.Sent> {
    const { limits } = this.#options;
    const { target } = draft.conversation;
    limits.countMessage(target, draft.extras?.priority);
    let isNew = false;
    try {
      const appended = await this.#append(draft);
      isNew = !appended.repeated;
      return this.#stored(caller, draft, appended);
    } finally {
      if (!isNew) limits.uncountMessage(target);
    }
  }

  async #sendLater(caller: Caller, draft: Draft): Promise<response.Sent> {
    return this.#stored(caller, draft, await this.#append(draft));
  }

  #stored(caller: Caller, draft: Draft, appended: Appended): response.Sent {
    const { news, views } = this.#options;
    const { conversation } = draft;
    const { message, title, repeated } = appended;
    if (!repeated) {
      news.stored({ message, conversation, title, origin: caller.ref });
    }
    return {
      id: message.id,
      session_id: sessionId(conversation),
      sequence: views.sequence(message.sequence),
      created_at: message.createdAt,
    };
  }

  /** @throws {ReplyError} 400, 403, 404 */
  async history(
    caller: Caller,
    body: request.History,
  ): Promise<response.HistoryPage> {
    const { storage, views } = this.#options;
    const { userId } = caller;
    const conversation = parseSessionId(body.session_id, userId);
    const page = await storage.history(conversation, userId, {
      before: body.message_id,
      count: body.count ?? DEFAULT_COUNT,
    });
    const viewer = { userId, conversation };
    const found = page.items.map((message) => views.message(message, viewer));
    const items = newestFitting(found);
    const isCut = items.length < found.length;
    return { items, has_more: page.hasMore || isCut };
  }

  /**
   * Over Redis the script that stores a chatroom's message also publishes it,
   * so there is nothing to settle.
   */
  #append(draft: Draft): Promise<Appended> {
    const { storage, nodes, now } = this.#options;
    if (draft.conversation.type === CHATROOM) return storage.append(draft);
    const since = now();
    const settle = () => this.#settleSend(draft, since);
    return nodes.settling(storage.append(draft), settle);
  }

  /**
   * Pushes a message that turned out to be stored after all. A node that has
   * already pushed it drops it.
   */
  async #settleSend(draft: Draft, since: number): Promise<void> {
    const { storage, news } = this.#options;
    const { conversation } = draft;
    const query = { before: undefined, count: SETTLED };
    const { items } = await storage.history(conversation, SERVICE, query);
    const { target } = conversation;
    const peer = await storage.user(target).catch(unlessGone);
    const title = peer?.name ?? target;
    for (const message of items) {
      if (message.createdAt < since || !isOf(draft, message)) continue;
      news.stored({ message, conversation, title, origin: undefined });
    }
  }
}

/** A draft with what the back end wants to be stored in its place. */
function replaced(draft: Draft, { content, data }: Replacement): Draft {
  const { extras } = draft;
  const asked = extras === undefined
    ? { content: draft.content }
    : { content: draft.content, extras };
  const changed = { ...draft, content, asked };
  if (data === undefined) return changed;
  return { ...changed, extras: { ...extras, data: dataText(data) } };
}

/**
 * Can this message be what the draft became? A recalled one cannot be
 * recognised.
 */
function isOf(draft: Draft, message: Message): boolean {
  return message.sender.id === draft.senderId &&
    message.category === draft.category &&
    message.content === draft.content &&
    message.requestId === draft.requestId;
}
