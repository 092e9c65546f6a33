import type { UserAccess } from "../../domain/user_access.ts";
import { endOf } from "./outcomes.ts";
import { requireText, requireWhole } from "./stored_message.ts";
import type { UnreadableRecords } from "./unreadable_records.ts";

/** The fields of what is held against a user, as {@linkcode decodeAccess} takes them. */
export const ACCESS_FIELDS = ["banned", "until", "reason", "revoked"] as const;

/**
 * What is held against a user, as `restrict.lua` stores it in a record. What
 * cannot be read is as if it were not said: a ban stays one.
 */
export function decodeAccess(
  record: string,
  [banned, until, reason, revoked]: readonly (string | null | undefined)[],
  unreadable: UnreadableRecords,
): UserAccess {
  const numberIn = (text: string | null | undefined) =>
    unreadable.or(
      record,
      () => text ? requireWhole(text) : undefined,
      undefined,
    );
  const read = () => reason ? requireText(JSON.parse(reason)) : undefined;
  const ban = {
    until: endOf(String(numberIn(until) ?? 0)).until,
    reason: unreadable.or(record, read, undefined),
  };
  return { ban: banned ? ban : undefined, revokedAt: numberIn(revoked) };
}

/** The fields of it that have to be stored. */
export function encodeAccess(
  { ban, revokedAt }: UserAccess,
): Record<string, string> {
  const fields: Record<string, string> = {};
  if (revokedAt !== undefined) fields.revoked = String(revokedAt);
  if (ban === undefined) return fields;
  const { until = "", reason } = ban;
  const why = reason === undefined ? "" : JSON.stringify(reason);
  return { ...fields, banned: "1", until: String(until), reason: why };
}
