import type { Storage } from "../storage/storage.ts";
import type { Memberships, Moment } from "./memberships.ts";
import type { Entered } from "./nodes.ts";
import type { RoomFeed } from "./room_feed.ts";

/** What {@linkcode MembershipFeed} needs. */
export interface MembershipFeedOptions {
  readonly memberships: Pick<Memberships, "take" | "knows">;
  readonly rooms: Pick<RoomFeed, "isPlaced" | "place" | "check">;
  readonly storage: Pick<Storage, "membership">;
  /** Settles when this node hears the chatrooms that were opened. */
  readonly settled: () => Promise<void>;
  readonly onFault: (fault: unknown) => void;
}

/** Joins and leaves of those who are here, wherever they asked for them. */
export class MembershipFeed {
  #options: MembershipFeedOptions;

  constructor(options: MembershipFeedOptions) {
    this.#options = options;
  }

  /**
   * Takes a join. The place is noted before the channel is listened to: what
   * was sent between the joining and the listening is then seen to be missing.
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

  /** Takes a join, with its place, or a leave that another node tells of. */
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

  /** What is the first that is heard of a membership may be old already. */
  async #lookUp(chatroomId: string, userId: string): Promise<void> {
    const { memberships, storage } = this.#options;
    const found = await storage.membership(chatroomId, userId);
    memberships.take(chatroomId, userId, found);
  }
}
