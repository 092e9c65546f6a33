import { SENT_AWAY, TOKEN_REVOKED } from "../base/close_codes.ts";
import { banInForce } from "../domain/user_access.ts";
import type { ConnectionRef } from "../push/connection_ref.ts";
import type { Presence } from "../push/presence.ts";
import type { Administration } from "../storage/administration.ts";
import { sendAway } from "./nodes.ts";

/** What {@linkcode sendAwayMissed} needs. */
export interface SendAwayMissedOptions {
  readonly administration: Pick<Administration, "access">;
  readonly presence: Pick<Presence, "refsOf" | "remove">;
  /** Unix time in milliseconds, by the clock that all nodes share. */
  readonly now: () => number;
}

/**
 * Closes the connections of a user who was banned from the service, or whose
 * tokens were revoked, while this node did not hear of it. Whoever logs in is
 * asked for both, so what was opened before either has no right to be here.
 *
 * @throws {ReplyError} 503
 */
export async function sendAwayMissed(
  userId: string,
  { administration, presence, now }: SendAwayMissedOptions,
): Promise<void> {
  const access = await administration.access(userId);
  const refs = [...presence.refsOf(userId)];
  if (banInForce(access, now()) !== undefined) {
    return sendAway(refs, presence, SENT_AWAY);
  }
  const { revokedAt = -Infinity } = access;
  const isOlder = ({ about }: ConnectionRef) =>
    about !== undefined && about.since <= revokedAt;
  sendAway(refs.filter(isOlder), presence, TOKEN_REVOKED);
}
