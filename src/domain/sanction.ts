/** Out of the chatroom, or in it and silent. */
export type SanctionKind = (typeof SANCTION_KINDS)[number];

/** The kinds that there are. */
export const SANCTION_KINDS = ["ban", "mute"] as const;

/** What an admin has imposed on a user in one chatroom. */
export interface Sanction {
  readonly kind: SanctionKind;
  /** They need not be a member, nor known. */
  readonly userId: string;
  /** Unix time in milliseconds when it ends; undefined: it does not. */
  readonly until: number | undefined;
  readonly reason: string | undefined;
  /** Who imposed it: a user, or `system`. */
  readonly by: string;
  /** Unix time in milliseconds when it was imposed. */
  readonly at: number;
}

/** A sanction to impose, or to lift. */
export interface SanctionChange {
  readonly kind: SanctionKind;
  readonly userId: string;
  /**
   * Unix time in milliseconds when it ends; undefined: it does not; 0 lifts the
   * one that is there.
   */
  readonly until: number | undefined;
  readonly reason: string | undefined;
}

/** The `until` that lifts a sanction. */
export const LIFTED = 0;

/** Most sanctions in force in one chatroom; one more is refused. */
export const MAX_SANCTIONS = 10_000;

/** Most users that one user blocks; one more is refused. */
export const MAX_BLOCKS = 1000;

/** Does something that ends then, or never, hold now? */
export function isInForce(
  { until }: { readonly until: number | undefined },
  now: number,
): boolean {
  return until === undefined || now < until;
}
