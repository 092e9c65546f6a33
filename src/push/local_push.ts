import { CHATROOM } from "../domain/ids.ts";
import type { ChatroomPush } from "./chatroom.ts";
import type { Events } from "./events.ts";
import type {
  ChangedNews,
  MemberNews,
  News,
  ReadNews,
  StoredNews,
} from "./news.ts";
import {
  changeEvent,
  memberEvent,
  privateChangeEvents,
  readEvents,
  type UserEvent,
} from "./news_events.ts";
import type { PrivatePush } from "./private.ts";

/** What {@linkcode LocalPush} needs. */
export interface LocalPushOptions {
  readonly privatePush: Pick<PrivatePush, "deliver">;
  readonly chatroomPush: Pick<ChatroomPush, "deliver" | "replace">;
  readonly events: Pick<Events, "tellUser" | "tellChatroom" | "tellMembership">;
}

/** Tells what has happened to those who are connected to this node. */
export class LocalPush implements News {
  #options: LocalPushOptions;

  constructor(options: LocalPushOptions) {
    this.#options = options;
  }

  stored(news: StoredNews): void {
    const { privatePush, chatroomPush } = this.#options;
    const { type, target } = news.conversation;
    if (type === CHATROOM) {
      chatroomPush.deliver(target, news.message, news.title);
    } else privatePush.deliver(news);
  }

  /** A message that still waits for its push goes out changed. */
  changed(news: ChangedNews): void {
    const { chatroomPush, events } = this.#options;
    const { conversation, change } = news;
    if (conversation.type !== CHATROOM) {
      return this.#tellUsers(privateChangeEvents(news));
    }
    const event = changeEvent(conversation, change);
    chatroomPush.replace(conversation.target, change.message);
    events.tellChatroom(conversation.target, event, undefined);
  }

  joined(news: MemberNews): void {
    const event = memberEvent("joined", news);
    this.#options.events.tellMembership(news.chatroomId, event, news.origin);
  }

  /** Who left is no member any more, but their other devices want to know. */
  left(news: MemberNews): void {
    const { events } = this.#options;
    const { chatroomId, user, origin } = news;
    const event = memberEvent("left", news);
    events.tellMembership(chatroomId, event, origin);
    events.tellUser(user.id, event, origin);
  }

  read(news: ReadNews): void {
    this.#tellUsers(readEvents(news));
  }

  #tellUsers(told: readonly UserEvent[]): void {
    for (const { userId, event, origin } of told) {
      this.#options.events.tellUser(userId, event, origin);
    }
  }
}
