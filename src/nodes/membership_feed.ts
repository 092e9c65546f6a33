import type { Storage } from "../storage/storage.ts";
import type { Memberships, Moment } from "./memberships.ts";
import type { Entered } from "./nodes.ts";
import type { RoomFeed } from "./room_feed.ts";

/** What {@linkcode MembershipFeed} needs. */
export interface MembershipFeedOptions {
  readonly memberships: Pick<Memberships, "take" | "knows">;
  readonly rooms: Pick<RoomFeed, "isPlaced" | "place" | "check">;
  readonly storage: Pick<Storage, "membership">;
  /** Settles when this node listens to the chatrooms opened so far. */
  readonly settled: () => Promise<void>;
  readonly onFault: (fault: unknown) => void;
}

/** Joins and leaves of users who are online here, whichever node they asked. */
export class MembershipFeed {
  #options: MembershipFeedOptions;

  constructor(options: MembershipFeedOptions) {
    this.#options = options;
  }

  /**
   * Takes a join. Where the chatroom was at the join is recorded before its
   * channel is listened to: so a message sent between the two is noticed as
   * missing.
   */
  async enter(
    chatroomId: string,
    userId: string,
    place: Entered,
  ): Promise<void> {
    const { memberships, rooms, settled, onFault } = this.#options;
    const moment = { isMember: true, ordinal: place.ordinal };
    memberships.take(chatroomId, userId, moment);
    const isFirst = !rooms.isPlaced(chatroomId);
    rooms.place(chatroomId, place);
    await settled();
    if (isFirst) await rooms.check(chatroomId).catch(onFault);
  }

  /** Takes a leave. */
  leave(chatroomId: string, userId: string, ordinal: number): void {
    const moment = { isMember: false, ordinal };
    this.#options.memberships.take(chatroomId, userId, moment);
  }

  /**
   * Takes a join (with how far the chatroom was) or a leave reported by another
   * node.
   */
  hear(
    chatroomId: string,
    userId: string,
    moment: Moment & Partial<Entered>,
  ): void {
    const { memberships, onFault } = this.#options;
    const isKnown = memberships.knows(chatroomId, userId);
    const { ordinal, lastSequence, lastChange } = moment;
    if (moment.isMember && lastSequence !== undefined) {
      const place = { ordinal, lastSequence, lastChange: lastChange ?? 0 };
      void this.enter(chatroomId, userId, place);
    } else memberships.take(chatroomId, userId, moment);
    if (!isKnown) this.#lookUp(chatroomId, userId).catch(onFault);
  }

  /**
   * The first report about a membership may be outdated, so the storage is
   * asked.
   */
  async #lookUp(chatroomId: string, userId: string): Promise<void> {
    const { memberships, storage } = this.#options;
    const found = await storage.membership(chatroomId, userId);
    memberships.take(chatroomId, userId, found);
  }
}
