import type { Events } from "../push/events.ts";
import { memberEvent } from "../push/news_events.ts";
import type { Storage } from "../storage/storage.ts";
import type { MembershipFeed } from "./membership_feed.ts";
import type { Entered } from "./nodes.ts";
import type { RoomFeed } from "./room_feed.ts";

/** What {@linkcode HeardJoins} needs. */
export interface HeardJoinsOptions {
  readonly rooms: Pick<RoomFeed, "isOpen" | "welcome">;
  readonly joins: Pick<MembershipFeed, "hear">;
  readonly storage: Pick<Storage, "user">;
  readonly events: Pick<Events, "notifyUser">;
}

/**
 * Joins of users who are online here, of which another node has told. The event
 * of one that opened the chatroom here has passed by a node that did not listen
 * to it yet, so its user is told of it apart.
 */
export class HeardJoins {
  #options: HeardJoinsOptions;

  constructor(options: HeardJoinsOptions) {
    this.#options = options;
  }

  /** Takes a join, with how far the chatroom was. */
  hear(
    userId: string,
    { chatroomId, place }: {
      readonly chatroomId: string;
      readonly place: Entered;
    },
  ): void {
    const { rooms, joins } = this.#options;
    const wasOpen = rooms.isOpen(chatroomId);
    joins.hear(chatroomId, userId, { ...place, isMember: true });
    if (wasOpen || !rooms.isOpen(chatroomId)) return;
    rooms.welcome(chatroomId, userId);
    void this.#tell(chatroomId, userId);
  }

  async #tell(chatroomId: string, userId: string): Promise<void> {
    const { storage, events } = this.#options;
    const { name } = await storage.user(userId).catch(() => ({ name: userId }));
    const news = { chatroomId, user: { id: userId, name }, origin: undefined };
    events.notifyUser(userId, memberEvent("joined", news), undefined);
  }
}
