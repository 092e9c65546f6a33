/** A user who may not use the service. */
export interface ServiceBan {
  /** Unix time in milliseconds when it ends; undefined: it does not. */
  readonly until: number | undefined;
  readonly reason: string | undefined;
}

/** Whether a user may use the service, as it is stored. */
export interface UserAccess {
  /** May have ended, see {@linkcode banInForce}. */
  readonly ban: ServiceBan | undefined;
  /** When the user's tokens were revoked, as Unix time in milliseconds. */
  readonly revokedAt: number | undefined;
}

/** The access of almost everybody. */
export const FULL_ACCESS: UserAccess = { ban: undefined, revokedAt: undefined };

/** The ban of a user, unless it has ended. */
export function banInForce(
  { ban }: Pick<UserAccess, "ban">,
  now: number,
): ServiceBan | undefined {
  return ban !== undefined && (ban.until ?? Infinity) > now ? ban : undefined;
}

/**
 * Is a token revoked? Seconds are compared, as most issuers write no fraction;
 * a token without a time of issue is as old as can be.
 *
 * @param issuedAt Unix time in seconds
 */
export function isRevoked(
  { revokedAt }: Pick<UserAccess, "revokedAt">,
  issuedAt: number | undefined,
): boolean {
  if (revokedAt === undefined) return false;
  if (issuedAt === undefined) return true;
  return Math.floor(issuedAt) <= secondOf(revokedAt);
}

/** The second of a Unix time in milliseconds. */
export function secondOf(time: number): number {
  return Math.floor(time / 1000);
}
