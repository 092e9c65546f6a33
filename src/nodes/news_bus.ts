import { describeFault } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import type { EventPush, Hint } from "../protocol/responses.ts";
import { Channels } from "../storage/redis/channels.ts";
import {
  decodeEvent,
  decodeNodeNews,
  decodeRoomNews,
  decodeUserNews,
  encodeNodeNews,
  encodeRoomEvent,
  encodeUserNews,
  isFrom,
  type NodeNews,
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
  readonly onAll: (event: EventPush) => void;
  readonly onNodes: (news: NodeNews) => void;
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
    options.texts.listen(this.#channels.everybody);
    options.texts.listen(this.#channels.nodes);
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
  tellRoom(chatroomId: string, event: Hint): void {
    const text = encodeRoomEvent(this.#options.node, event);
    this.#options.texts.publish(this.#channels.room(chatroomId), text);
  }

  /** Publishes an event for everybody who is online. */
  tellAll(event: EventPush): void {
    const text = encodeRoomEvent(this.#options.node, event);
    this.#options.texts.publish(this.#channels.everybody, text);
  }

  /** Publishes to all nodes, for themselves. */
  tellNodes(news: NodeNews): void {
    const text = encodeNodeNews(this.#options.node, news);
    this.#options.texts.publish(this.#channels.nodes, text);
  }

  /** Takes a publication. */
  hear(channel: string, text: string): void {
    const { node, onRoom, onUser, onAll, onNodes, log } = this.#options;
    const owner = this.#channels.ownerOf(channel);
    if (owner === undefined || isFrom(node, text)) return;
    const { kind, id } = owner;
    try {
      if (kind === "everybody") onAll(decodeEvent(text));
      else if (kind === "nodes") onNodes(decodeNodeNews(text));
      else if (kind === "room") onRoom(id, decodeRoomNews(id, text));
      else onUser(id, decodeUserNews(text));
    } catch (fault) {
      log.error("unreadable news", { fault: describeFault(fault) });
    }
  }

  /** As `RedisBus.settled`. */
  settled(): Promise<void> {
    return this.#options.texts.settled();
  }

  /** As `RedisBus.close`. */
  close(): Promise<void> {
    return this.#options.texts.close();
  }
}
