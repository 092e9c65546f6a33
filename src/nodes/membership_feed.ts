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

/** Users whose membership is asked for at a time. */
const CHECKED_AT_ONCE = 100;

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
    const { ordinal, hiddenUpTo } = place;
    const moment = { isMember: true, ordinal, hiddenUpTo };
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
    const { ordinal, lastSequence, lastChange = 0, hiddenUpTo = 0 } = moment;
    if (moment.isMember && lastSequence !== undefined) {
      const place = { ordinal, lastSequence, lastChange, hiddenUpTo };
      void this.enter(chatroomId, userId, place);
    } else memberships.take(chatroomId, userId, moment);
    if (!isKnown) this.#lookUp(chatroomId, userId).catch(onFault);
  }

  /**
   * Asks the storage which of these users are still in a chatroom, and takes
   * the others out of it.
   */
  async check(
    chatroomId: string,
    userIds: Iterable<string>,
  ): Promise<void> {
    const ids = [...userIds];
    for (let at = 0; at < ids.length; at += CHECKED_AT_ONCE) {
      const some = ids.slice(at, at + CHECKED_AT_ONCE);
      const looks = some.map((id) => this.#lookUp(chatroomId, id));
      await Promise.all(looks).catch(this.#options.onFault);
    }
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
