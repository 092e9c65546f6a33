import { SYSTEM } from "../domain/ids.ts";
import { type Rank, rankOfRole } from "../domain/rank.ts";
import type { Nodes } from "../nodes/nodes.ts";
import type * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import type { Views } from "../protocol/views.ts";
import type { News } from "../push/news.ts";
import type { AddedMember } from "../storage/governance.ts";
import { SERVICE } from "../storage/actor.ts";
import type { MembersPage, Storage } from "../storage/storage.ts";
import { actorOf } from "./the_service.ts";
import type { Caller } from "./caller.ts";
import type { Departures } from "./departures.ts";
import { unlessGone } from "./unless_gone.ts";

/** What {@linkcode RoomMembers} needs. */
export interface RoomMembersOptions {
  readonly storage: Storage;
  readonly nodes: Pick<Nodes, "online" | "entered" | "settling">;
  readonly views: Views;
  readonly news: Pick<News, "joined" | "ranked">;
  readonly departures: Departures;
}

/** An act that adds members, and whose it is. */
interface Addition {
  readonly chatroomId: string;
  readonly by: string;
}

/** A member's rank as somebody has asked for it. */
interface Ranking {
  readonly chatroomId: string;
  readonly userId: string;
  readonly rank: Rank;
  /** Who was the creator then. */
  readonly creator: string;
}

/** Members that are looked at in one step. */
const LOOKED_AT = 500;
/** That the service's own user cannot be added. */
const NEVER_HERE = { id: SYSTEM, reason: "unknown" } as const;

/** What members do to each other's membership of a chatroom. */
export class RoomMembers {
  #options: RoomMembersOptions;

  constructor(options: RoomMembersOptions) {
    this.#options = options;
  }

  /** Gives a member a role. @throws {ReplyError} 403, 404 */
  async setRole(
    { userId }: Caller,
    body: request.SetRole,
  ): Promise<response.Member> {
    const { storage, nodes, views, news } = this.#options;
    const chatroomId = body.id;
    const target = { userId: body.user_id, rank: rankOfRole(body.role) };
    // Besides the service only the creator may do it.
    const creator = userId === SYSTEM
      ? (await storage.chatroom(chatroomId)).creator
      : userId;
    const { member, changes } = await nodes.settling(
      storage.setRank(chatroomId, actorOf({ userId }), target),
      () => this.#settleRank({ chatroomId, ...target, creator }),
    );
    for (const { userId, rank } of changes) {
      news.ranked({ chatroomId, userId, rank });
    }
    const online = (await nodes.online([member.id])).has(member.id);
    return views.member(member, { online, showsMutes: true });
  }

  /** Ends memberships of others, all or none. @throws {ReplyError} 403, 404 */
  async remove(
    { userId }: Caller,
    { id, user_ids, reason }: request.Remove,
  ): Promise<response.Removed> {
    const { storage, nodes, departures } = this.#options;
    const named = [...new Set(user_ids)];
    const present = departures.present(id, named);
    const removal = { chatroomId: id, by: userId, reason };
    const { removed, heir } = await nodes.settling(
      storage.remove(id, actorOf({ userId }), named),
      () => departures.settle(removal, { named, present }),
    );
    departures.tell(removal, removed, heir);
    return { removed: removed.map((each) => each.id) };
  }

  /**
   * Makes others members. The service's own user is refused like whoever has
   * never logged in: as the member who joined first it would become the creator,
   * and nobody could act for it.
   *
   * @throws {ReplyError} 403, 404
   */
  async add(
    { userId }: Caller,
    { id, user_ids }: request.Add,
  ): Promise<response.Added> {
    const { storage, nodes, departures } = this.#options;
    const asked = new Set(user_ids);
    const never = asked.delete(SYSTEM) ? [NEVER_HERE] : [];
    const named = [...asked];
    const present = departures.present(id, named);
    const { added, refused } = await nodes.settling(
      storage.add(id, actorOf({ userId }), named),
      () => this.settleAdded({ chatroomId: id, by: userId }, named, present),
    );
    await this.enter({ chatroomId: id, by: userId }, added);
    return {
      added: added.map((each) => each.id),
      refused: [...refused.map(({ id, reason }) => ({ id, reason })), ...never],
    };
  }

  /**
   * Has users take the places that they were given. All at once: whoever is
   * removed meanwhile must not be put back.
   */
  async enter(
    { chatroomId, by }: Addition,
    added: readonly AddedMember[],
  ): Promise<void> {
    const { nodes, news } = this.#options;
    await Promise.all(
      added.map(({ id, ordinal, lastSequence, lastChange, hiddenUpTo }) => {
        const place = { ordinal, lastSequence, lastChange, hiddenUpTo };
        return nodes.entered(chatroomId, id, place);
      }),
    );
    for (const { id, name } of added) {
      const user = { id, name };
      news.joined({ chatroomId, user, by, origin: undefined });
    }
  }

  /** The addition may have taken effect: who is a member now is put there. */
  async settleAdded(
    addition: Addition,
    named: readonly string[],
    present: readonly string[],
  ): Promise<void> {
    const { storage } = this.#options;
    const { chatroomId } = addition;
    for (const id of named) {
      const found = await storage.membership(chatroomId, id);
      if (!found.isMember || present.includes(id)) continue;
      const { name } = await storage.user(id).catch(unlessGone) ?? { name: id };
      const { ordinal, lastSequence, lastChange, hiddenUpTo } = found;
      const place = { ordinal, lastSequence, lastChange, hiddenUpTo };
      await this.enter(addition, [{ id, name, ...place }]);
    }
  }

  /**
   * The rank may have been given: what those concerned are now is told. Where
   * the creator is another one, they and the one before are concerned, too.
   */
  async #settleRank(
    { chatroomId, userId, rank, creator: before }: Ranking,
  ): Promise<void> {
    const { storage, news } = this.#options;
    const room = await storage.chatroom(chatroomId).catch(unlessGone);
    if (room === undefined) return;
    const others = room.creator === before ? [] : [before, room.creator];
    const concerned = [...new Set([userId, ...others])];
    const ranks = await this.#ranksOf(chatroomId, concerned);
    if (ranks.get(userId) !== rank) return;
    for (const [userId, rank] of ranks) {
      news.ranked({ chatroomId, userId, rank });
    }
  }

  /** The ranks of those of the users who are members, in the order given. */
  async #ranksOf(
    chatroomId: string,
    userIds: readonly string[],
  ): Promise<ReadonlyMap<string, Rank>> {
    const { storage } = this.#options;
    const found = new Map<string, Rank>();
    let after: number | undefined;
    do {
      const query = { after, count: LOOKED_AT };
      const page: MembersPage = await storage
        .members(chatroomId, SERVICE, query);
      for (const { id, rank } of page.items) found.set(id, rank);
      after = page.next;
    } while (after !== undefined && userIds.some((id) => !found.has(id)));
    const isKnown = (id: string) => found.has(id);
    return new Map(userIds.filter(isKnown).map((id) => [id, found.get(id)!]));
  }
}
