import type { ConversationRef } from "../../domain/ids.ts";

/** Whose channel it is. */
export interface ChannelOwner {
  readonly kind: "user" | "room" | "everybody" | "nodes";
  /** Empty for everybody, and for the nodes. */
  readonly id: string;
}

/**
 * The names of the channels. Redis separates keys by database, but not
 * channels: two services on one server would hear each other, so the names
 * contain the database.
 */
export class Channels {
  #end: string;

  /**
   * @param urls the addresses of Redis, which contain the database; for a
   * Cluster, which has only one, the addresses of some servers
   */
  constructor(urls: readonly string[]) {
    this.#end = `bus:${databaseOf(urls)}`;
  }

  /** What follows the key in a name. */
  get end(): string {
    return this.#end;
  }

  /** The channel that every node listens to, for all of its users. */
  get everybody(): string {
    return `gim:{all}:${this.#end}`;
  }

  /** The channel that every node listens to, for itself. */
  get nodes(): string {
    return `gim:{nodes}:${this.#end}`;
  }

  /** The channel of a chatroom. */
  room(chatroomId: string): string {
    return `gim:{r:${chatroomId}}:${this.#end}`;
  }

  /** The channel of a user. */
  user(userId: string): string {
    return `gim:{u:${userId}}:${this.#end}`;
  }

  /** The owner of a channel; undefined for a channel of another service. */
  ownerOf(channel: string): ChannelOwner | undefined {
    if (channel === this.everybody) return { kind: "everybody", id: "" };
    if (channel === this.nodes) return { kind: "nodes", id: "" };
    const [, kind, id, end] = /^gim:\{([ur]):(.+)\}:(.+)$/.exec(channel) ?? [];
    if (id === undefined || end !== this.#end) return undefined;
    return { kind: kind === "u" ? "user" : "room", id };
  }
}

/** The channel of a chatroom's conversation, if there are channels. */
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
