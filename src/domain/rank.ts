/*
 * The rank of a member in a chatroom. It is a number, so that a storage can
 * compare it in its atomic step without knowing roles.
 */

/**
 * Also the rank of both users of a private conversation: neither may change the
 * other's messages.
 */
export const MEMBER = 1;
export const CREATOR = 3;
export type Rank = typeof MEMBER | typeof CREATOR;

/** The name of a rank on the wire. */
export type Role = "creator" | "member";

/** The rank of a member in a chatroom created by `creator`. */
export function rankOf(creator: string, memberId: string): Rank {
  return memberId === creator ? CREATOR : MEMBER;
}

/** The role of a member of this rank. */
export function roleOf(rank: Rank): Role {
  return rank === CREATOR ? "creator" : "member";
}
