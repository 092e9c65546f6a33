import { PRIVATE } from "../domain/ids.ts";
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
} from "../push/news.ts";
import { privateChangeEvents } from "../push/change_events.ts";
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
} from "../push/news_events.ts";
import type { NewsBus } from "./news_bus.ts";
import type { PrivateFeed } from "./private_feed.ts";

/** What {@linkcode SharedNews} needs. */
export interface SharedNewsOptions {
  /** Pushes to the users of this node. */
  readonly local: Omit<News, "stored">;
  /** Pushes private messages to the users of this node, each once. */
  readonly privates: Pick<PrivateFeed, "deliver">;
  readonly bus: Pick<NewsBus, "tellUser" | "tellRoom">;
  /** Does the script that stores a private message publish it as well? */
  readonly scriptTellsUsers: boolean;
}

/**
 * Passes news of this node's rules on to its own users and to the other nodes.
 * It does not publish messages and changes of chatrooms: the script that stored
 * them has published them in the same step, to this node as well, and
 * `RoomFeed` takes them from there, so that they have one order everywhere.
 * Private messages are published by their script, too, except in a Cluster,
 * where the users' slots are out of its reach.
 */
export class SharedNews implements News {
  #options: SharedNewsOptions;

  constructor(options: SharedNewsOptions) {
    this.#options = options;
  }

  stored(news: StoredNews): void {
    const { privates, bus, scriptTellsUsers } = this.#options;
    const { message, conversation, title } = news;
    if (conversation.type !== PRIVATE) return;
    privates.deliver(news);
    if (scriptTellsUsers) return;
    for (const userId of [conversation.target, message.sender.id]) {
      bus.tellUser(userId, { kind: "message", message, title });
    }
  }

  changed(news: ChangedNews): void {
    if (news.conversation.type !== PRIVATE) return;
    this.#options.local.changed(news);
    this.#tellUsers(privateChangeEvents(news));
  }

  joined(news: MemberNews): void {
    const { local, bus } = this.#options;
    local.joined(news);
    bus.tellRoom(news.chatroomId, memberEvent("joined", news));
  }

  left(news: MemberNews): void {
    const { local, bus } = this.#options;
    const event = memberEvent("left", news);
    local.left(news);
    bus.tellRoom(news.chatroomId, event);
    bus.tellUser(news.user.id, { kind: "event", event });
  }

  read(news: ReadNews): void {
    this.#options.local.read(news);
    this.#tellUsers(readEvents(news));
  }

  created(_news: UpdatedNews): void {}

  signalled(news: SignalNews): void {
    const { local, bus } = this.#options;
    const { type, target } = news.conversation;
    const signal = signalPush(news);
    local.signalled(news);
    if (type !== PRIVATE) bus.tellRoom(target, signal);
    else bus.tellUser(target, { kind: "event", event: signal });
  }

  updated(news: UpdatedNews): void {
    this.#options.local.updated(news);
    this.#options.bus.tellRoom(news.chatroomId, updatedEvent(news));
  }

  disbanded(news: UpdatedNews): void {
    this.#options.local.disbanded(news);
    this.#options.bus.tellRoom(news.chatroomId, disbandedEvent(news));
  }

  ranked(news: RankNews): void {
    this.#options.local.ranked(news);
    this.#options.bus.tellRoom(news.chatroomId, rankEvent(news));
  }

  removed(news: RemovedNews): void {
    const { local, bus } = this.#options;
    const event = removedEvent(news);
    local.removed(news);
    bus.tellRoom(news.chatroomId, event);
    for (const userId of news.userIds) {
      bus.tellUser(userId, { kind: "event", event });
    }
  }

  muted(news: MutedNews): void {
    const { local, bus } = this.#options;
    const event = mutedEvent(news);
    local.muted(news);
    bus.tellRoom(news.chatroomId, event);
    if (!news.isMember) bus.tellUser(news.userId, { kind: "event", event });
  }

  #tellUsers(told: readonly UserEvent[]): void {
    const { bus } = this.#options;
    for (const { userId, event } of told) {
      bus.tellUser(userId, { kind: "event", event });
    }
  }
}
