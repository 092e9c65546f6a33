import {
  chatroomConversation,
  type ConversationRef,
} from "../../domain/ids.ts";
import type { Rank } from "../../domain/rank.ts";
import { type AdditionRefusal, rankFor } from "../../domain/room_policy.ts";
import { type Actor, SERVICE } from "../actor.ts";
import type { Added, AddedMember, RankSet, Removed } from "../governance.ts";
import { noSuchMember } from "../shared/refusals.ts";
import { channelOf, type Channels } from "./channels.ts";
import type { RedisConnection } from "./connection.ts";
import { inGroups } from "./in_groups.ts";
import { allOf, keysOf } from "./keys.ts";
import { actorOf, endOf, isRefusal, requireActed } from "./outcomes.ts";
import type { RedisBlocks } from "./redis_blocks.ts";
import type { RedisJoinQuotas } from "./redis_join_quotas.ts";
import { ALWAYS, type RedisLists } from "./redis_lists.ts";
import type { RedisUsers } from "./redis_users.ts";
import { SCRIPTS } from "./scripts.ts";

/** What {@linkcode RedisRoomMembers} needs. */
export interface RedisRoomMembersOptions {
  readonly connection: RedisConnection;
  readonly users: Pick<RedisUsers, "names">;
  readonly lists: Pick<RedisLists, "add" | "remove" | "left">;
  readonly joinQuotas: Pick<RedisJoinQuotas, "enlistAdded">;
  readonly blocks: Pick<RedisBlocks, "whoBlocks">;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
  /** Milliseconds for which an inactive chatroom is kept. */
  readonly keep: number;
  /** Milliseconds for which an empty chatroom is kept. */
  readonly idleExpiry: number;
  /** Most members of a chatroom that sets no lower limit. */
  readonly maxMembers: number;
  /** Where memberships are published that begin and end. */
  readonly channels: Channels | undefined;
}

/** What has become of an attempt to add somebody. */
type Addition =
  | AdditionRefusal
  | "member"
  | Omit<AddedMember, "id" | "name">;

/** What one member may do to the memberships of others. */
export class RedisRoomMembers {
  #options: RedisRoomMembersOptions;

  constructor(options: RedisRoomMembersOptions) {
    this.#options = options;
  }

  /** As `Governance.setRank`. */
  async setRank(
    chatroomId: string,
    actor: Actor,
    { userId, rank }: { userId: string; rank: Rank },
  ): Promise<RankSet> {
    const { connection, users, time } = this.#options;
    const ref = chatroomConversation(chatroomId);
    const [outcome, place, now, muted, changes] = await connection
      .script<[string, string, number, string, string[]]>(
        SCRIPTS.setRank,
        allOf(keysOf(ref)),
        [actorOf(actor), time(), userId, rank, rankFor("set-rank", "open")],
      );
    requireActed(outcome, ref);
    if (outcome === "no-target") throw noSuchMember(chatroomId, userId);
    const [name] = await users.names([userId]);
    return {
      member: {
        id: userId,
        name: name ?? userId,
        joinedAt: Number(/^\d+/.exec(place)?.[0] ?? 0),
        rank: now as Rank,
        muted: muted === "" ? undefined : endOf(muted),
      },
      changes: inGroups(changes, 2)
        .map(([id, to]) => ({ userId: id!, rank: Number(to) as Rank })),
    };
  }

  /** As `Governance.remove`. */
  async remove(
    chatroomId: string,
    actor: Actor,
    userIds: readonly string[],
  ): Promise<Removed> {
    const { connection, lists, time, idleExpiry, channels } = this.#options;
    const ref = chatroomConversation(chatroomId);
    const [outcome, found, heir] = await connection
      .script<[string, string[], string]>(
        SCRIPTS.remove,
        allOf(keysOf(ref)),
        [
          ...[actorOf(actor), time(), rankFor("remove", "open"), idleExpiry],
          ...[channelOf(ref, channels), ...new Set(userIds)],
        ],
      );
    requireActed(outcome, ref);
    const removed = inGroups(found, 2)
      .map(([id, ordinal]) => ({ id: id!, ordinal: Number(ordinal) }));
    const unlisted = removed
      .map(({ id, ordinal }) => lists.left(id, ref, ordinal));
    // If this fails, reading the list leaves the entry out.
    await Promise.all(unlisted).catch(() => {});
    return { removed, heir: heir || undefined };
  }

  /**
   * As `Governance.add`. What a user's own keys say, which are in another slot,
   * is read before the step; and so is whether the actor may add anybody, as
   * they would else learn it.
   */
  async add(
    chatroomId: string,
    actor: Actor,
    userIds: readonly string[],
  ): Promise<Added> {
    const ref = chatroomConversation(chatroomId);
    const ids = [...new Set(userIds)];
    const [looked, names] = await Promise.all([
      this.#add(ref, actor, { ids, looks: true }),
      this.#options.users.names(ids),
    ]);
    const blocking = await this.#blocking(actor, ids);
    const refused = ids.map((id, at): Addition | undefined => {
      if (looked[at] === "member") return "member";
      if (names[at] === undefined) return "unknown";
      if (blocking.has(id)) return "blocked";
      return looked[at] === "banned" ? "banned" : undefined;
    });
    const others = ids.filter((_, at) => refused[at] === undefined);
    const done = await this.#addListed(ref, actor, others);
    const results = ids.map((id, at) => ({
      id,
      name: names[at] ?? id,
      result: refused[at] ?? done.get(id) ?? "full",
    }));
    return {
      added: results.flatMap(({ id, name, result }) =>
        typeof result === "string" ? [] : [addedMember(id, name, result)]
      ),
      refused: results.flatMap(({ id, result }) =>
        typeof result !== "string" || result === "member"
          ? []
          : [{ id, reason: result }]
      ),
    };
  }

  async #blocking(
    actor: Actor,
    ids: readonly string[],
  ): Promise<ReadonlySet<string>> {
    if (actor === SERVICE) return new Set();
    return await this.#options.blocks.whoBlocks(actor, ids);
  }

  /** Lists are written before what they list. */
  async #addListed(
    ref: ConversationRef,
    actor: Actor,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Addition>> {
    const { lists, joinQuotas } = this.#options;
    const isListed = await Promise.all(
      ids.map((id) => joinQuotas.enlistAdded(id, ref)),
    );
    const listed = ids.filter((_, at) => isListed[at]);
    if (listed.length === 0) return new Map();
    const unlist = (some: readonly string[]) =>
      Promise.all(some.map((id) => lists.remove(id, ref, ALWAYS)))
        .catch(() => {});
    const results = await this.#add(ref, actor, { ids: listed, looks: false })
      .catch(async (fault) => {
        // Whoever is added after all has to be listed.
        if (isRefusal(fault)) await unlist(listed);
        throw fault;
      });
    const isAdded = (at: number) => typeof results[at] !== "string";
    // An earlier leave may only now have removed it from the list.
    const again = listed.filter((_, at) => isAdded(at));
    Promise.all(again.map((id) => lists.add(id, ref))).catch(() => {});
    await unlist(
      listed.filter((_, at) => !isAdded(at) && results[at] !== "member"),
    );
    return new Map(listed.map((id, at) => [id, results[at]!]));
  }

  async #add(
    ref: ConversationRef,
    actor: Actor,
    { ids, looks }: { ids: readonly string[]; looks: boolean },
  ): Promise<Addition[]> {
    const { connection, time, keep, channels, maxMembers } = this.#options;
    const [outcome, found, last, change, history] = await connection
      .script<[string, string[], string, string, string]>(
        SCRIPTS.add,
        allOf(keysOf(ref)),
        [
          ...[actorOf(actor), time()],
          ...[rankFor("add", "open"), rankFor("add", "invite")],
          ...[keep, channelOf(ref, channels), maxMembers, looks ? 1 : 0],
          ...ids,
        ],
      );
    requireActed(outcome, ref);
    const lastSequence = Number(last);
    return inGroups(found, 2).map(([result, ordinal]) =>
      result !== "added" ? result as AdditionRefusal | "member" : {
        lastSequence,
        lastChange: Number(change),
        ordinal: Number(ordinal),
        hiddenUpTo: history === "joined" ? lastSequence : 0,
      }
    );
  }
}

function addedMember(
  id: string,
  name: string,
  { lastSequence, lastChange, ordinal, hiddenUpTo }: Omit<
    AddedMember,
    "id" | "name"
  >,
): AddedMember {
  return { id, name, lastSequence, lastChange, ordinal, hiddenUpTo };
}
