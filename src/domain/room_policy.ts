import type {
  ChatroomSettings,
  JoinMode,
  SendMode,
} from "./chatroom_settings.ts";
import { ADMIN, CREATOR, MEMBER, type Rank, type Standing } from "./rank.ts";

/*
 * Who may do what to whom in a chatroom, over plain facts that a storage has at
 * hand in its atomic step. The scripts of Redis make the same comparisons.
 */

/** What one member may do to a chatroom, or to another. */
export type RoomAct =
  | "configure"
  | "set-rank"
  | "remove"
  | "sanction"
  | "list-sanctions"
  | "add";

/** The lowest rank that may do it. */
export function rankFor(act: RoomAct, join: JoinMode): Rank {
  if (act === "set-rank") return CREATOR;
  return act === "add" && join === "open" ? MEMBER : ADMIN;
}

/** May somebody who stands here do it at all? */
export function mayAct(
  act: RoomAct,
  { standing, join }: { standing: Standing; join: JoinMode },
): boolean {
  return standing >= rankFor(act, join);
}

/** May the one do to the other what their rank allows? */
export function standsAbove(actor: Standing, target: Standing): boolean {
  return actor > target;
}

/** Does a member of this rank see who is muted, and go on in slow mode? */
export function isModerator(standing: Standing): boolean {
  return standing >= ADMIN;
}

/** Most members of a chatroom in a service that allows `limit` of them. */
export function capOf(
  { maxMembers }: Pick<ChatroomSettings, "maxMembers">,
  limit: number,
): number {
  return maxMembers === 0 ? limit : Math.min(maxMembers, limit);
}

/** What decides about a join. */
export interface EntryFacts {
  readonly isBanned: boolean;
  readonly join: JoinMode;
  /** Was the password given, and the right one? */
  readonly hasPassword: boolean;
  readonly members: number;
  /** As {@linkcode capOf}. */
  readonly cap: number;
}

/** Why somebody may not join. */
export type EntryRefusal = "banned" | "invite" | "password" | "full";

/** Why somebody who is no member may not join; undefined if they may. */
export function refusedEntry(facts: EntryFacts): EntryRefusal | undefined {
  const { isBanned, join, hasPassword, members, cap } = facts;
  if (isBanned) return "banned";
  if (join === "invite") return "invite";
  if (join === "password" && !hasPassword) return "password";
  return members >= cap ? "full" : undefined;
}

/** What decides about adding somebody. */
export interface AdditionFacts {
  /** Have they ever logged in? */
  readonly isKnown: boolean;
  /** Have they blocked whoever adds them? */
  readonly hasBlocked: boolean;
  readonly isBanned: boolean;
  readonly members: number;
  /** As {@linkcode capOf}. */
  readonly cap: number;
}

/** Why somebody cannot be added. */
export type AdditionRefusal = "unknown" | "blocked" | "banned" | "full";

/** Why somebody who is no member cannot be added; undefined if they can. */
export function refusedAddition(
  { isKnown, hasBlocked, isBanned, members, cap }: AdditionFacts,
): AdditionRefusal | undefined {
  if (!isKnown) return "unknown";
  if (hasBlocked) return "blocked";
  if (isBanned) return "banned";
  return members >= cap ? "full" : undefined;
}

/** What decides about a member's send. */
export interface SendFacts {
  readonly rank: Rank;
  readonly isMuted: boolean;
  readonly send: SendMode;
  /** Milliseconds between two messages of one member; 0: none. */
  readonly slowMode: number;
  /** Milliseconds since the member's last one; undefined: there was none. */
  readonly sinceLast: number | undefined;
}

/** Why a member may not send. */
export type SendRefusal = "muted" | "admins_only" | "slow_mode";

/** Why a member may not send; undefined if they may. */
export function refusedSend(
  { rank, isMuted, send, slowMode, sinceLast }: SendFacts,
): SendRefusal | undefined {
  if (isMuted) return "muted";
  if (isModerator(rank)) return undefined;
  if (send === "admins") return "admins_only";
  return sinceLast !== undefined && sinceLast < slowMode
    ? "slow_mode"
    : undefined;
}

/**
 * The new creator of a chatroom without one: of its members, in the order in
 * which they joined, the first admin, else the first.
 */
export function heirOf(
  members: Iterable<{ readonly id: string; readonly rank: Rank }>,
): string | undefined {
  let first: string | undefined;
  for (const { id, rank } of members) {
    if (rank >= ADMIN) return id;
    first ??= id;
  }
  return first;
}

/** What decides about a member's new rank, besides who asks for it. */
export interface RankFacts {
  /** The creator; undefined in a chatroom without one. */
  readonly creator: string | undefined;
  readonly target: { readonly id: string; readonly rank: Rank };
  readonly rank: Rank;
  /** Who would be the creator without the target; undefined: nobody. */
  readonly heir: () => string | undefined;
}

/**
 * Everybody whose rank changes when a member gets another one, so that there is
 * one creator before and after. Empty if nobody's does.
 */
export function rankChanges(
  { creator, target, rank, heir }: RankFacts,
): { userId: string; rank: Rank }[] {
  if (target.rank === rank) return [];
  const changed = { userId: target.id, rank };
  if (rank === CREATOR) {
    if (creator === undefined) return [changed];
    return [changed, { userId: creator, rank: ADMIN }];
  }
  if (target.rank !== CREATOR) return [changed];
  const next = heir();
  if (next === undefined) return [];
  return [changed, { userId: next, rank: CREATOR }];
}
