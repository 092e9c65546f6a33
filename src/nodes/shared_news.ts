import { PRIVATE } from "../domain/ids.ts";
import type {
  ChangedNews,
  MemberNews,
  News,
  ReadNews,
  StoredNews,
} from "../push/news.ts";
import {
  memberEvent,
  privateChangeEvents,
  readEvents,
  type UserEvent,
} from "../push/news_events.ts";
import type { NewsBus } from "./news_bus.ts";
import type { PrivateFeed } from "./private_feed.ts";

/** What {@linkcode SharedNews} needs. */
export interface SharedNewsOptions {
  /** Tells those who are here. */
  readonly local: Omit<News, "stored">;
  /** Tells those who are here of private messages, each once. */
  readonly privates: Pick<PrivateFeed, "deliver">;
  readonly bus: Pick<NewsBus, "tellUser" | "tellRoom">;
}

/**
 * Tells what has happened to those who are here, and to the nodes where others
 * are. Messages and changes of chatrooms are not passed on: the script that
 * stored them told all nodes in the same step, this one too, and `RoomFeed`
 * takes them from there, so that they have one order everywhere.
 */
export class SharedNews implements News {
  #options: SharedNewsOptions;

  constructor(options: SharedNewsOptions) {
    this.#options = options;
  }

  stored(news: StoredNews): void {
    const { privates, bus } = this.#options;
    const { message, conversation, title } = news;
    if (conversation.type !== PRIVATE) return;
    privates.deliver(news);
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

  #tellUsers(told: readonly UserEvent[]): void {
    const { bus } = this.#options;
    for (const { userId, event } of told) {
      bus.tellUser(userId, { kind: "event", event });
    }
  }
}
