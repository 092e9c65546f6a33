/*
 * The rank of a member in a chatroom. It is a number, so that a storage can
 * compare it in its atomic step without knowing roles.
 */

/** The rank of whoever is no member: below everybody. */
export const STRANGER = 0;
/**
 * Also the rank of both users of a private conversation: neither may change the
 * other's messages.
 */
export const MEMBER = 1;
export const ADMIN = 2;
export const CREATOR = 3;
/** The service itself, and whoever holds a key of the server API. */
export const SERVICE_RANK = 4;
/** The rank of a member. */
export type Rank = typeof MEMBER | typeof ADMIN | typeof CREATOR;
/** The rank of whoever acts, or whom an act concerns. */
export type Standing = Rank | typeof STRANGER | typeof SERVICE_RANK;

/** The name of a rank on the wire. */
export type Role = "creator" | "admin" | "member";

const RANKS: Readonly<Record<Role, Rank>> = {
  creator: CREATOR,
  admin: ADMIN,
  member: MEMBER,
};
const ROLES: Readonly<Record<Rank, Role>> = {
  [CREATOR]: "creator",
  [ADMIN]: "admin",
  [MEMBER]: "member",
};

/** The role of a member of this rank. */
export function roleOf(rank: Rank): Role {
  return ROLES[rank];
}

/** The rank of a member in this role. */
export function rankOfRole(role: Role): Rank {
  return RANKS[role];
}
