import type { ConversationRef } from "../../domain/ids.ts";

/** Whose channel one is. */
export interface ChannelOwner {
  readonly kind: "user" | "room";
  readonly id: string;
}

/**
 * The names of the channels. Redis keeps keys apart by databases, and channels
 * not: two services on one server would hear each other, so the names say of
 * which database they are.
 */
export class Channels {
  #end: string;

  /** @param urls where Redis is; of a Cluster, which has one database, some */
  constructor(urls: readonly string[]) {
    this.#end = `bus:${databaseOf(urls)}`;
  }

  /** What follows the key in a name. */
  get end(): string {
    return this.#end;
  }

  /** What happens in a chatroom. */
  room(chatroomId: string): string {
    return `gim:{r:${chatroomId}}:${this.#end}`;
  }

  /** What concerns a user. */
  user(userId: string): string {
    return `gim:{u:${userId}}:${this.#end}`;
  }

  /** Whose channel this is; undefined for another service's. */
  ownerOf(channel: string): ChannelOwner | undefined {
    const [, kind, id, end] = /^gim:\{([ur]):(.+)\}:(.+)$/.exec(channel) ?? [];
    if (id === undefined || end !== this.#end) return undefined;
    return { kind: kind === "u" ? "user" : "room", id };
  }
}

/** The channel of a chatroom's conversation, where there are channels. */
export function channelOf(
  { target }: Pick<ConversationRef, "target">,
  channels: Channels | undefined,
): string {
  return channels?.room(target) ?? "";
}

function databaseOf([url = "", ...others]: readonly string[]): number {
  if (others.length > 0) return 0;
  return Number(new URL(url).pathname.slice(1));
}
