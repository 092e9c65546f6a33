import { CHATROOM } from "../domain/ids.ts";
import type { EventPush } from "../protocol/responses.ts";
import { privateChangeEvents } from "./change_events.ts";
import type { ChatroomPush } from "./chatroom.ts";
import type { Events } from "./events.ts";
import type {
  ChangedNews,
  MemberNews,
  MutedNews,
  News,
  RankNews,
  ReadNews,
  RemovedNews,
  SignalNews,
  StoredNews,
  UpdatedNews,
} from "./news.ts";
import {
  disbandedEvent,
  memberEvent,
  mutedEvent,
  rankEvent,
  readEvents,
  removedEvent,
  signalPush,
  updatedEvent,
  type UserEvent,
} from "./news_events.ts";
import type { PrivatePush } from "./private.ts";
import type { RoomChanges } from "./room_changes.ts";

/** What {@linkcode LocalPush} needs. */
export interface LocalPushOptions {
  readonly privatePush: Pick<PrivatePush, "deliver">;
  readonly chatroomPush: Pick<ChatroomPush, "deliver" | "replace">;
  readonly roomChanges: Pick<RoomChanges, "take">;
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
    const { chatroomPush, roomChanges } = this.#options;
    const { conversation: { type, target }, change } = news;
    if (type !== CHATROOM) {
      return this.#notifyUsers(privateChangeEvents(news));
    }
    chatroomPush.replace(target, change.message);
    roomChanges.take(target, change);
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

  created(_news: UpdatedNews): void {}

  signalled(news: SignalNews): void {
    const { events } = this.#options;
    const { type, target } = news.conversation;
    const signal = signalPush(news);
    if (type === CHATROOM) events.notifyMembership(target, signal, undefined);
    else events.notifyUser(target, signal, undefined);
  }

  updated(news: UpdatedNews): void {
    this.#notifyRoom(news.chatroomId, updatedEvent(news));
  }

  disbanded(news: UpdatedNews): void {
    this.#notifyRoom(news.chatroomId, disbandedEvent(news));
  }

  ranked(news: RankNews): void {
    this.#notifyRoom(news.chatroomId, rankEvent(news));
  }

  /** Those who were removed are no longer members, so they are told apart. */
  removed(news: RemovedNews): void {
    const event = removedEvent(news);
    this.#notifyRoom(news.chatroomId, event);
    for (const userId of news.userIds) {
      this.#options.events.notifyUser(userId, event, undefined);
    }
  }

  muted(news: MutedNews): void {
    const { chatroomId, userId, isMember } = news;
    const event = mutedEvent(news);
    this.#notifyRoom(chatroomId, event);
    if (isMember) return;
    this.#options.events.notifyUser(userId, event, undefined);
  }

  /** Whoever did it is told, too: their other devices may not know. */
  #notifyRoom(chatroomId: string, event: EventPush): void {
    this.#options.events.notifyChatroom(chatroomId, event, undefined);
  }

  #notifyUsers(told: readonly UserEvent[]): void {
    for (const { userId, event, origin } of told) {
      this.#options.events.notifyUser(userId, event, origin);
    }
  }
}
