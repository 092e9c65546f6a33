import {
  chatroomConversation,
  type ConversationRef,
  SYSTEM,
} from "../../domain/ids.ts";
import type { UserQuotas } from "../../domain/quotas.ts";
import { rankFor } from "../../domain/room_policy.ts";
import {
  LIFTED,
  MAX_SANCTIONS,
  type Sanction,
  type SanctionChange,
  type SanctionKind,
} from "../../domain/sanction.ts";
import { type Actor, SERVICE } from "../actor.ts";
import type { Sanctioned, SanctionsPage } from "../governance.ts";
import type { ListPosition } from "../list_position.ts";
import { sanctionsFull, sanctionsOfFull } from "../shared/refusals.ts";
import { channelOf, type Channels } from "./channels.ts";
import type { RedisConnection } from "./connection.ts";
import { inGroups } from "./in_groups.ts";
import { allOf, keysOf, userKeys } from "./keys.ts";
import { actorOf, endOf, requireActed } from "./outcomes.ts";
import { makerOf } from "./redis_join_quotas.ts";
import type { RedisLists } from "./redis_lists.ts";
import { SCRIPTS } from "./scripts.ts";
import { requireText, requireWhole } from "./stored_message.ts";

/** What {@linkcode RedisSanctions} needs. */
export interface RedisSanctionsOptions {
  readonly connection: RedisConnection;
  readonly lists: Pick<RedisLists, "left">;
  readonly quotas: Pick<UserQuotas, "maxSanctions">;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
  /** Milliseconds for which an empty chatroom is kept. */
  readonly idleExpiry: number;
  /** Where the end of a membership is published. */
  readonly channels: Channels | undefined;
}

/** The sanctions of chatrooms. */
export class RedisSanctions {
  #options: RedisSanctionsOptions;

  constructor(options: RedisSanctionsOptions) {
    this.#options = options;
  }

  /** As `Governance.sanction`. */
  async sanction(
    chatroomId: string,
    actor: Actor,
    { kind, userId, until, reason }: SanctionChange,
  ): Promise<Sanctioned> {
    const { connection, lists, time, idleExpiry, channels } = this.#options;
    const ref = chatroomConversation(chatroomId);
    const isShareFull = until !== LIFTED && await this.#isShareFull(ref);
    const [outcome, changed, isMember, left, heir] = await connection
      .script<string[]>(SCRIPTS.sanction, allOf(keysOf(ref)), [
        ...[actorOf(actor), time(), rankFor("sanction", "open"), userId, kind],
        ...[until ?? "", reason === undefined ? "" : JSON.stringify(reason)],
        ...[actor === SERVICE ? SYSTEM : actor, MAX_SANCTIONS, idleExpiry],
        ...[channelOf(ref, channels), isShareFull ? 1 : 0],
      ]);
    requireActed(outcome, ref);
    if (outcome === "full") throw sanctionsFull();
    if (outcome === "share-full") {
      throw sanctionsOfFull(this.#options.quotas.maxSanctions);
    }
    const ordinal = Number(left);
    // If this fails, reading the list leaves the entry out.
    if (left) await lists.left(userId, ref, ordinal).catch(() => {});
    return {
      changed: changed === "1",
      wasMember: isMember === "1",
      removed: left ? { id: userId, ordinal } : undefined,
      heir: heir || undefined,
    };
  }

  /**
   * Have the chatrooms of whoever made this one as many together as may be? They
   * are in other slots, so that some more may be imposed at the same moment.
   */
  async #isShareFull(ref: ConversationRef): Promise<boolean> {
    const { connection, quotas: { maxSanctions } } = this.#options;
    const { unreadable } = connection;
    const { head } = keysOf(ref);
    const fields = await connection.run((redis) =>
      unreadable.orElse(head, redis.hmGet(head, ["made", "by"]), [])
    );
    const maker = makerOf(fields) ?? "";
    if (maker === "" || maker === SYSTEM) return false;
    const { created } = userKeys(maker);
    const ids = await connection.run((redis) =>
      unreadable.orElse(created, redis.zRange(created, 0, -1), [])
    );
    const rooms = [...new Set([ref.target, ...ids])].map(chatroomConversation);
    // Those that have ended count until they are met: first what is quick.
    return await sumOf(rooms, (each) => this.#size(each)) >= maxSanctions &&
      await sumOf(rooms, (each) => this.#inForce(each)) >= maxSanctions;
  }

  #size(ref: ConversationRef): Promise<number> {
    const { connection } = this.#options;
    const { sanctions } = keysOf(ref);
    return connection.run((redis) =>
      connection.unreadable.orElse(sanctions, redis.hLen(sanctions), 0)
    );
  }

  #inForce(ref: ConversationRef): Promise<number> {
    const { connection, time } = this.#options;
    const { sanctions, lapsing } = keysOf(ref);
    const count = connection
      .script<number>(SCRIPTS.countSanctions, [sanctions, lapsing], [time()]);
    return connection.unreadable.orElse(sanctions, count, 0);
  }

  /** As `Governance.sanctions`. */
  async page(
    chatroomId: string,
    actor: Actor,
    { after, count }: { after: ListPosition | undefined; count: number },
  ): Promise<SanctionsPage> {
    const { connection, time } = this.#options;
    const ref = chatroomConversation(chatroomId);
    const { head, members, admins, sanctions, sanctioned } = keysOf(ref);
    const [outcome, found = []] = await connection.script<[string, string[]]>(
      SCRIPTS.listSanctions,
      [head, members, admins, sanctions, sanctioned],
      [
        ...[actorOf(actor), time(), rankFor("list-sanctions", "open")],
        ...[after?.time ?? "", after?.id ?? "", count + 1],
      ],
    );
    requireActed(outcome, ref);
    const { unreadable } = connection;
    const items = inGroups(found, 2).flatMap(([field = "", value = ""]) =>
      unreadable.or(sanctions, () => [decodeSanction(field, value)], [])
    );
    return {
      items: items.slice(0, count),
      hasMore: found.length > 2 * count,
    };
  }
}

async function sumOf<T>(
  items: readonly T[],
  count: (item: T) => Promise<number>,
): Promise<number> {
  const counts = await Promise.all(items.map(count));
  return counts.reduce((sum, each) => sum + each, 0);
}

/**
 * A sanction as `sanctions.lua` says it is stored.
 *
 * @throws {TypeError | SyntaxError} when it is none
 */
export function decodeSanction(field: string, value: string): Sanction {
  const [kind, userId = ""] = field.split(":");
  const [, ends, at, by = "", reason = ""] =
    /^(\d+) (\d+) (\S+) (.*)$/s.exec(value) ?? [];
  if (kind !== "ban" && kind !== "mute") {
    throw new TypeError("expected a ban or a mute");
  }
  return {
    kind: kind satisfies SanctionKind,
    userId,
    until: endOf(String(requireWhole(ends))).until,
    reason: reason === "" ? undefined : requireText(JSON.parse(reason)),
    by,
    at: requireWhole(at),
  };
}

/** A sanction as its value is stored. */
export function encodeSanction({ until, at, by, reason }: Sanction): string {
  const text = reason === undefined ? "" : JSON.stringify(reason);
  return `${until ?? 0} ${at} ${by} ${text}`;
}
