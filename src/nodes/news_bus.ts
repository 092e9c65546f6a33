import { describeFault } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import type { EventPush } from "../protocol/responses.ts";
import { Channels } from "../storage/redis/channels.ts";
import {
  decodeRoomNews,
  decodeUserNews,
  encodeRoomEvent,
  encodeUserNews,
  isFrom,
  type RoomNews,
  type UserNews,
} from "./node_message.ts";
import type { RedisBus } from "./redis_bus.ts";

/** Carries texts between nodes. */
export type TextBus = Pick<
  RedisBus,
  "listen" | "unlisten" | "publish" | "publishTo" | "settled" | "close"
>;

/** What {@linkcode NewsBus} needs. */
export interface NewsBusOptions {
  /** The name of this node. */
  readonly node: string;
  /** The addresses of Redis; a Cluster has channel names of its own. */
  readonly urls: readonly string[];
  readonly texts: TextBus;
  readonly onUser: (userId: string, news: UserNews) => void;
  readonly onRoom: (chatroomId: string, news: RoomNews) => void;
  readonly log: Pick<Log, "error">;
}

/**
 * News between nodes about users and chatrooms, each on a channel of its own. A
 * node does not read what it published itself; what the storage's scripts
 * publish it reads whichever node ran them.
 */
export class NewsBus {
  #options: NewsBusOptions;
  #channels: Channels;

  constructor(options: NewsBusOptions) {
    this.#options = options;
    this.#channels = new Channels(options.urls);
  }

  listenToUser(userId: string): void {
    this.#options.texts.listen(this.#channels.user(userId));
  }

  unlistenToUser(userId: string): void {
    this.#options.texts.unlisten(this.#channels.user(userId));
  }

  listenToRoom(chatroomId: string): void {
    this.#options.texts.listen(this.#channels.room(chatroomId));
  }

  unlistenToRoom(chatroomId: string): void {
    this.#options.texts.unlisten(this.#channels.room(chatroomId));
  }

  /** Publishes to the nodes where a user is online. */
  tellUser(userId: string, news: UserNews): void {
    const { node, texts } = this.#options;
    const text = encodeUserNews(node, news);
    texts.publishTo(userId, this.#channels.user(userId), text);
  }

  /** Publishes to the nodes where a chatroom's members are online. */
  tellRoom(chatroomId: string, event: EventPush): void {
    const text = encodeRoomEvent(this.#options.node, event);
    this.#options.texts.publish(this.#channels.room(chatroomId), text);
  }

  /** Takes a publication. */
  hear(channel: string, text: string): void {
    const { node, onRoom, onUser, log } = this.#options;
    const owner = this.#channels.ownerOf(channel);
    if (owner === undefined || isFrom(node, text)) return;
    const { kind, id } = owner;
    try {
      if (kind === "room") onRoom(id, decodeRoomNews(id, text));
      else onUser(id, decodeUserNews(text));
    } catch (fault) {
      log.error("unreadable news", { fault: describeFault(fault) });
    }
  }

  /** As `RedisBus.settled`. */
  settled(): Promise<void> {
    return this.#options.texts.settled();
  }

  close(): void {
    this.#options.texts.close();
  }
}
