/*
 * Where a member stands in a chatroom: a number, so that a storage compares it
 * in the step in which it matters, and knows no roles.
 */

/** Of a private conversation's users, too: neither has a say in the other's. */
export const MEMBER = 1;
export const CREATOR = 3;
export type Rank = typeof MEMBER | typeof CREATOR;

/** What a rank is called on the wire. */
export type Role = "creator" | "member";

/** The rank of a member of a chatroom that `creator` has created. */
export function rankOf(creator: string, memberId: string): Rank {
  return memberId === creator ? CREATOR : MEMBER;
}

/** What a member of this rank is called. */
export function roleOf(rank: Rank): Role {
  return rank === CREATOR ? "creator" : "member";
}
