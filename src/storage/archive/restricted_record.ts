import type { UserAccess } from "../../domain/user_access.ts";
import type { RestrictedRecord } from "./records.ts";

/** What is held against a user, as an export has it. */
export function toRestrictedRecord(
  userId: string,
  { ban, revokedAt }: UserAccess,
): RestrictedRecord {
  const record: RestrictedRecord = { user_id: userId };
  if (ban !== undefined) record.banned = true;
  if (ban?.until !== undefined) record.until = ban.until;
  if (ban?.reason !== undefined) record.reason = ban.reason;
  if (revokedAt !== undefined) record.revoked_at = revokedAt;
  return record;
}

/**
 * What is held against a user after an import: a ban that is there already
 * stays, and so does the later revocation.
 */
export function withRestriction(
  known: UserAccess,
  { banned, until, reason, revoked_at }: RestrictedRecord,
): UserAccess {
  const times = [known.revokedAt, revoked_at]
    .filter((time) => time !== undefined);
  return {
    ban: known.ban ?? (banned === true ? { until, reason } : undefined),
    revokedAt: times.length > 0 ? Math.max(...times) : undefined,
  };
}
