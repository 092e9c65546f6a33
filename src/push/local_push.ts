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
  readonly events: Pick<
    Events,
    "notifyUser" | "notifyChatroom" | "notifyMembership"
  >;
}

/** Pushes what has happened to the users who are connected to this node. */
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

  /**
   * A message that is still waiting for its push goes out in its changed form.
   */
  changed(news: ChangedNews): void {
    const { chatroomPush, events } = this.#options;
    const { conversation, change } = news;
    if (conversation.type !== CHATROOM) {
      return this.#notifyUsers(privateChangeEvents(news));
    }
    const event = changeEvent(conversation, change);
    chatroomPush.replace(conversation.target, change.message);
    events.notifyChatroom(conversation.target, event, undefined);
  }

  joined(news: MemberNews): void {
    const event = memberEvent("joined", news);
    this.#options.events.notifyMembership(news.chatroomId, event, news.origin);
  }

  /**
   * The user who left is no longer a member, so their other devices get the
   * event apart.
   */
  left(news: MemberNews): void {
    const { events } = this.#options;
    const { chatroomId, user, origin } = news;
    const event = memberEvent("left", news);
    events.notifyMembership(chatroomId, event, origin);
    events.notifyUser(user.id, event, origin);
  }

  read(news: ReadNews): void {
    this.#notifyUsers(readEvents(news));
  }

  #notifyUsers(told: readonly UserEvent[]): void {
    for (const { userId, event, origin } of told) {
      this.#options.events.notifyUser(userId, event, origin);
    }
  }
}
